"""The counts of each half-hour, on both databases."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.legs import counts, half_hours
from ivr.calls.events import Caller, Event, StatusChanged, TurnTaken
from ivr.reporting.day_curve import HALF_HOUR
from ivr.reporting.kpis import total

MIDNIGHT = datetime(2026, 11, 24, 5, tzinfo=UTC)
AT = (0, 1, 1799.999, 1800, 5400, 5401.5, 86399)
"""Seconds after midnight, at the edges of half-hours."""


def waits(number: int, at: datetime) -> list[Event]:
    """The events of a caller who leaves a queue after ten seconds."""
    decision = {"queue": "care-en", "rule": "English", "caller": {"language": "en-US", "issue": "other"}}
    hops = (("hand_off.connecting", "then", "hand_off.connect"),)
    taken = TurnTaken(f"CA{number}", 0, at, "en-US", hops=hops, caller=Caller("k", "07"), decision=decision)
    return [taken, StatusChanged(f"CA{number}", "completed", 1, at + timedelta(seconds=10), 10)]


def test_calls_are_counted_in_the_half_hour_in_which_they_came(database: Engine):
    times = [MIDNIGHT + timedelta(seconds=seconds) for seconds in AT]
    write_events(database, [event for number, at in enumerate(times) for event in waits(number, at)])
    day = MIDNIGHT, MIDNIGHT + timedelta(days=1)
    found = half_hours(database, *day, targets={"care-en": 30})
    start = int(MIDNIGHT.timestamp())
    offered = {(at - start) // HALF_HOUR: its.offered for (at, queue), its in found.items() if queue == "care-en"}
    assert offered == {0: 3, 1: 1, 3: 2, 47: 1}
    assert total(found.values()) == total(counts(database, *day, targets={"care-en": 30}).values())
