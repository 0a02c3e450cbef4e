"""The raw counts of the history once more, in plain SQL for SQLite: it shares no line with what it judges."""

from sqlalchemy import Connection, text

HALF = "CAST(strftime('%s', {at}) AS INTEGER) / 1800 * 1800"
TARGET = "CASE l.queue WHEN 'care-en' THEN 20 WHEN 'acme-es' THEN 12 ELSE 20 END"
WEEK = "julianday({next}) - julianday({at}) <= 7.0000000001"
DAY = "julianday({next}) - julianday({at}) <= 1.0000000001"
NEXT = """(SELECT min(n.began_at) FROM calls n WHERE n.caller_key = c.caller_key AND c.caller_key <> ''
  AND (n.began_at > c.began_at OR (n.began_at = c.began_at AND n.sid > c.sid)) {more})"""
ISSUE = "(SELECT max(i.issue) FROM legs i WHERE i.call_sid = {sid})"
SAME = f"AND {ISSUE.format(sid='n.sid')} = {ISSUE.format(sid='c.sid')}"

CALLS = f"""
SELECT {HALF.format(at="c.began_at")} AS half, {{key}} AS key, '' AS queue, count(*) AS calls,
  count(c.ended_at) AS ended,
  sum(c.disposition = 'contained') AS contained, sum(c.disposition = 'gave_up') AS gave_up,
  sum(c.caller_key <> '') AS known,
  sum(coalesce({WEEK.format(next=NEXT.format(more=""), at="c.began_at")}, 0)) AS again,
  sum(c.disposition = 'contained' AND c.caller_key <> '') AS contained_known,
  sum(c.disposition = 'contained' AND coalesce({DAY.format(next=NEXT.format(more=""), at="c.began_at")}, 0))
    AS contained_again,
  sum(coalesce(c.seconds, 0)) AS seconds
FROM calls c GROUP BY 1, 2, 3"""

WAITS = f"""
SELECT {HALF.format(at="l.entered_at")} AS half, {{key}} AS key, l.queue AS queue, count(*) AS offered,
  sum(l.became = 'answered') AS answered, sum(l.became = 'answered' AND l.waited <= {TARGET}) AS within,
  sum(CASE WHEN l.became = 'answered' THEN l.waited ELSE 0 END) AS waited, sum(l.became = 'abandoned') AS abandoned,
  sum(l.became = 'abandoned' AND l.waited < 5) AS short, sum(l.became = 'flowed') AS flowed,
  sum(l.became = 'waiting') AS waiting, sum(l.became = 'abandoned' AND l.waited <= {TARGET}) AS given_up
FROM legs l JOIN calls c ON c.sid = l.call_sid GROUP BY 1, 2, 3"""

TALKS = f"""
WITH talks AS (
  SELECT l.call_sid, l.turn, l.entered_at, l.queue, l.language, l.issue, h.agent, h.disposition,
    strftime('%s', h.ended_at) - strftime('%s', h.answered_at) AS talked, h.hold_seconds AS held,
    strftime('%s', h.wrapped_at) - strftime('%s', h.ended_at) AS wrap,
    h.id = (SELECT max(m.id) FROM handlings m WHERE m.call_sid = l.call_sid AND m.queue = l.queue
      AND m.offered_at >= l.entered_at AND m.offered_at < datetime(l.entered_at, '+40 seconds')) AS is_last
  FROM legs l JOIN handlings h ON h.call_sid = l.call_sid AND h.offered_at >= l.entered_at
    AND h.offered_at < datetime(l.entered_at, '+40 seconds')
  UNION ALL
  SELECT l.call_sid, l.turn, l.entered_at, l.queue, l.language, l.issue, NULL, NULL,
    max((julianday(coalesce((SELECT min(at) FROM hops w WHERE w.call_sid = l.call_sid AND w.turn > l.turn), c.ended_at))
      - julianday(l.entered_at)) * 86400 - l.waited, 0), 0, NULL, 1
  FROM legs l JOIN calls c ON c.sid = l.call_sid WHERE l.became = 'answered' AND l.queue <> 'care-en'
)
SELECT {HALF.format(at="l.entered_at")} AS half, {{key}} AS key, l.queue AS queue, count(*) AS handled,
  count(l.talked) AS timed, sum(coalesce(l.talked - l.held, 0)) AS talk,
  sum(CASE WHEN l.talked IS NULL THEN 0 ELSE l.held END) AS hold, count(l.wrap) AS wrapped,
  sum(coalesce(l.wrap, 0)) AS wrap,
  sum(l.is_last AND EXISTS (SELECT 1 FROM legs b WHERE b.call_sid = l.call_sid AND b.turn > l.turn)) AS back,
  sum(c.caller_key <> '') AS taken,
  sum(coalesce({WEEK.format(next=NEXT.format(more=SAME), at="c.began_at")}, 0)) AS taken_again
FROM talks l JOIN calls c ON c.sid = l.call_sid WHERE {{key}} IS NOT NULL GROUP BY 1, 2, 3"""

PRESENCE = """
WITH RECURSIVE lasting AS (
  SELECT agent, state, CAST(strftime('%s', at) AS INTEGER) AS begins, coalesce(CAST(strftime('%s',
    lead(at) OVER (PARTITION BY agent ORDER BY at, number)) AS INTEGER), {until}) AS ends FROM agent_states
), spans AS (
  SELECT agent, state, begins, min(ends, begins + 86400) AS ends FROM lasting
), halves AS (
  SELECT (SELECT min(begins) FROM spans) / 1800 * 1800 AS half
  UNION ALL SELECT half + 1800 FROM halves WHERE half + 1800 < {until}
)
SELECT half, {key} AS key, '' AS queue,
  sum(CASE WHEN state IN ('talking', 'wrap_up') THEN min(ends, half + 1800) - max(begins, half) ELSE 0 END) AS busy,
  sum(CASE WHEN state IN ('ready', 'ringing') THEN min(ends, half + 1800) - max(begins, half) ELSE 0 END) AS free
FROM halves JOIN spans ON begins < half + 1800 AND ends > half GROUP BY 1, 2, 3"""

KEYS = {
    "queue": ("''", "l.queue", "l.queue"),
    "number": ("c.dnis", "c.dnis", "c.dnis"),
    "agent": (None, None, "l.agent"),
    "language": ("c.language", "l.language", "l.language"),
    "issue": (f"coalesce({ISSUE.format(sid='c.sid')}, '')", "l.issue", "l.issue"),
    "disposition": (None, None, "l.disposition"),
}


def counted(connection: Connection, until: int) -> dict[tuple[object, ...], dict[str, float]]:
    """The counts other than 0 by (part, half-hour in seconds, key, queue)."""
    found: dict[tuple[object, ...], dict[str, float]] = {}
    for part, keys in KEYS.items():
        at_work = {"queue": "''", "agent": "agent"}.get(part)
        for query, key in zip((CALLS, WAITS, TALKS, PRESENCE), (*keys, at_work), strict=True):
            if key is None:
                continue
            for row in connection.execute(text(query.format(key=key, until=until))).mappings():
                where = (part, row["half"], row["key"], row["queue"])
                values = {name: round(row[name], 3) for name in row if name not in ("half", "key", "queue")}
                found.setdefault(where, {}).update({name: value for name, value in values.items() if value})
    return {where: values for where, values in found.items() if values}
