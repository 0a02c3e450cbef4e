"""Callbacks on record: one of a number is open, and what is more than a day may have is refused.

Redis grants them (`ivr.adapters.redis.rate_limits.outreach`); this holds when Redis has forgotten, or was away.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from ivr.adapters.sql.callbacks import OPEN, callbacks
from ivr.adapters.sql.records.tables import calls
from ivr.calls.events import TurnTaken
from ivr.flows.outreach import LIMITS

_DAY = timedelta(days=1)


def settle_replaced(connection: Connection, events: Sequence[TurnTaken]) -> None:
    """Close the callbacks in whose own call another one was asked for."""
    if names := [event.booking.replaces for event in events if event.booking and event.booking.replaces]:
        replaced = callbacks.c.name.in_(names) & callbacks.c.state.in_(OPEN)
        connection.execute(update(callbacks).where(replaced).values(state="done"))


def refuse_excess(connection: Connection, events: Sequence[TurnTaken]) -> None:
    """Refuse the callbacks of these turns that are one too many for their number or their caller."""
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
    """How many were booked within a day, until this one."""
    lately = (callbacks.c.created_at > event.at - _DAY) & (callbacks.c.created_at <= event.at)
    of_calls = callbacks.outerjoin(calls, calls.c.sid == callbacks.c.name)
    counted = select(func.count()).select_from(of_calls).where(which, lately, callbacks.c.state != "refused")
    return connection.scalar(counted) or 0
