"""The forecast of calls by half-hour: what it learns from, its bands, and its error against plain ones."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.reporting.forecast_accuracy import backtest, error_kpis, error_of
from ivr.reporting.forecast_band import band, dispersion, poisson_floor
from ivr.reporting.forecast_days import (
    CallSeries,
    SpecialDay,
    half_hours,
    holiday,
    holiday_ratios,
    series_of,
    wall_slots,
)
from ivr.reporting.forecast_model import fit, forecast_day, known_from, updated
from tests.reporting.calls_drawn import MONDAY, NEW_YORK, drawn, office

SPRING, AUTUMN, TODAY = date(2026, 3, 8), date(2026, 11, 1), date(2026, 11, 23)
BANK = Path(__file__).parents[2] / "../shared/data/call_centre/anonymous_bank_1999_february.json"
"""Recorded means of a call centre, where they lie beside the project."""


def steady(weeks: int = 12) -> CallSeries:
    """The same every day."""
    return drawn(weeks=weeks, profile=lambda *_: 5.0, noise=0.0, seed=3)


def bank(weekday: int, slot: int) -> float:
    """Half of the mean calls of an hour in the recorded call centre."""
    return float(_profile()[weekday][slot // 2]) / 2


@cache
def _profile() -> list[list[float]]:
    return list(json.loads(BANK.read_text())["arrivals_per_hour_by_weekday_mean"].values())


@pytest.mark.parametrize(("day", "count"), [(SPRING, 46), (AUTUMN, 50), (TODAY, 48)])
def test_a_day_has_46_48_or_50_half_hours_and_its_forecast_too(day, count):
    model = fit(drawn())
    assert model is not None
    assert len(half_hours(day, NEW_YORK)) == count == len(forecast_day(model, day).means)


def test_the_hour_that_the_clock_repeats_is_forecast_twice_and_the_skipped_one_never():
    assert [wall_slots(AUTUMN, NEW_YORK).count(slot) for slot in (1, 2, 3, 4)] == [1, 2, 2, 1]
    assert not {4, 5} & set(wall_slots(SPRING, NEW_YORK))


@settings(max_examples=30)
@given(st.integers(0, 366 * 48))
def test_every_half_hour_belongs_to_one_day(place):
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * place)
    day = begins.astimezone(NEW_YORK).date()
    assert [begins in half_hours(each, NEW_YORK) for each in (day - timedelta(1), day, day + timedelta(1))] == [
        False, True, False,
    ]  # fmt: skip


def test_a_series_begins_with_the_first_whole_day_and_counts_silence_as_no_calls():
    first = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    series = series_of({first: 3, first + timedelta(days=2): 4}, NEW_YORK, until=TODAY)
    assert {day: sum(calls) for day, calls in series.days.items()} == {date(2026, 11, 21): 0, date(2026, 11, 22): 4}
    assert series_of({}, NEW_YORK, until=TODAY).days == {}


@pytest.mark.parametrize("weeks", [0, 1])
def test_without_two_weeks_nothing_is_forecast_and_the_day_is_told_from_which_it_will_be(weeks):
    series = drawn(weeks=weeks)
    today = MONDAY + timedelta(days=7 * weeks)
    assert fit(series) is None
    assert known_from(series, (), today) == MONDAY + timedelta(days=14)


def test_that_day_comes_true():
    assert fit(drawn(weeks=2)) is not None


def test_the_forecast_follows_the_profile_of_the_day():
    model = fit(drawn(noise=0.0))
    assert model is not None
    means = forecast_day(model, TODAY).means
    assert means == pytest.approx([office(0, slot) for slot in range(48)], abs=4.0)
    assert sum(means) == pytest.approx(sum(office(0, slot) for slot in range(48)), rel=0.05)


def test_an_outage_a_holiday_and_a_launch_teach_nothing():
    plain, calls = fit(steady()), steady().days
    outage, launch = TODAY - timedelta(days=3), TODAY - timedelta(days=2)
    harmed = CallSeries(
        zone=NEW_YORK,
        days={**calls, outage: (0,) * 48, launch: tuple(2 * each for each in calls[launch])},
    )
    found, taught = fit(harmed, {launch}), fit(harmed)
    assert plain and found and taught
    assert forecast_day(found, TODAY).mean == pytest.approx(forecast_day(plain, TODAY).mean, rel=0.03)
    assert forecast_day(taught, launch + timedelta(7)).mean > forecast_day(found, launch + timedelta(7)).mean


def test_more_calls_lately_raise_the_forecast_but_not_by_all():
    calls = steady().days
    last = sorted(calls)[-14:]
    model = fit(CallSeries(zone=NEW_YORK, days={**calls, **{day: tuple(2 * n for n in calls[day]) for day in last}}))
    assert model is not None
    assert 300 < forecast_day(model, TODAY).mean < 480


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(0.1, 5), extra=st.floats(0, 500))
def test_a_launch_scales_a_day_and_adds_its_calls(factor, extra):
    model = fit(steady())
    assert model is not None
    plain = forecast_day(model, TODAY)
    launch = forecast_day(model, TODAY, special=SpecialDay(factor=factor, extra=extra, names=("Launch",)))
    assert launch.mean == pytest.approx(factor * plain.mean + extra, abs=0.1)
    assert launch.names == ("Launch",)


def test_a_closed_half_hour_has_no_calls():
    model = fit(steady())
    assert model is not None
    found = forecast_day(model, TODAY, is_open=lambda at: at.astimezone(NEW_YORK).hour >= 8)
    assert (sum(found.means[:16]), found.highs[15]) == (0, 0)
    assert found.means[16] > 0


def test_a_holiday_is_as_its_last_one_and_an_unknown_one_as_others_were():
    ratios = holiday_ratios(
        {date(2026, 7, 4): 50, **{date(2026, 7, 4) + timedelta(7 * at): 100 for at in (-2, -1, 1, 2)}},
        {date(2026, 7, 4): "Independence Day"},
    )
    assert ratios == {"Independence Day": 0.5}
    assert [holiday(name, ratios).factor for name in ("Independence Day", "Christmas Day")] == [0.5, 0.5]
    assert (holiday("Christmas Day", {}).factor, holiday("Christmas Day", {}).is_guessed) == (1.0, True)


@settings(max_examples=60)
@given(mean=st.floats(0.05, 400), spread=st.floats(0, 0.5))
def test_a_band_holds_its_mean_widens_with_the_spread_and_grows_with_the_mean(mean, spread):
    low, high = band(mean, spread)
    assert 0 <= low <= mean + 1 and high >= mean - 1
    assert band(mean, spread + 0.2)[1] >= high - 1
    assert band(2 * mean, spread)[1] >= high


@pytest.mark.parametrize(("mean", "spread", "expected"), [(4, 0, (2, 7)), (10, 0.1, (5, 16)), (200, 0.01, (169, 232))])
def test_bands_are_those_of_the_distribution(mean, spread, expected):
    """Summed from the probabilities by log-gamma, which the code does not use."""
    assert band(mean, spread) == pytest.approx(expected, abs=1)


def test_the_spread_of_poisson_calls_is_none_and_that_of_others_is_found():
    series = drawn(weeks=30, profile=lambda *_: 30.0, noise=0.3, seed=5)
    assert dispersion((30.0, calls) for day in series.days.values() for calls in day) == pytest.approx(0.09, abs=0.03)
    calm = drawn(weeks=30, profile=lambda *_: 30.0, noise=0.0)
    assert dispersion((30.0, calls) for day in calm.days.values() for calls in day) < 0.005


def test_the_least_error_is_that_of_poisson_calls():
    """Near sqrt(2 / (pi * mean)): 18 % at 20, 8 % at 100 (Johnson, Kotz, Kemp, "Univariate Discrete Distributions")."""
    assert [round(poisson_floor(mean) / mean, 2) for mean in (20, 100)] == [0.18, 0.08]
    assert poisson_floor(0) == 0


def test_a_busy_morning_raises_the_afternoon_less_than_in_proportion_and_a_few_calls_hardly():
    model = fit(drawn())
    assert model is not None
    plain = replace(forecast_day(model, TODAY), day_spread=0.01)
    noon = updated(plain, [round(2 * mean) for mean in plain.means[:24]])
    assert 1.3 < noon.means[30] / plain.means[30] < 2
    early = updated(plain, [round(2 * mean) for mean in plain.means[:11]])
    assert 1 <= early.means[30] / plain.means[30] < 1.1
    assert noon.low >= sum(round(2 * mean) for mean in plain.means[:24])
    assert updated(plain, []) == plain


@pytest.mark.skipif(not BANK.exists(), reason="the recorded call centre is not beside the project")
def test_the_forecast_of_the_recorded_call_centre_beats_the_last_week_by_a_tenth_and_its_band_holds():
    """Judged on calls drawn from its means with days that vary by 10 % and a level that wanders by 1 % a day."""
    error = sum(
        (each for seed in (1, 2) for each in backtest(drawn(profile=bank, walk=0.01, seed=seed), weeks=4).values()),
        start=error_of(updated(_none(), []), ()),
    )
    off, naive, least, inside = (each.value for each in error_kpis(error))
    assert off is not None and naive is not None and least is not None and inside is not None
    assert least < off < 0.9 * naive
    assert 0.75 < inside < 0.9


def _none():
    model = fit(steady(2))
    assert model is not None
    return replace(forecast_day(model, TODAY), means=(), lows=(), highs=())


def test_figures_without_calls_are_unknown():
    found = backtest(CallSeries(zone=NEW_YORK, days={}))
    assert {each.text for error in found.values() for each in error_kpis(error)} == {"n/a"}
