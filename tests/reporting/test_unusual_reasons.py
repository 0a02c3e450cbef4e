"""Unusual reasons: false alarms at the promised rate, outbreaks found, and little said of little."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from ivr.reporting.contact_reasons import ALL, ContactReason, ReasonDay
from ivr.reporting.unusual_reasons import LEVEL, CountDistribution, UnusualDay, unusual_day, weekdays_before

TUESDAY = date(2026, 11, 24)
UPS_TEXAS = ContactReason("carrier_region", "ups|US-TX")


def row(day: date, reason: ContactReason, calls: int) -> ReasonDay:
    """A day's calls, all of them at noon."""
    return ReasonDay(day, reason, calls, 0, tuple(calls if hour == 12 else 0 for hour in range(24)))


def judged(today: int, past: Sequence[int], *, until: int = 24) -> UnusualDay:
    """One reason beside a hundred calls a day."""
    days = [TUESDAY, *weekdays_before(TUESDAY)][: len(past) + 1]
    rows = [row(day, UPS_TEXAS, calls) for day, calls in zip(days, (today, *past), strict=True)]
    return unusual_day(TUESDAY, [*rows, *(row(day, ALL, 100) for day in days)], until=until)


def poisson(rng: Random, rate: float) -> int:
    count, left = 0, rng.expovariate(1)
    while left < rate:
        count, left = count + 1, left + rng.expovariate(1)
    return count


def made_day(rng: Random, day: date, rates: Sequence[float], dispersion: float) -> list[ReasonDay]:
    """Calls of a day whose rates vary by a gamma distribution."""
    varied = [rng.gammavariate(1 / dispersion, rate * dispersion) if dispersion else rate for rate in rates]
    counts = [poisson(rng, rate) for rate in varied]
    made = [row(day, ContactReason("product", f"P{at}"), count) for at, count in enumerate(counts)]
    return [*made, row(day, ALL, sum(counts))]


@pytest.mark.parametrize("dispersion", [0.0, 0.05, 0.15])
def test_false_alarms_come_on_one_day_in_twenty_at_most(dispersion):
    rng = Random(20261124)
    rates = [math.exp(rng.uniform(-1, 4)) for _ in range(20)]
    days = [TUESDAY, *weekdays_before(TUESDAY)]
    alarms = sum(
        bool(unusual_day(TUESDAY, [each for day in days for each in made_day(rng, day, rates, dispersion)]).found)
        for _ in range(100)
    )
    assert alarms <= 100 * LEVEL + 2 * math.sqrt(100 * LEVEL * (1 - LEVEL))


def test_a_planted_outbreak_is_found_among_many_and_nothing_else_is():
    rng = Random(7)
    days = [TUESDAY, *weekdays_before(TUESDAY)]
    rows = [each for day in days for each in made_day(rng, day, [12.0] * 60, 0.02)]
    planted = [row(TUESDAY, UPS_TEXAS, 41), *(row(day, UPS_TEXAS, 12) for day in days[1:])]
    (found,) = unusual_day(TUESDAY, [*rows, *planted]).found
    assert (found.reason, found.calls, found.expected) == (UPS_TEXAS, 41, 12.0)
    assert 4 <= found.low <= 8 < 16 <= found.high <= 22


def test_one_outbreak_among_the_days_before_does_not_hide_the_next():
    (found,) = judged(90, [12, 12, 400, 11, 13, 12, 10, 14]).found
    assert found.expected == 12


def test_fewer_than_five_calls_and_fewer_than_four_weeks_are_never_unusual():
    assert judged(4, [0] * 8).found == ()
    assert not judged(500, [1, 1, 1]).is_known
    assert judged(500, [1, 1, 1]).found == ()
    assert judged(500, [1, 1, 1, 1]).is_known


def test_only_the_hours_that_are_over_are_compared():
    assert judged(90, [10] * 8, until=12).found == ()
    assert judged(90, [10] * 8, until=13).found


def test_a_day_on_which_nothing_was_counted_is_not_a_day_without_calls():
    days = weekdays_before(TUESDAY)
    rows = [row(day, reason, 20) for day in [TUESDAY, *days[:5]] for reason in (ALL, UPS_TEXAS)]
    found = unusual_day(TUESDAY, rows)
    assert (found.compared, found.found) == (5, ())


@pytest.mark.parametrize(("mean", "variance"), [(0.5, 0.6), (12.0, 20.0), (27_000.0, 9e6)])
def test_a_distribution_adds_up(mean, variance):
    usual = CountDistribution(mean, variance)
    middle = usual.quantile(0.5)
    assert usual.at_least(0) == 1
    assert usual.at_least(middle) >= 0.5 - 1e-6 >= usual.at_least(middle + 1) - 1e-6 - 1e-6
    assert abs(middle - mean) < math.sqrt(variance)
    assert usual.at_least(10**7) == 0


def test_days_before_are_the_same_weekday_in_spite_of_a_clock_change():
    assert {each.weekday() for each in weekdays_before(TUESDAY)} == {1}
    assert weekdays_before(TUESDAY)[-1] == TUESDAY - timedelta(weeks=8)
