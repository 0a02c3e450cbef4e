"""The database does not answer: callers hear what was last known and how old it is, or that it cannot be seen now."""

import asyncio
import time
from pathlib import Path

import pytest

from ivr.adapters.sql.database import writing
from tests.processes import frozen

from .callers import Load, wrong
from .on_postgres import OnPostgres
from .record import differences
from .rig import Rig, fill, rigged

pytestmark = pytest.mark.promise

STRANGER = "+14155559999"


def called(rig: Rig, ani: str) -> Load:
    """One call, to its end."""
    load = Load(rig.port, keys=(), pause=0.0)
    asyncio.run(load.call(ani))
    assert wrong(load.taken) == []
    return load


def test_a_line_whose_database_was_never_there_sends_callers_to_a_person(tmp_path: Path):
    nowhere = "postgresql://wismo@/postgres?host=/nonexistent"
    with rigged(tmp_path, seen_at=nowhere) as rig:
        rig.start()
        first, *_ = called(rig, STRANGER).taken
    assert "can't see your order right now" in first.document
    assert "<Enqueue" in first.document


def test_what_was_last_known_is_told_with_its_age_while_the_database_is_stopped(on_postgres: OnPostgres):
    rig = on_postgres.rig
    (number,) = fill(rig, 1)
    called(rig, number)
    time.sleep(1)  # the copy is written a moment after the call
    with frozen(*on_postgres.processes()):
        load = called(rig, number)
    assert "I can't see the latest news right now. This is as of today at" in load.taken[0].document
    assert "out for delivery" in load.taken[0].document


def test_a_caller_of_whom_nothing_was_known_reaches_a_person_while_the_database_is_stopped(on_postgres: OnPostgres):
    with frozen(*on_postgres.processes()):
        first, *_ = called(on_postgres.rig, STRANGER).taken
    assert "can't see your order right now" in first.document
    assert "<Enqueue" in first.document


def test_calls_taken_while_the_database_is_stopped_are_on_record_afterwards(on_postgres: OnPostgres):
    with frozen(*on_postgres.processes()):
        load = called(on_postgres.rig, STRANGER)
    assert differences(on_postgres.rig, load) == []


def test_another_writer_on_sqlite_holds_up_no_caller(rig: Rig):
    (number,) = fill(rig, 1)
    engine = rig.engine
    with writing(engine):
        load = called(rig, number)
    engine.dispose()
    assert "out for delivery" in load.taken[0].document
    assert differences(rig, load) == []
