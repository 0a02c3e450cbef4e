"""Text messages waiting to be sent: SQL says who sends which, so that workers never need to talk to each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, Engine, and_, or_, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.outreach_limits import Outgoing, refusal
from ivr.adapters.sql.records.tables import messages

CLAIMED_FOR = timedelta(minutes=2)
"""A message that its worker neither sent nor gave back within this time is taken up by another."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=1)
USEFUL_FOR = timedelta(hours=4)
"""A text that could not be sent by then fails: the link that a caller asked for is of no use tomorrow."""
BATCH = 100
LONGEST_RUN = timedelta(minutes=1)

log = structlog.get_logger()


class TextSender(Protocol):
    """Sends a text and gives its SID. The error it raises has `permanent`: trying again would be in vain."""

    def __call__(self, to: str, body: str) -> str:
        """Send `body` to `to` (E.164)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the messages of one run."""

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

    What was promised is held once more against the limits: Redis may have forgotten, and settings may have changed.
    `allowed` says whether a customer's number gets texts. A worker that dies between sending and saying so leaves a
    message that is sent again: Twilio takes no idempotency key for texts.
    """
    ends = [_deliver(engine, send, message, clock, allowed) for message in _claimed(engine, clock)]
    return Delivered(sent=ends.count("sent"), put_off=ends.count("due"), failed=ends.count("failed"))


def claim(engine: Engine, name: str, now: datetime) -> Outgoing | None:
    """Take a message for this worker; None when it is not to be sent now, or another worker has it."""
    taking = update(messages).where(messages.c.id == name, _claimable(now))
    taking = taking.values(state="sending", claimed_at=now, attempts=messages.c.attempts + 1)
    columns = [messages.c[each.name] for each in fields(Outgoing)]
    with writing(engine) as connection:
        row = connection.execute(taking.returning(*columns)).one_or_none()
    return Outgoing(*row) if row else None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, to a minute."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 8)), LONGEST_PAUSE)


def _claimed(engine: Engine, clock: Callable[[], datetime]) -> Iterator[Outgoing]:
    """Each is claimed when its turn has come, so that no claim grows old behind slow ones."""
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
    """Unless another worker has taken the message up meanwhile."""
    mine = and_(messages.c.id == message.id, messages.c.state == "sending", messages.c.attempts == message.attempts)
    with writing(engine) as connection:
        connection.execute(update(messages).where(mine).values(claimed_at=None, **values))
