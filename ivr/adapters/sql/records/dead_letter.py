"""Sets aside events that cannot be written, so that they do not block the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine, delete, exc, false

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.tables import calls
from ivr.calls.events import Event

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that SQL rejects, with the class name of the error. The error's text may hold personal data."""

    event: Event
    cause: str


def write_or_set_aside(engine: Engine, events: Sequence[Event]) -> list[DeadLetter]:
    """Write the events, halving the batch to isolate those that cannot be written. Returns these.

    Raises the database's error if the database itself fails; the events can then be written later.
    """
    try:
        write_events(engine, events)
    except Exception as error:
        _blame_the_database(engine, error)
        if len(events) == 1:
            return _try_once_more(engine, events[0])
        half = len(events) // 2
        return write_or_set_aside(engine, events[:half]) + write_or_set_aside(engine, events[half:])
    return []


def _try_once_more(engine: Engine, event: Event) -> list[DeadLetter]:
    """Try an event again: the database may have been down or not yet migrated when the event failed."""
    try:
        write_events(engine, [event])
    except Exception as error:
        _blame_the_database(engine, error)
        return [_refuse(event, error)]
    return []


def _blame_the_database(engine: Engine, error: Exception) -> None:
    """Raise the error, or a new one, if the database cannot be reached or written."""
    lost = isinstance(error, exc.DBAPIError) and error.connection_invalidated
    if lost or isinstance(error, exc.OperationalError | exc.TimeoutError):
        raise error
    with writing(engine) as connection:
        connection.execute(delete(calls).where(false()))


def _refuse(event: Event, error: Exception) -> DeadLetter:
    cause = type(error).__name__
    log.error("an event cannot be recorded", call=event.sid, kind=type(event).__name__, cause=cause)
    return DeadLetter(event, cause)
