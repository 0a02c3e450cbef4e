"""Outbox of text messages. Workers claim messages in SQL, so they need no other coordination."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, Engine, and_, func, or_, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.outreach_limits import Outgoing, refusal
from ivr.adapters.sql.records.tables import messages

CLAIMED_FOR = timedelta(minutes=2)
"""A message that was neither sent nor returned within this time may be claimed by another worker."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=1)
USEFUL_FOR = timedelta(hours=4)
"""A text not sent within this time fails: the link that the caller asked for is of no use tomorrow."""
BATCH = 100
LONGEST_RUN = timedelta(minutes=1)
FAILED_WITHIN = timedelta(days=1)

log = structlog.get_logger()


class TextSender(Protocol):
    """Sends a text and returns its SID. Its error has `permanent`: True if a retry cannot succeed."""

    def __call__(self, to: str, body: str) -> str:
        """Send `body` to `to` (E.164)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The number of messages sent, postponed and failed in one run."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


def _anybody(_number: str) -> bool:
    """No number is refused."""
    return True


def deliver(
    engine: Engine, send: TextSender, clock: Callable[[], datetime], *, allowed: Callable[[str], bool] = _anybody
) -> Delivered:
    """Send what is due, each message by one worker, at least once.

    The limits are checked again, since Redis may have lost its counts and settings may have changed. `allowed` says
    whether a number may get texts. If a worker dies between sending and recording that, the message is sent again:
    Twilio accepts no idempotency key for texts.
    """
    ends = [_deliver(engine, send, message, clock, allowed) for message in _claimed(engine, clock)]
    return Delivered(sent=ends.count("sent"), put_off=ends.count("due"), failed=ends.count("failed"))


def claim(engine: Engine, name: str, now: datetime) -> Outgoing | None:
    """Claim a message. Returns None if it is not due or another worker holds it."""
    taking = update(messages).where(messages.c.id == name, _claimable(now))
    taking = taking.values(state="sending", claimed_at=now, attempts=messages.c.attempts + 1)
    columns = [messages.c[each.name] for each in fields(Outgoing)]
    with writing(engine) as connection:
        row = connection.execute(taking.returning(*columns)).one_or_none()
    return Outgoing(*row) if row else None


def pause_after(attempts: int) -> timedelta:
    """Return the pause after a number of attempts; it doubles each time, up to LONGEST_PAUSE."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 8)), LONGEST_PAUSE)


def _claimed(engine: Engine, clock: Callable[[], datetime]) -> Iterator[Outgoing]:
    """Claim each message just before it is sent, so that no claim expires behind slow messages."""
    began = clock()
    for name in _due(engine, began):
        if clock() - began > LONGEST_RUN:
            return
        if message := claim(engine, name, clock()):
            yield message


def _due(engine: Engine, now: datetime) -> list[str]:
    oldest = select(messages.c.id).where(_claimable(now)).order_by(messages.c.due_at).limit(BATCH)
    with engine.connect() as connection:
        return list(connection.scalars(oldest))


def _claimable(now: datetime) -> ColumnElement[bool]:
    due = and_(messages.c.state == "due", messages.c.due_at <= now)
    stuck = and_(messages.c.state == "sending", messages.c.claimed_at <= now - CLAIMED_FOR)
    return or_(due, stuck)


def _deliver(
    engine: Engine, send: TextSender, message: Outgoing, clock: Callable[[], datetime], allowed: Callable[[str], bool]
) -> str:
    if cause := refusal(engine, message, clock(), allowed):
        log.warning("a text was not sent", call=message.call_sid, state="failed", cause=cause)
        _settle(engine, message, state="failed", error=cause)
        return "failed"
    try:
        sid = send(message.recipient, message.body)
    except Exception as error:
        return _not_sent(engine, message, error, clock())
    _settle(engine, message, state="sent", provider_sid=sid)
    return "sent"


def _not_sent(engine: Engine, message: Outgoing, error: Exception, now: datetime) -> str:
    hopeless = getattr(error, "permanent", False) or now - message.created_at > USEFUL_FOR
    state = "failed" if hopeless else "due"
    cause = type(error).__name__
    log.warning("a text was not sent", call=message.call_sid, attempts=message.attempts, state=state, cause=cause)
    _settle(engine, message, state=state, error=cause, due_at=now + pause_after(message.attempts))
    return state


def _settle(engine: Engine, message: Outgoing, **values: object) -> None:
    """Write the result, unless another worker has claimed the message meanwhile."""
    mine = and_(messages.c.id == message.id, messages.c.state == "sending", messages.c.attempts == message.attempts)
    with writing(engine) as connection:
        connection.execute(update(messages).where(mine).values(claimed_at=None, **values))


def texts_failed(engine: Engine, now: datetime) -> int:
    """Count the texts that were given up, or were over a limit, within a day; in one statement."""
    lately = (messages.c.state == "failed", messages.c.due_at >= now - FAILED_WITHIN)
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).where(*lately)) or 0
