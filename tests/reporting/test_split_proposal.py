"""Shares that follow quality, and targets that are missed: only with enough calls, and within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.alerts import RAISED_AFTER, update_alerts
from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import HandlingCounts, PeriodCounts, SurveyCounts
from ivr.reporting.split_proposal import SplitProposal, split_proposals
from ivr.reporting.vendor_breaches import FEWEST_CALLS, target_measurements
from routing.document import of_json
from routing.model import Routing
from tests.routing.documents import vendors_queue


def routing(split: dict[str, int], *, targets: dict[str, object] | None = None, **follows: object) -> Routing:
    return of_json({
        "brand": "B", "default": "a", "vendors": {"acme": {"name": "Acme", "targets": targets or {}}},
        "queues": {name: {**vendors_queue("acme"), "name": name.upper()} for name in split},
        "rules": [{"name": "All", "split": split, "split_follows": {"by": "satisfaction", "points": 3, **follows}}],
    })  # fmt: skip


def scored(mean: float, many: int) -> PeriodCounts:
    """Scores with a mean and a standard deviation of one."""
    squares = many * (mean**2 + 1) - 1
    return PeriodCounts(survey=SurveyCounts(asked=many, scored=many, score=mean * many, squares=squares))


def answered(within: int, many: int) -> PeriodCounts:
    return PeriodCounts(waits=Counts(offered=many, answered=many, within=within))


def proposal(document: Routing, counts: dict[str, PeriodCounts], settled: object = None) -> SplitProposal:
    (found,) = split_proposals(document, counts, settled or {})  # type: ignore[arg-type]
    return found


def test_the_better_queue_gets_points_with_the_arithmetic_beside():
    found = proposal(routing({"a": 60, "b": 40}), {"a": scored(4.4, 100), "b": scored(3.9, 100)})
    assert dict(found.shares) == {"a": 63, "b": 37}
    assert found.told({}) == (
        "a 60 -> 63, b 40 -> 37, because satisfaction of A 4.40 (n 100) and of B 3.90 (n 100) differ by 0.50, "
        "more than the 0.28 that chance explains"
    )


@pytest.mark.parametrize(
    ("worse", "many", "said"),
    [
        (3.9, 20, "not enough to say: B 3.90 (n 20)"),
        (4.3, 100, "not enough to say: satisfaction of A 4.40"),
    ],
)
def test_without_enough_to_say_nothing_is_proposed(worse: float, many: int, said: str):
    found = proposal(routing({"a": 60, "b": 40}), {"a": scored(4.4, 100), "b": scored(worse, many)})
    assert (found.is_change, found.why.startswith(said)) == (False, True), found.why


def test_a_queue_that_was_never_scored_is_not_enough_to_say():
    assert proposal(routing({"a": 60, "b": 40}), {}).why == "not enough to say: A n/a (n 0), B n/a (n 0)"


def test_repeats_are_judged_by_calls_whose_week_is_over_and_fewer_are_better():
    talks = {
        name: PeriodCounts(handlings=HandlingCounts(taken=400, taken_again=many))
        for name, many in (("a", 120), ("b", 40))
    }
    found = proposal(routing({"a": 60, "b": 40}, by="repeats"), {}, talks)
    assert dict(found.shares) == {"a": 57, "b": 43}


@given(
    st.integers(2, 98),
    st.integers(1, 50),
    st.tuples(st.integers(1, 100), st.integers(1, 100)).map(sorted),
    st.sampled_from([(300, 100), (100, 300), (200, 210)]),
)
def test_no_proposal_leaves_its_bounds_or_moves_more_than_its_points(share, points, bounds, within):
    document = routing(
        {"a": share, "b": 100 - share}, by="service_level", points=points, least_share=bounds[0], most_share=bounds[1]
    )
    found = proposal(document, {name: answered(many, 400) for name, many in zip("ab", within, strict=True)})
    assert found.is_change <= (within != (200, 210))
    for queue, now in found.shares.items():
        moved = now - found.before[queue]
        assert abs(moved) <= points
        assert now >= bounds[0] if moved < 0 else now <= bounds[1]
    assert sum(found.shares.values()) in (0, 100)


def test_with_more_queues_chance_explains_more():
    three = {name: scored(mean, 100) for name, mean in (("a", 4.3), ("b", 4.0), ("c", 4.15))}
    assert proposal(routing({"a": 50, "b": 50}), three).is_change
    assert not proposal(routing({"a": 40, "b": 30, "c": 30}), three).is_change


def test_a_missed_target_is_raised_once_and_cleared_when_it_is_met_again():
    document = routing({"a": 60, "b": 40}, targets={"service_percent": 80})
    stands, told = {}, []
    for place, within in enumerate([70, 70, 79, 79, 60, 80, 90, 90, 90]):
        found = target_measurements(document, {"acme": answered(within, 100)}, {})
        stands, changed = update_alerts(stands, found, 1000 + place * 6 * RAISED_AFTER)
        told += [(each.name, each.is_on, each.words) for each in changed]
    assert [(name, is_on) for name, is_on, _ in told] == [
        ("vendor target: acme, service_level", True),
        ("vendor target: acme, service_level", False),
    ]
    assert told[0][2] == "Acme: Service level 70.0 % in 7 days, at least 80.0 % is agreed (100 calls)"


def test_a_target_with_too_few_calls_is_not_measured():
    document = routing({"a": 60, "b": 40}, targets={"service_percent": 80, "repeats_percent": 10})
    few, many = answered(0, FEWEST_CALLS - 1), PeriodCounts(handlings=HandlingCounts(taken=100, taken_again=30))
    assert list(target_measurements(document, {"acme": few + many}, {})) == []
    (found,) = target_measurements(document, {"acme": few}, {"acme": many})
    assert found.words == "Acme: Repeats in 7 days 30.0 % in the 7 days before, at most 10.0 % is agreed (100 calls)"
