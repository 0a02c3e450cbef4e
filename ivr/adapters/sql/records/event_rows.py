"""Converts events to rows, with each text cut to the width of its column."""

from datetime import timedelta
from typing import Any

from sqlalchemy import String, Table

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.records.tables import call_orders, calls, hops, messages, turns
from ivr.calls.events import CallEvent, StatusChanged, TurnTaken
from ivr.effects.send_text import Message

Row = dict[str, Any]


def call_row(event: CallEvent) -> Row:
    """The row of a call with the facts of one event. Values of other events take precedence over empty ones."""
    row: Row = {
        "sid": event.sid,
        "began_at": event.at,
        "last_at": event.at,
        "dnis": "",
        "caller_key": "",
        "caller_hint": "",
        "language": "",
        "last_turn": -1,
        "status": "",
        "status_sequence": -1,
        "ended_at": None,
        "seconds": None,
        "answered_at": None,
    }
    if isinstance(event, TurnTaken):
        return fitted(calls, row | _of_turn(event))
    return fitted(calls, row | (_of_status(event) if isinstance(event, StatusChanged) else {"answered_at": event.at}))


def _of_turn(event: TurnTaken) -> Row:
    known: Row = {"dnis": event.dnis, "language": event.language, "last_turn": event.turn}
    if event.caller:
        known |= {"caller_key": event.caller.key, "caller_hint": event.caller.hint}
    return known


def _of_status(event: StatusChanged) -> Row:
    known: Row = {"status": event.status, "status_sequence": event.sequence}
    if event.ends:
        known |= {"ended_at": event.at, "seconds": event.seconds}
    return known


def turn_row(event: TurnTaken) -> Row:
    """The row of the turn."""
    row = {
        "call_sid": event.sid,
        "turn": event.turn,
        "at": event.at,
        "language": event.language,
        "heard": event.heard,
        "pressed": event.pressed,
        "said": [list(said) for said in event.said],
        "recording": event.recording,
        "degraded": event.degraded,
    }
    return fitted(turns, row)


def hop_rows(event: TurnTaken) -> list[Row]:
    """The edges walked in the turn."""
    return [
        fitted(hops, {**_key(event), "place": place, "step": step, "outcome": outcome, "target": target})
        for place, (step, outcome, target) in enumerate(event.hops)
    ]


def order_rows(event: TurnTaken) -> list[Row]:
    """The order that the call was about after the turn, if any."""
    return (
        [fitted(call_orders, {"call_sid": event.sid, "order_key": event.order, "at": event.at})] if event.order else []
    )


def decision_rows(event: TurnTaken) -> list[Row]:
    """The routing decision of the turn, if it made one."""
    return [{**_key(event), "decision": event.decision}] if event.decision else []


def callback_rows(event: TurnTaken) -> list[Row]:
    """The callback that was asked for, due at once."""
    booking = event.booking
    if booking is None:
        return []
    row = {"name": event.sid, "number": booking.number, "line": booking.line, "queue": booking.queue}
    told = {"language": event.language, "story": booking.story, "place": booking.place}
    state = {"state": "due", "attempts": 0, "due_at": event.at, "created_at": event.at}
    return [fitted(callbacks, row | told | state)]


def message_rows(event: TurnTaken) -> list[Row]:
    """The texts to send, due at once or after a while."""
    return [fitted(messages, _message_row(event, message)) for message in event.messages]


def _message_row(event: TurnTaken, message: Message) -> Row:
    return {
        "id": message.id,
        "call_sid": event.sid,
        "recipient": message.to,
        "body": message.body,
        "state": "due",
        "due_at": event.at + timedelta(seconds=message.after),
        "attempts": 0,
        "provider_sid": "",
        "error": "",
        "created_at": event.at,
        "about": message.about,
    }


def _key(event: TurnTaken) -> Row:
    return {"call_sid": event.sid, "turn": event.turn, "at": event.at}


def fitted(table: Table, row: Row) -> Row:
    """Cut the texts of a row to the width of their columns and remove NUL, as PostgreSQL requires.

    SQLite stores any text, so without this a value that is too long would fail only after a move to PostgreSQL.
    """
    return {name: _fit(value, table.c[name].type) if isinstance(value, str) else value for name, value in row.items()}


def _fit(text: str, kind: object) -> str:
    longest = kind.length if isinstance(kind, String) else None
    return text.replace("\0", "")[:longest]
