"""Queries of the record for the console: the calls of a period, and everything about one call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, select

from ivr.adapters.sql.records.tables import calls, decisions, hops, legs, messages, turns
from ivr.reporting.call_record import LISTED, UNDER_WAY, CallRecord, CallRow
from routing.caller import profile_from_record
from routing.replay import Called

EARLIER = 10
REPLAYED = 300
"""Number of past calls that a draft is replayed on."""


class RecordQueries:
    """Reads the record. With `queues`, only calls assigned to one of these queues are visible."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def calls(
        self, *, since: datetime, until: datetime, queues: Sequence[str] | None = None, wanted: Mapping[str, str]
    ) -> list[CallRow]:
        """The calls that began in a stretch of time, newest first, LISTED at most.

        `wanted` may hold a disposition, language, queue or number dialled; or the end of a call SID, of any time.
        """
        if wanted.get("sid"):
            return self._named(wanted["sid"], queues)
        found = select(calls).where(calls.c.began_at >= since, calls.c.began_at < until)
        if wanted.get("disposition") == UNDER_WAY:
            found, wanted = found.where(calls.c.ended_at.is_(None)), {**wanted, "disposition": ""}
        for name in ("disposition", "language", "dnis"):
            if wanted.get(name):
                found = found.where(calls.c[name] == wanted[name])
        if wanted.get("queue"):
            found = found.where(calls.c.sid.in_(select(legs.c.call_sid).where(legs.c.queue == wanted["queue"])))
        found = _within(found, queues).order_by(calls.c.began_at.desc()).limit(LISTED)
        with self._engine.connect() as connection:
            return _all(connection.execute(found))

    def callers(self, since: datetime) -> list[Called]:
        """Return the newest callers routed since a time, oldest first, at most REPLAYED; each call once."""
        told = select(decisions.c.at, decisions.c.decision["caller"]).where(decisions.c.at >= since)
        with self._engine.connect() as connection:
            rows = connection.execute(told.order_by(decisions.c.at.desc()).limit(REPLAYED)).all()
        found = ((at, profile_from_record(caller or {})) for at, caller in reversed(rows))
        return [(at, caller) for at, caller in found if not (caller.tried or caller.promised or caller.transferred)]

    def _named(self, end: str, queues: Sequence[str] | None) -> list[CallRow]:
        """The newest calls whose SID has this ending. Scans the whole table, which rare requests by hand allow."""
        found = _within(select(calls).where(calls.c.sid.endswith(end, autoescape=True)), queues)
        with self._engine.connect() as connection:
            return _all(connection.execute(found.order_by(calls.c.began_at.desc()).limit(LISTED)))

    def call(self, sid: str, *, queues: Sequence[str] | None = None) -> CallRecord | None:
        """Return everything about one call, or None if it does not exist or was never in one of these queues."""
        with self._engine.connect() as connection:
            row = connection.execute(_within(select(calls).where(calls.c.sid == sid), queues)).one_or_none()
            return None if row is None else _story(connection, row, queues)


def _story(connection: Connection, row: Row[Any], queues: Sequence[str] | None) -> CallRecord:
    """Collect the record of a call. With `queues`, legs in other queues are left out."""
    walked: dict[int, list[tuple[str, str, str]]] = {}
    for hop in connection.execute(_of(row.sid, hops).order_by(hops.c.turn, hops.c.place)):
        walked.setdefault(hop.turn, []).append((hop.step, hop.outcome, hop.target))
    stays = _of(row.sid, legs) if queues is None else _of(row.sid, legs).where(legs.c.queue.in_(queues))
    before = select(calls).where(calls.c.caller_key == row.caller_key, calls.c.began_at < row.began_at)
    earlier = _within(before, queues).order_by(calls.c.began_at.desc()).limit(EARLIER)
    (call,) = _all([row])
    return CallRecord(
        call=call,
        turns=_all(connection.execute(_of(row.sid, turns).order_by(turns.c.turn))),
        hops=walked,
        decisions={each.turn: each.decision for each in connection.execute(_of(row.sid, decisions))},
        legs=_all(connection.execute(stays.order_by(legs.c.turn))),
        messages=_all(connection.execute(_of(row.sid, messages))),
        earlier=_all(connection.execute(earlier)) if row.caller_key else [],
    )


def _of(sid: str, table: Table) -> Select[Any]:
    return select(table).where(table.c.call_sid == sid)


def _within(found: Select[Any], queues: Sequence[str] | None) -> Select[Any]:
    if queues is None:
        return found
    return found.where(calls.c.sid.in_(select(legs.c.call_sid).where(legs.c.queue.in_(queues))))


def _all(rows: Iterable[Row[Any]]) -> list[Any]:
    """The rows as dictionaries by column: the typed ones of `ivr.reporting.call_record`."""
    return [dict(row._mapping) for row in rows]
