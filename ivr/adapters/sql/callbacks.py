"""Callbacks that customers asked for, stored in SQL. Their place in the waiting line is in Redis, as `cb:<name>`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, cast

import redis
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    String,
    Table,
    delete,
    select,
    text,
    update,
)

from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.sql.database import Utc, metadata, writing
from ivr.calls.callbacks import DueCallback, NewestCallback
from ivr.calls.ports import Unavailable

_OPEN = "state IN ('due', 'calling')"

callbacks = Table(
    "callbacks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("number", String(16), nullable=False),
    Column("line", String(255), nullable=False),
    Column("queue", String(128), nullable=False),
    Column("language", String(35), nullable=False),
    Column("story", JSON, nullable=False),
    Column("place", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("claimed_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("attempt", String(64), nullable=False, default="", server_default=""),
    Index(None, "state", "due_at"),
    Index("uq_callbacks_open", "number", unique=True, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
)
"""One row per callback, named by the SID of the call that asked for it. `line` is the number dialled in that call,
`place` the time (seconds) from which the callback counts as waiting. `state` is due, calling (since `claimed_at`),
done, cancelled, gave_up, or refused (a limit was reached). A number has at most one open callback (due or calling).
`attempt` is the SID of the call that the line itself places to the customer."""

T = TypeVar("T")

OPEN = ("due", "calling")
"""The states of a callback that is still owed to the customer."""
SETTLED = ("done", "cancelled", "gave_up", "refused")
"""The final states."""

MOST_ATTEMPTS = 3
TRIED_AGAIN_AFTER = timedelta(minutes=15)
LOST_AFTER = timedelta(minutes=10)
"""Age of a claimed callback, with no end reported, after which it counts as lost with the agent's call."""


def newest_callback(reader: Engine, number: str) -> NewestCallback | None:
    """Return the newest callback of a number (E.164). Returns None if there is none or the callbacks cannot be read."""
    wanted = select(callbacks.c.name, callbacks.c.state).where(callbacks.c.number == number)
    try:
        with reader.connect() as connection:
            row = connection.execute(wanted.order_by(callbacks.c.created_at.desc()).limit(1)).first()
    except Exception:  # the drivers raise more than SQLAlchemyError
        return None
    return NewestCallback(row.name, row.state in OPEN) if row else None


class SqlCallbacks:
    """Implements ivr.calls.callbacks.Callbacks."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self, name: str) -> DueCallback | None:
        """Claim the callback if it is due and not claimed. At most one attempt is in flight. Raises Unavailable."""
        return _asked(lambda: self._claim(name))

    def over(self, name: str, *, reached: bool) -> None:
        """Record the end of an attempt. Raises Unavailable."""
        _asked(lambda: self._over(name, reached=reached))

    def cancel(self, name: str) -> None:
        """Cancel a callback that the customer no longer wants. Raises Unavailable."""
        _asked(lambda: self._settle(name, "cancelled"))

    def give_up(self, name: str) -> None:
        """Give up on a callback whose number cannot be called. Raises Unavailable."""
        _asked(lambda: self._settle(name, "gave_up"))

    def due(self, name: str) -> DueCallback | None:
        """A callback by its name, in any state. Raises Unavailable."""
        return _asked(lambda: self._find(name))

    def _claim(self, name: str) -> DueCallback | None:
        now = self._clock()
        mine = (callbacks.c.name == name) & (callbacks.c.state == "due") & (callbacks.c.due_at <= now)
        with writing(self._engine) as connection:
            values = {"state": "calling", "claimed_at": now, "attempts": callbacks.c.attempts + 1}
            if not connection.execute(update(callbacks).where(mine).values(**values)).rowcount:
                return None
        return self._find(name)

    def _find(self, name: str) -> DueCallback | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(callbacks).where(callbacks.c.name == name)).one_or_none()
        return (
            DueCallback(row.name, row.number, row.line, row.queue, row.language, row.story, row.place) if row else None
        )

    def _over(self, name: str, *, reached: bool) -> None:
        if reached:
            self._settle(name, "done")
            return
        with writing(self._engine) as connection:
            calling = (callbacks.c.name == name) & (callbacks.c.state == "calling")
            put_off(connection, calling, self._clock())

    def _settle(self, name: str, state: str) -> None:
        with writing(self._engine) as connection:
            open_ = (callbacks.c.name == name) & callbacks.c.state.in_(OPEN)
            connection.execute(update(callbacks).where(open_).values(state=state))


def put_off(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Schedule callbacks that reached nobody again, or give up after MOST_ATTEMPTS."""
    given_up = callbacks.c.attempts >= MOST_ATTEMPTS
    later = {"state": "due", "attempt": "", "due_at": now + TRIED_AGAIN_AFTER}
    connection.execute(update(callbacks).where(which, given_up).values(state="gave_up"))
    connection.execute(update(callbacks).where(which, ~given_up).values(**later))


@dataclass(frozen=True, slots=True)
class Tended:
    """The result of one run: callbacks added to a waiting line, and claims released because their call was lost."""

    put_back: int
    lost: int


def enqueue_due(engine: Engine, client: redis.Redis, now: datetime) -> Tended:
    """Add due callbacks to their waiting lines if they are missing there, and release those whose call was lost."""
    with writing(engine) as connection:
        untold = (callbacks.c.state == "calling") & (callbacks.c.attempt == "")
        lost = untold & (callbacks.c.claimed_at < now - LOST_AFTER)
        found = connection.execute(select(callbacks.c.name).where(lost)).all()
        put_off(connection, lost, now)
        due = (callbacks.c.state == "due") & (callbacks.c.due_at <= now)
        rows = connection.execute(select(callbacks.c.name, callbacks.c.queue, callbacks.c.place).where(due)).all()
    added = sum(_put_in_line(client, row.queue, f"{CALLBACK}{row.name}", row.place) for row in rows)
    return Tended(added, len(found))


def _put_in_line(client: redis.Redis, queue: str, member: str, place: float) -> int:
    """Return 1 if the callback was added, 0 if it was in the line. An agent who holds it must claim it in SQL."""
    client.zrem(keys.taken(queue), member)
    return cast("int", client.zadd(keys.line(queue), {member: place}, nx=True))


def forget(engine: Engine, before: datetime) -> int:
    """Delete settled callbacks created before a time: no number is kept longer than needed. Returns the count."""
    settled = callbacks.c.state.in_(SETTLED) & (callbacks.c.created_at < before)
    with writing(engine) as connection:
        return connection.execute(delete(callbacks).where(settled)).rowcount


def _asked(request: Callable[[], T]) -> T:
    try:
        return request()
    except Exception as error:
        raise Unavailable("the callbacks did not answer") from error
