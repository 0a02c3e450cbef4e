import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from ivr.adapters.sql.records.spill_buffer import SpillBuffer
from ivr.adapters.sql.records.tables import calls
from ivr.adapters.sql.schema import upgrade


@pytest.fixture
def counted():
    return Counter()


@pytest.fixture
def book(counted):
    """Opens a book of late events on a database."""
    with ExitStack() as opened:

        def open_book(engine, **limits):
            late = SpillBuffer(engine, count=lambda what: counted.update([what]), pause=0.05, **limits)
            opened.callback(late.close, patience=0)
            return late

        yield open_book


def recorded(database):
    with database.connect() as connection:
        return connection.scalar(select(func.count()).select_from(calls))


def test_late_events_are_written_behind_the_callers_back(database, book, counted, happened):
    late = book(database)
    late([happened.turn("CA1"), happened.turn("CA2")])
    assert late.flush()
    assert (recorded(database), counted) == (2, {"late": 2})


def test_late_events_wait_for_a_database_that_is_away(empty_database, book, happened):
    late = book(empty_database)
    late([happened.turn()])
    assert not late.flush(patience=0.2)
    upgrade(empty_database)
    assert late.flush()
    assert recorded(empty_database) == 1


def test_more_than_there_is_room_for_is_dropped_and_counted(empty_database, book, counted, happened):
    late = book(empty_database, most=3)
    for number in range(5):
        late([happened.turn(f"CA{number}")])
    assert (late.waiting, counted) == (3, {"late": 3, "dropped": 2})


def test_an_event_that_cannot_be_written_does_not_hold_up_the_rest(database, book, happened):
    late = book(database)
    late([replace(happened.status("CA666"), seconds=2**70), happened.turn("CA1")])
    assert late.flush()
    assert recorded(database) == 1


LAST_EVENT_OF_A_PROCESS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.spill_buffer import SpillBuffer
from ivr.calls.events import StatusChanged

late = SpillBuffer(connect(sys.argv[1], Path()), count=lambda what: None)
late([StatusChanged(sid="CA1", status="ringing", sequence=1, at=datetime.now(UTC))])
"""


def test_what_waits_when_the_process_ends_is_written_then(database, database_url):
    subprocess.run([sys.executable, "-c", LAST_EVENT_OF_A_PROCESS, database_url], check=True, timeout=30)
    assert recorded(database) == 1
