"""Limits on texts and callbacks, checked in SQL: for a text just before it is sent, for a callback when it is recorded.

Redis grants both first (`ivr.adapters.redis.rate_limits.outreach`). These checks hold when Redis lost its counts or was
down.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, update

from ivr.adapters.sql.callbacks import OPEN, callbacks
from ivr.adapters.sql.records.tables import calls, messages
from ivr.calls.events import TurnTaken
from ivr.flows.outreach import LIMITS

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that a worker has claimed. `attempts` counts this one; `about` is empty for messages to staff."""

    id: str
    call_sid: str
    recipient: str
    body: str
    attempts: int
    created_at: datetime
    about: str


def refusal(engine: Engine, message: Outgoing, now: datetime, allowed: Callable[[str], bool]) -> str:
    """Return why a message must not be sent; empty if it may be sent."""
    to_it = and_(messages.c.recipient == message.recipient, messages.c.created_at > now - DAY)
    if not message.about:
        return "too many to the number" if _sent(engine, message, to_it) >= LIMITS.people else ""
    if not allowed(message.recipient):
        return "not a number that gets texts"
    if _sent(engine, message, to_it & (messages.c.about != "")) >= LIMITS.texts_number:
        return "too many to the number"
    about_it = and_(messages.c.about == message.about, messages.c.created_at > now - DAY)
    return "too many of the order" if _sent(engine, message, about_it) >= LIMITS.texts_order else ""


def _sent(engine: Engine, message: Outgoing, which: ColumnElement[bool]) -> int:
    """Count the messages sent. Of two being sent at the same time, the lower id counts first."""
    before = and_(messages.c.state == "sending", messages.c.id < message.id)
    counted = select(func.count()).select_from(messages).where(which, or_(messages.c.state == "sent", before))
    with engine.connect() as connection:
        return connection.scalar(counted) or 0


def settle_replaced(connection: Connection, events: Sequence[TurnTaken]) -> None:
    """Close callbacks that were replaced by another one during their own call."""
    if names := [event.booking.replaces for event in events if event.booking and event.booking.replaces]:
        replaced = callbacks.c.name.in_(names) & callbacks.c.state.in_(OPEN)
        connection.execute(update(callbacks).where(replaced).values(state="done"))


def refuse_excess(connection: Connection, events: Sequence[TurnTaken]) -> None:
    """Refuse the callbacks of these turns that exceed the limit of their number or caller."""
    for event in events:
        if event.booking and _is_one_too_many(connection, event):
            mine = (callbacks.c.name == event.sid) & (callbacks.c.state == "due")
            connection.execute(update(callbacks).where(mine).values(state="refused"))


def _is_one_too_many(connection: Connection, event: TurnTaken) -> bool:
    number = select(callbacks.c.number).where(callbacks.c.name == event.sid)
    if _booked(connection, event, callbacks.c.number == connection.scalar(number)) > LIMITS.callbacks_number:
        return True
    caller = connection.scalar(select(calls.c.caller_key).where(calls.c.sid == event.sid))
    if not caller:
        return False
    return _booked(connection, event, calls.c.caller_key == caller) > LIMITS.callbacks_caller


def _booked(connection: Connection, event: TurnTaken, which: ColumnElement[bool]) -> int:
    """Count the callbacks booked in the day up to and including this one."""
    lately = (callbacks.c.created_at > event.at - DAY) & (callbacks.c.created_at <= event.at)
    of_calls = callbacks.outerjoin(calls, calls.c.sid == callbacks.c.name)
    counted = select(func.count()).select_from(of_calls).where(which, lately, callbacks.c.state != "refused")
    return connection.scalar(counted) or 0
