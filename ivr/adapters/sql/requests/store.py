"""Reads requests, and changes their states by compare-and-set."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, Text, and_, cast, column, delete, false, or_, select, table, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.requests.tables import deliveries, requests
from ivr.adapters.sql.routing import audit
from ivr.reporting.audit import Actor
from ivr.reporting.requests import (
    LISTED,
    LONGEST_NOTE,
    MOVES,
    UNSETTLED,
    Again,
    NoSuchRequest,
    RequestChange,
    RequestMoved,
    RequestRecord,
)

_LEGS = table("legs", column("call_sid"), column("queue"))
"""Of the records, which read requests themselves."""
_COLUMNS = [requests.c[each.name] for each in fields(RequestRecord)]


class SqlRequests:
    """Implements ivr.reporting.requests.RequestDesk. Raises SQLAlchemy's errors.

    `settled` is called with each request that somebody has settled.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime], settled: Callable[[RequestRecord], None]) -> None:
        self._engine = engine
        self._clock = clock
        self._settled = settled

    def all(self, *, state: str = "", kind: str = "", queues: Sequence[str] | None = None) -> list[RequestRecord]:
        """The newest requests, LISTED at most; see RequestDesk."""
        c, found = requests.c, select(*_COLUMNS).order_by(requests.c.asked_at.desc(), requests.c.id).limit(LISTED)
        if state:
            found = found.where(c.state.in_(UNSETTLED) if state == "unsettled" else c.state == state)
        if kind:
            found = found.where(c.kind == kind)
        found = _within(found, queues)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(found)]

    def of_call(self, sid: str, caller_key: str) -> list[RequestRecord]:
        """The requests of a call, and the caller's from others that are not settled, oldest first; see RequestDesk."""
        c, again = requests.c, cast(requests.c.again, Text).contains(f'"call":"{sid}"', autoescape=True)
        owed = c.state.in_(UNSETTLED) if caller_key else false()
        theirs = or_(c.call_sid == sid, and_(c.caller_key == caller_key, or_(again, owed)))
        found = select(*_COLUMNS).where(theirs)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(found.order_by(requests.c.asked_at))]

    def get(self, name: str, *, queues: Sequence[str] | None = None) -> RequestRecord:
        """A request by its id. Raises NoSuchRequest, also if its call was never in one of `queues`."""
        found = _within(select(*_COLUMNS).where(requests.c.id == name), queues)
        with self._engine.connect() as connection:
            row = connection.execute(found).one_or_none()
        if row is None:
            raise NoSuchRequest(f"there is no request {name}")
        return _record(row)

    def change(self, name: str, change: RequestChange, actor: Actor) -> RequestRecord:
        """Change the state, with an entry in the audit. Raises NoSuchRequest and RequestMoved."""
        before, now = self.get(name), self._clock()
        if before.revision != change.revision:
            raise RequestMoved(f"{before.taken_by or 'the caller'} has changed it since: it is {before.state} now")
        if change.to not in (before.state, *MOVES[before.state]):
            raise RequestMoved(f"it is {before.state}, and cannot become {change.to}")
        note = before.note if change.note is None else change.note.replace("\0", "")[:LONGEST_NOTE]
        whose = (change.taken_by or actor.who) if change.to != "open" else ""
        moved = {"taken_by": whose} if change.to != before.state or change.taken_by else {}
        values = {"state": change.to, "note": note, "changed_at": now, **moved}
        same = and_(requests.c.id == name, requests.c.revision == change.revision)
        with writing(self._engine) as connection:
            changed = update(requests).where(same).values(**values, revision=change.revision + 1)
            if not connection.execute(changed).rowcount:
                raise RequestMoved("somebody else has changed it in this moment")
            audit.note(connection, actor, now, "request", name, before=before.state, after=change.to)
        after = self.get(name)
        if after.is_settled and not before.is_settled:
            self._settled(after)
        return after


def forget_requests(engine: Engine, before: datetime) -> int:
    """Delete requests that were settled before a time, and what was told of them. Returns their number."""
    old = and_(requests.c.state.not_in(UNSETTLED), requests.c.changed_at < before)
    with writing(engine) as connection:
        of_them = deliveries.c.request_id.in_(select(requests.c.id).where(old))
        connection.execute(delete(deliveries).where(of_them))
        return connection.execute(delete(requests).where(old)).rowcount


def _within(found: Select[Any], queues: Sequence[str] | None) -> Select[Any]:
    if queues is None:
        return found
    return found.where(requests.c.call_sid.in_(select(_LEGS.c.call_sid).where(_LEGS.c.queue.in_(queues))))


def _record(row: Row[Any]) -> RequestRecord:
    values = dict(row._mapping)
    again = (Again(each["call"], datetime.fromisoformat(each["at"]), each["answers"]) for each in values["again"])
    return RequestRecord(**{**values, "again": tuple(again)})
