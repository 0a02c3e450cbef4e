"""Sets aside what cannot be written, so that it does not block the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Engine, delete, exc, false

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.tables import calls
from ivr.calls.events import Event

T = TypeVar("T")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that SQL rejects, with the class name of the error. The error's text may hold personal data."""

    event: Event
    cause: str


def write_or_set_aside(engine: Engine, events: Sequence[Event]) -> list[DeadLetter]:
    """Write events. Returns those that cannot be written. Raises as `set_aside`."""
    return [_refuse(event, error) for event, error in set_aside(engine, events, partial(write_events, engine))]


def set_aside(engine: Engine, items: Sequence[T], write: Callable[[Sequence[T]], object]) -> list[tuple[T, Exception]]:
    """Write items, halving the batch to isolate those that cannot be written. Returns these with their errors.

    `write` may be given an item again. Raises the database's error if the database itself fails; the items can then be
    written later.
    """
    try:
        write(items)
    except Exception as error:
        _blame_the_database(engine, error)
        if len(items) == 1:
            return _try_once_more(engine, items, write)
        half = len(items) // 2
        return set_aside(engine, items[:half], write) + set_aside(engine, items[half:], write)
    return []


def _try_once_more(
    engine: Engine, items: Sequence[T], write: Callable[[Sequence[T]], object]
) -> list[tuple[T, Exception]]:
    """Try an item again: the database may have been down or not yet migrated when it failed."""
    try:
        write(items)
    except Exception as error:
        _blame_the_database(engine, error)
        return [(items[0], error)]
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
