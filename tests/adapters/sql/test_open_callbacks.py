"""One open callback for a number: enforced by the database for every writer, and by the migration for older rows."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from ivr.adapters.sql import schema
from ivr.adapters.sql.callbacks import callbacks, newest_callback
from ivr.adapters.sql.database import writing

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VICTIM = "+14155550188"


def row(name: str, state: str, place: float, number: str = VICTIM) -> dict[str, object]:
    """A callback."""
    told = {"line": "+18005550199", "queue": "care-en", "language": "en-US", "story": {}, "attempts": 0}
    return {"name": name, "number": number, "state": state, "place": place, "due_at": NOW, "created_at": NOW, **told}


def states(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {found.name: found.state for found in connection.execute(select(callbacks.c.name, callbacks.c.state))}


def move(engine: Engine, revision: str) -> None:
    with writing(engine) as connection:
        command.upgrade(schema._config(connection), revision)


def test_of_several_that_were_open_the_first_in_the_line_stays_so(empty_database: Engine) -> None:
    move(empty_database, "0019")
    rows = [row("CA1", "due", 9.0), row("CA2", "due", 3.0), row("CA3", "calling", 5.0), row("CA4", "done", 1.0)]
    other = row("CA5", "due", 7.0, "+14155550189")
    with writing(empty_database) as connection:
        connection.execute(insert(callbacks), [*rows, other])
    move(empty_database, "head")
    assert states(empty_database) == {
        "CA1": "cancelled", "CA2": "due", "CA3": "cancelled", "CA4": "done", "CA5": "due",
    }  # fmt: skip


def test_a_second_open_one_is_refused_and_settled_ones_are_not(database: Engine) -> None:
    with writing(database) as connection:
        rows = [row("CA1", "due", 1.0), row("CA2", "done", 2.0), row("CA3", "gave_up", 3.0)]
        connection.execute(insert(callbacks), rows)
    with pytest.raises(IntegrityError), writing(database) as connection:
        connection.execute(insert(callbacks), [row("CA4", "calling", 4.0)])


def test_the_newest_of_a_number_says_whether_it_is_open(database: Engine) -> None:
    assert newest_callback(database, VICTIM) is None
    with writing(database) as connection:
        connection.execute(insert(callbacks), [row("CA1", "calling", 1.0)])
    found = newest_callback(database, VICTIM)
    assert found is not None
    assert (found.name, found.is_open) == ("CA1", True)
