"""Callbacks that the line places itself: which one is next, and the result of each attempt."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import redis
from sqlalchemy import ColumnElement, Engine, Select, and_, case, exists, or_, select, update

from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.sql.callbacks import SqlCallbacks, callbacks, put_off
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.tables import calls, hops
from ivr.calls.callbacks import DueCallback
from ivr.flows.outbound_callback import CANCELLED

FIRST_AFTER = timedelta(minutes=2)
"""Time from the booking to the first attempt: a customer who could not be connected is not called at once."""
ASKED_AGAIN_AFTER = timedelta(minutes=1)
"""After Twilio did not take the call."""
SETTLED = ("handed_off", "message_left", "callback")
"""Dispositions (`calls.disposition`) after which no callback is owed any more."""


class SqlCallbackAttempts:
    """Implements ivr.calls.callbacks.CallbackAttempts."""

    def __init__(self, engine: Engine, client: redis.Redis, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._redis = client
        self._clock = clock
        self._callbacks = SqlCallbacks(engine, clock)

    def claim_first(self, queue: str) -> DueCallback | None:
        """The first due callback in the line of a queue; None while another callback of the queue is in progress."""
        with self._engine.connect() as connection:
            name = connection.scalars(_first(queue, self._clock())).one_or_none()
        due = self._callbacks.claim(name) if name else None
        if due:
            self._redis.zrem(keys.line(queue), f"{CALLBACK}{due.name}")
        return due

    def put_off(self, name: str) -> None:
        """Schedule a callback again without counting an attempt."""
        later = {"state": "due", "due_at": self._clock() + ASKED_AGAIN_AFTER}
        self._change(name, attempts=callbacks.c.attempts - 1, **later)

    def give_up(self, name: str) -> None:
        """Give up on a callback whose number cannot be called."""
        self._change(name, state="gave_up")

    def _change(self, name: str, **values: object) -> None:
        mine = (callbacks.c.name == name) & (callbacks.c.state == "calling")
        with writing(self._engine) as connection:
            connection.execute(update(callbacks).where(mine).values(**values))


def _first(queue: str, now: datetime) -> Select[str]:
    c = callbacks.c
    under_way = exists().where(c.queue == queue, c.state == "calling").correlate(None)
    due = and_(c.queue == queue, c.state == "due", c.due_at <= now, c.created_at <= now - FIRST_AFTER)
    return select(c.name).where(due, ~under_way).order_by(c.place, c.name).limit(1)


def settle_attempts(engine: Engine, now: datetime) -> None:
    """Write the results of attempts, taken from the record of calls that ended or were answered."""
    c = callbacks.c
    mine = calls.c.sid == c.attempt
    kept = exists().where(mine, or_(calls.c.answered_at.is_not(None), calls.c.disposition.in_(SETTLED)))
    cancelled = exists().where(hops.c.call_sid == c.attempt, hops.c.target == CANCELLED)
    ended = exists().where(mine, calls.c.ended_at.is_not(None))
    attempted = and_(c.state == "calling", c.attempt != "")
    with writing(engine) as connection:
        over = case((kept, "done"), else_="cancelled")
        connection.execute(update(callbacks).where(attempted, or_(kept, cancelled)).values(state=over))
        put_off(connection, and_(attempted, ended), now)


def move_orphaned_callbacks(engine: Engine, queues: Collection[str], default: str) -> None:
    """Move the due callbacks of queues that no longer exist to the default queue."""
    open_: ColumnElement[bool] = callbacks.c.state == "due"
    with writing(engine) as connection:
        gone = and_(open_, callbacks.c.queue.not_in(list(queues)))
        connection.execute(update(callbacks).where(gone).values(queue=default))
