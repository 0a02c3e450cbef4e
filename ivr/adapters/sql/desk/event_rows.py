"""Writes the events of the desk to SQL. The result does not depend on their order or on repetitions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, String, Table, case, or_

from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.upserts import Upsert, insert_of
from ivr.calls.desk.desk_events import DeskEvent, Handled, StateChanged

_TEXTS = ("agent", "agent_name", "queue", "language", "issue", "ended_by", "direction")
_FIRST = ("offered_at", "answered_at", "ended_at")
_PARTS = (*_TEXTS, *_FIRST, "wrapped_at", "hold_seconds", "became", "disposition", "note", "noted_at")


def write_desk_events(connection: Connection, events: Sequence[DeskEvent]) -> None:
    """Write events in the transaction of a connection."""
    states = [_state_row(event) for event in events if isinstance(event, StateChanged)]
    if states:
        connection.execute(insert_of(agent_states, connection.dialect.name).on_conflict_do_nothing(), states)
    rows = [_handling_row(event) for event in events if isinstance(event, Handled)]
    rows.sort(key=lambda row: str(row["id"]))  # two writers wait for each other instead of deadlocking
    if rows:
        connection.execute(_merged(insert_of(handlings, connection.dialect.name)), rows)


def _merged(statement: Upsert) -> Any:
    """Merge two versions of a handling: known parts over empty ones, the first of times, the last of notes."""
    new, old = statement.excluded, handlings.c
    later_note = new.noted_at.is_not(None) & or_(old.noted_at.is_(None), new.noted_at >= old.noted_at)
    is_open = or_(old.became == "", old.became == "ringing")
    merged: dict[str, ColumnElement[Any]] = {
        **{name: case((old[name] == "", new[name]), else_=old[name]) for name in _TEXTS},
        **{name: _first(old[name], new[name]) for name in _FIRST},
        "wrapped_at": case((_beats(new.wrapped_at, old.wrapped_at), new.wrapped_at), else_=old.wrapped_at),
        "hold_seconds": case((new.hold_seconds > old.hold_seconds, new.hold_seconds), else_=old.hold_seconds),
        "became": case((is_open & (new.became != ""), new.became), else_=old.became),
        **{name: case((later_note, new[name]), else_=old[name]) for name in ("disposition", "note", "noted_at")},
    }
    return statement.on_conflict_do_update(index_elements=[old.id], set_=merged)


def _first(old: Column[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((old.is_(None) | (new < old), new), else_=old)


def _beats(new: ColumnElement[Any], old: ColumnElement[Any]) -> ColumnElement[bool]:
    return new.is_not(None) & or_(old.is_(None), new > old)


def _handling_row(event: Handled) -> dict[str, Any]:
    parts = {name: getattr(event, name) for name in _PARTS}
    return _fitted(handlings, {"id": event.handling, "call_sid": event.sid, **parts})


def _state_row(event: StateChanged) -> dict[str, Any]:
    row = {"agent": event.agent, "at": event.at, "number": event.number, "state": event.state, "reason": event.reason}
    return _fitted(agent_states, row)


def _fitted(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Cut the texts to the width of their columns and remove NUL, as PostgreSQL requires."""
    return {name: _fit(value, table.c[name].type) if isinstance(value, str) else value for name, value in row.items()}


def _fit(text: str, kind: object) -> str:
    longest = kind.length if isinstance(kind, String) else None
    return text.replace("\0", "")[:longest]
