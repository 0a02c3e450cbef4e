"""What webhooks elsewhere are still to be told. Workers claim messages in SQL, so they need no other coordination."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Protocol

import structlog
from sqlalchemy import Column, ColumnElement, Engine, Table, and_, delete, or_, select, true, update

from ivr.adapters.signed_webhook import NotSent, Reply
from ivr.adapters.sql.database import writing

TRIED_FOR = timedelta(days=3)
"""A message that was not taken within this time is given up."""
CLAIMED_FOR = timedelta(minutes=2)
"""A message that was neither taken nor returned within this time may be claimed by another worker."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 100
LONGEST_RUN = timedelta(minutes=1)
MOST_FAILURES = 3
"""Failures in a row after which a run ends: the receiver is down."""

_TAKEN = range(200, 300)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed message: its id, what it is of (`subject`), what happened (`event`), tries, and when it happened."""

    id: str
    subject: str
    event: str
    attempts: int
    created_at: datetime


class Send(Protocol):
    """Sends a message."""

    def __call__(self, delivery: Delivery) -> Reply:
        """The answer of the receiver. Raises NotSent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The number of messages taken, put off, given up, and put off without any answer in one run."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class WebhookOutbox:
    """The messages in a table, whose column `subject` says what each is of.

    The table has the columns id, event, state (due, sending, sent, failed), due_at, attempts, claimed_at, status, error
    and created_at.
    """

    table: Table
    subject: Column[Any]

    def send_due(self, engine: Engine, send: Send, clock: Callable[[], datetime], *, subject: str = "") -> Sent:
        """Send what is due, each message by one worker, at least once, under an id that stays the same.

        With `subject`, only what is of it. A run ends with the first message that got no answer, which takes time, or
        after MOST_FAILURES refusals in a row.
        """
        ends: list[str] = []
        for delivery in self._claimed(engine, clock, subject):
            ends.append(self._deliver(engine, send, delivery, clock()))
            is_down = len(ends) >= MOST_FAILURES and "sent" not in ends[-MOST_FAILURES:]
            if is_down or ends[-1] == "silent":
                break
        return Sent(ends.count("sent"), ends.count("due"), ends.count("failed"), ends.count("silent"))

    def drop_old(self, engine: Engine, now: datetime) -> int:
        """Delete what is too old to be sent, where nobody is told. Returns the number."""
        c = self.table.c
        old = and_(c.state.in_(("due", "sending")), c.created_at < now - TRIED_FOR)
        with writing(engine) as connection:
            return connection.execute(delete(self.table).where(old)).rowcount

    def claim(self, engine: Engine, name: str, now: datetime) -> Delivery | None:
        """Claim a message. Returns None if it is not due or another worker holds it."""
        c = self.table.c
        taking = update(self.table).where(c.id == name, self._claimable(now))
        taking = taking.values(state="sending", claimed_at=now, attempts=c.attempts + 1)
        columns = (c.id, self.subject, c.event, c.attempts, c.created_at)
        with writing(engine) as connection:
            row = connection.execute(taking.returning(*columns)).one_or_none()
        return Delivery(*row) if row else None

    def _claimed(self, engine: Engine, clock: Callable[[], datetime], subject: str) -> Iterator[Delivery]:
        """Claim each message just before it is sent, so that no claim expires behind slow ones."""
        began, c = clock(), self.table.c
        of_it = self.subject == subject if subject else true()
        oldest = select(c.id).where(self._claimable(began), of_it).order_by(c.due_at, c.id)
        with engine.connect() as connection:
            names = list(connection.scalars(oldest.limit(BATCH)))
        for name in names:
            if clock() - began > LONGEST_RUN:
                return
            if delivery := self.claim(engine, name, clock()):
                yield delivery

    def _claimable(self, now: datetime) -> ColumnElement[bool]:
        c = self.table.c
        due = and_(c.state == "due", c.due_at <= now)
        stuck = and_(c.state == "sending", c.claimed_at <= now - CLAIMED_FOR)
        return or_(due, stuck)

    def _deliver(self, engine: Engine, send: Send, delivery: Delivery, now: datetime) -> str:
        try:
            reply = send(delivery)
        except NotSent as error:
            state = self._not_taken(engine, delivery, now, Reply(0), str(error))
            return "silent" if state == "due" else state
        if reply.status in _TAKEN:
            self._settle(engine, delivery, state="sent", status=reply.status, error="")
            return "sent"
        return self._not_taken(engine, delivery, now, reply, f"HTTP {reply.status}")

    def _not_taken(self, engine: Engine, delivery: Delivery, now: datetime, reply: Reply, cause: str) -> str:
        """Put a message off, or give it up: when it is too old, or the receiver wants no more (410)."""
        due = now + max(pause_after(delivery.attempts), _asked_pause(reply.retry_after, now))
        is_last = reply.status == HTTPStatus.GONE or due - delivery.created_at > TRIED_FOR
        state = "failed" if is_last else "due"
        log.warning("a webhook was not taken", delivery=delivery.id, tries=delivery.attempts, state=state, cause=cause)
        self._settle(engine, delivery, state=state, status=reply.status or None, error=cause[:255], due_at=due)
        return state

    def _settle(self, engine: Engine, delivery: Delivery, **values: object) -> None:
        """Write the result, unless another worker has claimed the message meanwhile."""
        c = self.table.c
        mine = and_(c.id == delivery.id, c.state == "sending", c.attempts == delivery.attempts)
        with writing(engine) as connection:
            connection.execute(update(self.table).where(mine).values(claimed_at=None, **values))


def pause_after(attempts: int) -> timedelta:
    """Return the pause after a number of attempts; it doubles each time, up to LONGEST_PAUSE."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)


def _asked_pause(text: str, now: datetime) -> timedelta:
    """The pause of a Retry-After header, given as seconds or as a date, LONGEST_PAUSE at most."""
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=int(text[:6])), LONGEST_PAUSE)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    return min(max(at.replace(tzinfo=at.tzinfo or now.tzinfo) - now, timedelta(0)), LONGEST_PAUSE)
