"""How many texts go to a number, and about an order, counted in SQL just before one is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from ivr.adapters.sql.records.tables import messages
from ivr.flows.outreach import LIMITS

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that a worker has claimed. `attempts` counts this one; `about` is empty for one to our own people."""

    id: str
    call_sid: str
    recipient: str
    body: str
    attempts: int
    created_at: datetime
    about: str


def refusal(engine: Engine, message: Outgoing, now: datetime, allowed: Callable[[str], bool]) -> str:
    """Why a message is not sent at all; empty where nothing stands against it."""
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
    """How many of these were sent; of two that are being sent at once, the lower id goes first."""
    before = and_(messages.c.state == "sending", messages.c.id < message.id)
    counted = select(func.count()).select_from(messages).where(which, or_(messages.c.state == "sent", before))
    with engine.connect() as connection:
        return connection.scalar(counted) or 0
