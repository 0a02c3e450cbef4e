"""Each stay of a call in a queue, in SQL: what service levels are made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select

from ivr.adapters.records.tables import calls, decisions, hops
from ivr.adapters.records.tables import legs as table
from ivr.reports.figures import SHORT, Counts
from ivr.reports.legs import Given, given, legs


def settle_legs(connection: Connection, sids: Iterable[str]) -> None:
    """Write the legs of these calls anew, from their decisions and hops."""
    wanted = sorted(sids)
    found: dict[str, list[Given]] = defaultdict(list)
    chosen = select(decisions).where(decisions.c.call_sid.in_(wanted)).order_by(decisions.c.call_sid, decisions.c.turn)
    for row in connection.execute(chosen):
        if (each := given(row.turn, row.at, row.decision)) is not None:
            found[row.call_sid].append(each)
    if not found:
        return
    ends, left = _ends(connection, list(found)), _left(connection, list(found))
    rows = [
        {"call_sid": sid, **{name: getattr(leg, name) for name in leg.__slots__}}
        for sid, its in found.items()
        for leg in legs(its, left.get(sid, {}), answered_at=ends[sid][0], ended_at=ends[sid][1])
    ]
    connection.execute(delete(table).where(table.c.call_sid.in_(list(found))))
    if rows:
        connection.execute(insert(table), rows)


def _ends(connection: Connection, sids: Sequence[str]) -> Mapping[str, tuple[datetime | None, datetime | None]]:
    rows = connection.execute(select(calls.c.sid, calls.c.answered_at, calls.c.ended_at).where(calls.c.sid.in_(sids)))
    return {row.sid: (row.answered_at, row.ended_at) for row in rows}


def _left(connection: Connection, sids: Sequence[str]) -> Mapping[str, dict[int, tuple[datetime, str, str]]]:
    """The first hop of each turn: how the step that waited was left."""
    first = select(hops.c.call_sid, hops.c.turn, hops.c.at, hops.c.step, hops.c.outcome)
    found: dict[str, dict[int, tuple[datetime, str, str]]] = defaultdict(dict)
    for row in connection.execute(first.where(hops.c.call_sid.in_(sids), hops.c.place == 0)):
        found[row.call_sid][row.turn] = (row.at, row.step, row.outcome)
    return found


def counts(
    engine: Engine, since: datetime, until: datetime, *, targets: Mapping[str, int]
) -> dict[tuple[str, str], Counts]:
    """By queue and language, the legs that were begun in a stretch of time. `targets` are seconds, by queue."""
    c = table.c
    in_time = case(*((c.queue == queue, c.waited <= target) for queue, target in targets.items()), else_=c.waited <= 20)
    columns: tuple[Any, ...] = (
        func.count(),
        _times(c.became == "answered"),
        _times((c.became == "answered") & (in_time if targets else c.waited <= 20)),
        func.coalesce(func.sum(case((c.became == "answered", c.waited), else_=0.0)), 0.0),
        _times(c.became == "abandoned"),
        _times((c.became == "abandoned") & (c.waited < SHORT)),
        _times(c.became == "flowed"),
        _times(c.became == "waiting"),
    )
    grouped = select(c.queue, c.language, *columns).where(c.entered_at >= since, c.entered_at < until)
    with engine.connect() as connection:
        rows = connection.execute(grouped.group_by(c.queue, c.language))
        return {(row[0], row[1]): Counts(*row[2:]) for row in rows}


def dispositions(engine: Engine, since: datetime, until: datetime) -> dict[str, int]:
    """How the calls that began in a stretch of time and are over went, counted."""
    c = calls.c
    over = select(c.disposition, func.count()).where(c.began_at >= since, c.began_at < until, c.ended_at.is_not(None))
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(over.group_by(c.disposition))}


def _times(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
