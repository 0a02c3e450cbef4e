"""Repeat callers on both databases, with more calls than a batch."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from ivr.adapters.sql.records import repeat_contacts as module
from ivr.adapters.sql.records.repeat_contacts import repeats
from ivr.adapters.sql.records.tables import calls
from ivr.reporting.kpis import Repeats
from ivr.reporting.repeat_rules import DAYS


@pytest.fixture
def ring(database, happened):
    """Record a call: its caller, its age in hours, its disposition and survey."""
    rung = iter(range(10_000))

    def ring(caller, hours, disposition, *, taken=False, survey=""):
        began = happened.now - timedelta(hours=hours)
        blank = {"dnis": "", "caller_hint": "", "language": "en-US", "last_turn": 1, "status": "", "status_sequence": 3}
        row = {"sid": f"CA{next(rung)}", "caller_key": caller, "disposition": disposition, "began_at": began}
        ended = {"last_at": began, "ended_at": began, "answered_at": began if taken else None, "survey": survey}
        with database.begin() as connection:
            connection.execute(insert(calls).values(**blank, **row, **ended))

    return ring


@pytest.mark.parametrize("at_a_time", [1, 500])
def test_a_call_counts_as_repeated_when_its_caller_rings_again(database, happened, ring, monkeypatch, at_a_time):
    monkeypatch.setattr(module, "READ_AT_A_TIME", at_a_time)
    ring("anna", 100, "contained")  # again after 70 hours: not soon
    ring("anna", 30, "contained")  # again after 20 hours
    ring("anna", 10, "handed_off", taken=True, survey="no")  # not contained, so it confirms nothing
    ring("bert", 50, "handed_off", taken=True)  # again, about the same
    ring("bert", 20, "contained", survey="asked")
    ring("cleo", 5, "contained", survey="yes")
    ring("", 4, "contained")  # a withheld number is nobody's
    ring("anna", 24 * 8, "contained")  # longer ago than is asked for
    assert repeats(database, happened.now - DAYS, happened.now) == Repeats(
        calls=6, again=3, contained=4, contained_again=1, ended=7, taken=2, taken_again=1, surveyed=2, confirmed=1
    )
