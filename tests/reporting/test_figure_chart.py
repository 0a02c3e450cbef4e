"""Charts: where lines, gaps, bands and bars stand, and what they say to who does not see them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.figure_chart import BarChart, ChartSeries, TimeChart, axis_labels, round_step, time_chart

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
KNOWN = st.none() | st.floats(0, 1e7)


def days(*values: float | None, unit: str = "", target: float | None = None) -> TimeChart:
    times = [MONDAY + timedelta(days=at) for at in range(len(values))]
    return time_chart("Calls", times, [ChartSeries(label="calls", values=values)], zone=UTC, unit=unit, target=target)


def test_an_unknown_value_is_a_gap_and_never_zero():
    chart = days(4, 5, None, 7, None)
    assert [len(points.split()) for points in chart.lines(chart.series[0])] == [2]
    assert [y for _, y in chart.dots(chart.series[0])] == [chart.y(7)]
    assert [cells for _, cells in chart.rows()] == [("4",), ("5",), ("n/a",), ("7",), ("n/a",)]


@given(st.lists(KNOWN, min_size=1, max_size=60), KNOWN)
def test_all_that_is_drawn_is_in_the_box(values: list[float | None], target: float | None):
    chart = days(*values, target=target)
    places = [chart.y(value) for value in (*values, target) if value is not None]
    assert all(0 <= y <= chart.height for y in places)
    assert all(0 <= chart.x(at) <= chart.width for at in range(len(values)))
    assert len(list(chart.axis())) <= 9


@given(st.floats(1e-6, 1e9), st.booleans())
def test_a_step_of_the_axis_is_round_and_large_enough(least: float, is_whole: bool):
    step = round_step(least, is_whole=is_whole)
    assert step >= least * (1 - 1e-6)
    assert not is_whole or step == round(step)


def test_a_chart_tells_its_extremes_and_its_target_in_words():
    chart = days(0.5, None, 0.93, unit="%", target=0.8)
    assert chart.description == "calls: from 50 % (Mon 2 Nov 2026) to 93 % (Wed 4 Nov 2026). Target: 80 %."


def test_a_chart_without_any_value_is_not_drawn():
    assert not days(None, None).is_drawn
    assert days(0).is_drawn


def test_the_hour_that_a_clock_change_repeats_has_two_places_and_two_names():
    begins = datetime(2026, 11, 1, 5, tzinfo=UTC)
    times = [begins + timedelta(minutes=30) * at for at in range(4)]
    series = ChartSeries(label="calls", values=(1, 2, 3, 4))
    chart = time_chart("Calls", times, [series], zone=ZoneInfo("America/New_York"))
    assert chart.labels[0] == "Sun 1 Nov 01:00 EDT"
    assert chart.labels[2] == "Sun 1 Nov 01:00 EST"
    assert sorted({chart.x(at) for at in range(4)}) == [chart.x(at) for at in range(4)]


def test_an_axis_names_hours_of_a_day_days_of_a_month_and_months_of_a_year():
    def labelled(count: int, step: timedelta) -> list[str]:
        return [text for _, text in axis_labels([MONDAY + step * at for at in range(count)])]

    assert labelled(48, timedelta(minutes=30))[:2] == ["00:00", "03:00"]
    assert labelled(14, timedelta(days=1))[:2] == ["2 Nov", "4 Nov"]
    assert labelled(9, timedelta(days=31))[:2] == ["Nov 2026", "Dec 2026"]


def test_a_band_follows_its_bounds_and_stops_where_one_is_unknown():
    series = ChartSeries(label="calls", values=(5, 6, 7), low=(4, None, 6), high=(6, 7, 8))
    chart = TimeChart(title="", unit="", labels=("a", "b", "c"), series=(series,), times=days(1, 2, 3).times)
    assert [len(points.split()) for points in chart.areas(series)] == [2, 2]


def test_bars_are_as_long_as_their_values_and_unknown_ones_have_no_length():
    series = ChartSeries(label="", values=(4.0, 2.0, None), low=(3.0, None, None), high=(5.0, None, None))
    chart = BarChart(title="", unit="", labels=("a", "b", "c"), series=(series,))
    (four,), (two,), (none,) = (list(chart.bars(at)) for at in range(3))
    assert four.length == pytest.approx(2 * two.length)
    assert (none.length, none.text) == (0.0, "n/a")
    assert four.bound == (chart.x(3.0), chart.x(5.0))
