"""The rules of scorecards."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import HandlingCounts, PeriodCounts, SurveyCounts
from ivr.reporting.scorecard import invoice_of, is_provisional
from ivr.reporting.scorecard_figures import figures_of, score_error, standing_of
from routing.vendor_targets import Price, VendorTargets

SCORES = st.lists(st.integers(1, 5), min_size=2, max_size=60)


def survey(scores: list[int]) -> SurveyCounts:
    squares = float(sum(each**2 for each in scores))
    return SurveyCounts(asked=99, scored=len(scores), score=float(sum(scores)), squares=squares)


@given(SCORES)
def test_the_interval_of_a_satisfaction_is_that_of_its_scores(scores: list[int]):
    assert score_error(survey(scores)) == pytest.approx(stdev(scores) / len(scores) ** 0.5, abs=1e-6)
    figure = figures_of(PeriodCounts(survey=survey(scores)), VendorTargets(), provisional=False)[-1]
    assert figure.low is not None
    assert figure.high is not None
    assert 1 <= figure.low <= mean(scores) + 1e-9
    assert mean(scores) - 1e-9 <= figure.high <= 5


def test_what_is_not_known_is_neither_met_nor_missed():
    targets = VendorTargets(service_percent=80, asa_seconds=30, satisfaction=4)
    found = figures_of(PeriodCounts(), targets, provisional=True)
    assert {(each.text, each.standing) for each in found} == {("n/a", "")}


@pytest.mark.parametrize(
    ("value", "is_least", "stands"), [(0.8, True, "met"), (0.79, True, "missed"), (0.81, False, "missed")]
)
def test_exactly_the_target_is_met(value: float, is_least: bool, stands: str):
    assert standing_of(value, 0.8, is_least=is_least) == stands


def test_an_amount_is_rounded_once_from_exact_minutes():
    counts = PeriodCounts(handlings=HandlingCounts(handled=2, timed=2, talk=100.0, hold=1.0))
    assert invoice_of(counts, Price(per_minute=0.455, currency="USD")).amount == Decimal("0.77")


def test_a_price_of_a_call_counts_the_answered_alone():
    counts = PeriodCounts(waits=Counts(offered=5, answered=3, abandoned=2))
    assert invoice_of(counts, Price(per_call=3.1, currency="EUR")).amount == Decimal("9.30")
    assert invoice_of(counts, None).amount is None


def test_repeats_are_provisional_until_seven_days_after_the_month():
    ends = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    times = [ends, ends + timedelta(days=7, seconds=-1), ends + timedelta(days=7)]
    assert [is_provisional(ends, now) for now in times] == [True, True, False]
