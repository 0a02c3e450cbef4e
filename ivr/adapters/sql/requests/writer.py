"""Writes requests from the record's events: one for each caller, kind and order while it is not settled."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, insert, or_, select, update

from ivr.adapters.sql.requests.tables import deliveries, requests
from ivr.adapters.sql.upserts import insert_of
from ivr.calls.events import TurnTaken
from ivr.effects.make_request import Request
from ivr.reporting.requests import UNSETTLED
from ivr.reporting.work_items import DUE_AFTER

Row = dict[str, Any]
MOST_ANSWERS = 20
LONGEST_ANSWER = 1000
"""Characters of an answer."""
MOST_AGAIN = 50
"""Repetitions of one request that are kept, the newest."""


def add_requests(connection: Connection, events: Iterable[TurnTaken], callers: Mapping[str, str]) -> None:
    """Write the requests of turns that are new to the record, each with what is to be told to the help desk.

    A caller who asks for the same while it is not settled adds to the first request. `callers` are the callers of the
    calls, by keyed hash.
    """
    made = [(event, request) for event in sorted(events, key=_moment) for request in event.requests]
    for event, request in made:
        row = _row(event, request, callers.get(event.sid, ""))
        if not _inserted(connection, row):
            _repeat(connection, row)


def _moment(event: TurnTaken) -> tuple[object, ...]:
    return event.at, event.sid, event.turn


def _row(event: TurnTaken, request: Request, caller_key: str) -> Row:
    row = {
        "id": request.id,
        "call_sid": event.sid,
        "kind": request.kind,
        "order_number": request.order,
        "shop": request.shop,
        "caller": request.caller,
        "caller_key": caller_key,
        "language": request.language,
        "line": request.line,
    }
    told = {"level": request.level, "answers": _answers(request.answers), "again": [], "asked_at": event.at}
    state = {"state": "open", "taken_by": "", "changed_at": event.at, "revision": 0, "note": ""}
    state["due_at"] = event.at + DUE_AFTER["request"]
    return {**{name: _fitted(name, text) for name, text in row.items()}, **told, **state}


def _fitted(name: str, text: str) -> str:
    kind = requests.c[name].type
    return text.replace("\0", "")[: kind.length if isinstance(kind, String) else None]


def _answers(given: Mapping[str, str]) -> dict[str, str]:
    """The answers within bounds: callers' own words may be as long as a call."""
    pairs = list(given.items())[:MOST_ANSWERS]
    return {name.replace("\0", "")[:64]: text.replace("\0", "")[:LONGEST_ANSWER] for name, text in pairs}


def _inserted(connection: Connection, row: Row) -> bool:
    """Insert a request, unless the caller has one that is not settled, or this call has made it before."""
    new = insert_of(requests, connection.dialect.name)
    if connection.scalar(new.on_conflict_do_nothing().returning(requests.c.id), row) is None:
        return False
    _tell(connection, row, "made", revision=0)
    return True


def _repeat(connection: Connection, row: Row) -> None:
    """Add to the request that is there; one that was settled while its call went on is opened again."""
    unsettled = requests.c.state.in_(UNSETTLED)
    theirs = select(requests).where(or_(requests.c.id == row["id"], and_(unsettled, _same(row))))
    found = connection.execute(theirs.order_by(unsettled.desc()).limit(1).with_for_update()).one()
    if found.call_sid == row["call_sid"] and not found.again and found.answers == row["answers"]:
        return
    again = {"call": row["call_sid"], "at": row["asked_at"].isoformat(), "answers": row["answers"]}
    values = {
        "again": [*found.again, again][-MOST_AGAIN:],
        "revision": found.revision + 1,
        "changed_at": max(found.changed_at, row["asked_at"]),
        "state": found.state if found.state in UNSETTLED else "open",
    }
    connection.execute(update(requests).where(requests.c.id == found.id).values(**values))
    _tell(connection, {**row, "id": found.id}, "again", revision=found.revision + 1)


def _same(row: Row) -> ColumnElement[bool]:
    names = ("kind", "shop", "order_number", "caller_key")
    return and_(*(requests.c[name] == row[name] for name in names))


def _tell(connection: Connection, row: Row, event: str, *, revision: int) -> None:
    at = row["asked_at"]
    what = {"id": f"{row['id']}.{revision}", "request_id": row["id"], "event": event, "error": ""}
    due = {"state": "due", "due_at": at, "attempts": 0, "created_at": at}
    connection.execute(insert(deliveries), {**what, **due})
