"""Past calls are decided again by a draft, to show an admin their queues."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.caller import CallerProfile, profile_from_record
from routing.decide import CompiledRouting
from routing.document import of_json
from routing.replay import replay

DAY = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""A Tuesday, ten in the morning in New York."""
NIGHT = DAY + timedelta(hours=12)


def document(**split: int) -> CompiledRouting:
    """Two queues, one of them closed at night, and a rule that shares calls between them."""
    reached = {"kind": "in_house", "languages": ["en-US"]}
    hours = {"days": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}}}
    queues = {
        "day": {"name": "Day", **reached, "hours": "days", "hand_off": {"desk": "day"}},
        "late": {"name": "Late", **reached, "hand_off": {"desk": "late"}},
    }
    rules = [{"name": "All", "split": split}]
    return CompiledRouting(
        of_json({"brand": "B", "default": "day", "hours": hours, "queues": queues, "rules": rules}), 1
    )


def calls(count: int, at: datetime = DAY) -> list[tuple[datetime, CallerProfile]]:
    return [(at, CallerProfile("en-US"))] * count


def test_calls_are_shared_out_by_either_document():
    found = replay(document(day=100), document(day=25, late=75), calls(100), DAY)
    assert [(each.queue, each.before, each.after) for each in found.queues] == [("late", 0, 75), ("day", 100, 25)]
    assert (found.lost, found.is_risky) == ((0, 0), False)


def test_calls_that_would_find_nobody_are_counted_with_the_reason():
    found = replay(document(late=100), document(day=100), calls(7, NIGHT), DAY)
    assert (found.lost, found.loses_more) == ((0, 7), True)
    assert [(why.queue, why.reason, count) for why, count in found.because] == [("day", "hours", 7)]


def test_a_closed_desk_is_named_though_others_take_its_calls():
    found = replay(document(late=100), document(day=50, late=50), calls(8, NIGHT), NIGHT)
    assert (found.queues, found.loses_more) == ((), False)
    assert [(why.queue, count) for why, count in found.because] == [("day", 8)]


def test_a_desk_that_is_closed_right_now_is_told_though_the_calls_came_by_day():
    found = replay(document(late=100), document(day=100), calls(7), NIGHT)
    risky = [each for each in found.queues if each.is_risky]
    assert (found.lost, [each.queue for each in risky], found.is_risky) == ((0, 0), ["day"], True)
    assert risky[0].closed is not None
    assert risky[0].closed.opens is not None


def test_what_changes_nothing_for_callers_is_no_risk():
    found = replay(document(day=100), document(day=100), calls(5, NIGHT), NIGHT)
    assert (found.queues, found.lost, found.is_risky) == ((), (5, 5), False)


@given(st.builds(CallerProfile, language=st.just("en-US"), tier=st.text(max_size=5), order_state=st.just(("late",))))
def test_a_caller_is_recalled_as_it_was_kept(caller: CallerProfile):
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(caller).items() if value}
    assert profile_from_record(kept | {"of_another_version": 1}) == caller
