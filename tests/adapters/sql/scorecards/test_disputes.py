"""Disputes and half-hours, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.routing.audit import audit_entries
from ivr.adapters.sql.routing.split_ledger import half_hours_of, ledger_of
from ivr.adapters.sql.scorecards.disputes import SqlDisputes
from ivr.calls.events import TurnTaken
from ivr.reporting.audit import Actor, AuditFilter
from ivr.reporting.scorecard_disputes import MOST_OPEN, NoSuchDispute, TooManyDisputes
from routing.allocation import LedgerEntry

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
GIVEN = {"rule": "Split", "queue": "a", "owed": {"a": 0.6, "b": 0.4}}


@pytest.fixture
def disputes(database: Engine) -> SqlDisputes:
    return SqlDisputes(database, lambda: NOW)


def raised(disputes: SqlDisputes, **told: str) -> None:
    about = {"vendor": "acme", "month": "2026-11", "day": "2026-11-23", "figure": "", "reason": "Our line was down"}
    disputes.raise_dispute(**{**about, **told}, actor=Actor("ann", "console"))


def turn(sid: str, at: datetime) -> TurnTaken:
    return TurnTaken(sid=sid, turn=1, at=at, language="en-US", decision={"queue": "a", "given": GIVEN})


def test_a_dispute_is_settled_once_with_a_note_and_both_acts_are_in_the_audit(database: Engine, disputes: SqlDisputes):
    raised(disputes)
    (before,) = disputes.of_month("acme", "2026-11")
    disputes.settle(before.number, vendor="acme", upheld=True, note="So it was", actor=Actor("ada", "console"))
    (after,) = disputes.of_month("acme", "2026-11")
    assert after == replace(before, state="upheld", note="So it was", settled_by="ada", settled_at=NOW)
    told = [(each.who, each.subject, each.why) for each in audit_entries(database, limit=9, wanted=AuditFilter())]
    assert told == [("ada", "acme", "So it was"), ("ann", "acme", "Our line was down")]
    with pytest.raises(NoSuchDispute):
        disputes.settle(before.number, vendor="acme", upheld=False, note="No", actor=Actor("ada", "console"))


def test_a_dispute_of_another_vendor_is_not_settled(disputes: SqlDisputes):
    raised(disputes)
    (found,) = disputes.of_month("acme", "2026-11")
    with pytest.raises(NoSuchDispute):
        disputes.settle(found.number, vendor="globex", upheld=True, note="?", actor=Actor("ada", "console"))
    assert disputes.of_month("globex", "2026-11") == []


def test_a_month_has_room_for_so_many_open_disputes(disputes: SqlDisputes):
    for at in range(MOST_OPEN):
        raised(disputes, figure=str(at))
    with pytest.raises(TooManyDisputes, match="Settle some first"):
        raised(disputes)


def test_owed_and_given_are_counted_by_half_hours_that_add_up_to_the_month(database: Engine):
    times = [NOW, NOW + timedelta(minutes=19), NOW + timedelta(minutes=20)]
    write_events(database, [turn(f"CA{at}", time) for at, time in enumerate(times)])
    write_events(database, [turn("CA0", NOW)])
    found = half_hours_of(database, NOW - timedelta(hours=1), NOW + timedelta(hours=1), {"a"})
    assert [(each.starts_at.minute, each.entry.assigned) for each in found] == [(0, 2), (30, 1)]
    assert sum(each.entry.entitled for each in found) == pytest.approx(
        ledger_of(database, NOW).month["Split", "a"].entitled
    )


def test_a_half_hour_that_a_clock_goes_through_twice_is_two(database: Engine):
    hours = (timezone(timedelta(hours=-4)), timezone(timedelta(hours=-5)))
    twice = [datetime(2026, 11, 1, 1, 10, tzinfo=zone) for zone in hours]
    write_events(database, [turn(f"CA{at}", time) for at, time in enumerate(twice)])
    found = half_hours_of(database, twice[0] - timedelta(hours=1), twice[1])
    assert [(each.starts_at.hour, each.entry) for each in found if each.queue == "a"] == [
        (5, LedgerEntry(0.6, 1)),
        (6, LedgerEntry(0.6, 1)),
    ]
