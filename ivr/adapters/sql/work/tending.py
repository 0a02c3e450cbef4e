"""What a job does about the work list: applies the terms for when items are due, and ends items by rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, select, update

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.promises import end_by_rule
from ivr.adapters.sql.requests.tables import requests
from ivr.adapters.sql.work_items import work_items
from routing.due_times import due_time
from routing.model import Routing

AT_A_TIME = 500
"""Rows of one run."""
_ENDS: Mapping[str, str] = {"done": "called_back", "cancelled": "cancelled"}
"""The rule that ends an item, by the state of its callback. One that was given up is still owed."""
_w = work_items.c


@dataclass(frozen=True, slots=True)
class WorkTended:
    """The result of one run: items whose due time was set, and items that a rule ended."""

    timed: int = 0
    ended: int = 0


def tend(engine: Engine, routing: Routing, now: datetime) -> WorkTended:
    """Set due times, and end the items of callbacks that are over and of short calls that nobody took up."""
    timed = _set_due(engine, routing) + _set_due_of_requests(engine, routing)
    with writing(engine) as connection:
        return WorkTended(timed, _end_called_back(connection, now) + _end_short(connection, now))


def _set_due(engine: Engine, routing: Routing) -> int:
    untimed = select(_w.id, _w.kind, _w.queue, _w.made_at).where(~_w.is_timed).order_by(_w.made_at).limit(AT_A_TIME)
    with writing(engine) as connection:
        found = connection.execute(untimed).all()
        for row in found:
            values = {"is_timed": True, "due_at": _due(routing, row)}
            connection.execute(update(work_items).where(_w.id == row.id).values(**values))
    return len(found)


def _due(routing: Routing, row: Any) -> datetime:
    terms = routing.agent_desk.due
    if row.kind == "short":
        return due_time(routing, "", row.made_at, timedelta(hours=terms.request_hours))
    hours = {"voicemail": terms.voicemail_hours, "callback": terms.callback_hours, "missed": terms.missed_hours}[
        row.kind
    ]
    return due_time(routing, row.queue, row.made_at, timedelta(hours=hours))


def _set_due_of_requests(engine: Engine, routing: Routing) -> int:
    """A request is due after its time by the clock; a callback at a chosen time, at the end of that time."""
    r, hours = requests.c, timedelta(hours=routing.agent_desk.due.request_hours)
    untimed = select(r.id, r.answers, r.asked_at).where(~r.is_timed).order_by(r.asked_at).limit(AT_A_TIME)
    with writing(engine) as connection:
        found = connection.execute(untimed).all()
        for row in found:
            due = _chosen(row.answers.get("until", "")) or row.asked_at + hours
            connection.execute(update(requests).where(r.id == row.id).values(is_timed=True, due_at=due))
    return len(found)


def _chosen(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _end_called_back(connection: Connection, now: datetime) -> int:
    its = callbacks.c
    theirs = and_(its.name == _w.call_sid, its.state.in_(tuple(_ENDS)))
    found = select(_w.id, _w.state, its.state.label("became"), its.attempt).select_from(
        work_items.join(callbacks, theirs)
    )
    rows = connection.execute(found.where(_w.kind == "callback", _w.state != "done").limit(AT_A_TIME)).all()
    for row in rows:
        end_by_rule(connection, row, _ENDS[row.became], now, reached_in=row.attempt)
    return len(rows)


def _end_short(connection: Connection, now: datetime) -> int:
    over = and_(_w.kind == "short", _w.state == "open", _w.is_timed, _w.due_at < now)
    rows = connection.execute(select(_w.id, _w.state).where(over, _w.state != "done").limit(AT_A_TIME)).all()
    for row in rows:
        end_by_rule(connection, row, "short_expired", now)
    return len(rows)
