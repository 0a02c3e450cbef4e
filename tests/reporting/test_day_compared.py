"""Why a day was bad: what is told of, and what is not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr.reporting.day_compared import DayCompared, DayReader
from ivr.reporting.history_figures import history_figures
from ivr.reporting.history_report import is_known_by
from tests.reporting.past import PastOfTests

ZONE = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 11, 17, tzinfo=ZONE)
"""The clock changes among the weeks before."""
NINE = timedelta(hours=9)


@pytest.fixture
def past() -> PastOfTests:
    """Eight usual Tuesdays of two queues."""
    past = PastOfTests(ZONE)
    for week in range(1, 9):
        day = TUESDAY - timedelta(weeks=week)
        past.has(day + NINE, "care", offered=100 + week, within=84 + week)
        past.has(day + NINE, "returns", offered=50, within=45)
        past.has(day + timedelta(days=1) + NINE, "care", offered=900, within=1)
    return past


def compared(past: PastOfTests) -> DayCompared:
    reader = DayReader(
        history=past,
        figures=history_figures(),
        title=lambda _by, key: key,
        is_known=lambda figure, by: by in ("line", "queue") and is_known_by(figure, by, is_limited=False),
    )
    return reader.read(TUESDAY)


def test_a_usual_day_has_no_differences(past):
    past.has(TUESDAY + NINE, "care", offered=104, within=88)
    past.has(TUESDAY + NINE, "returns", offered=50, within=45)
    assert compared(past).differences == ()


def test_the_queue_that_was_different_comes_first_with_its_usual_value(past):
    past.has(TUESDAY + NINE, "care", offered=104, within=30, abandoned=40)
    past.has(TUESDAY + NINE, "returns", offered=50, within=45)
    found = compared(past).differences
    assert {each.title for each in found} == {"care", "The whole line"}
    level = next(each for each in found if each.key == "care" and each.kpi.name == "Service level")
    assert (level.kpi.text, level.usual.text, level.weeks, level.is_worse) == ("29 %", "85 %", 8, True)
    assert level.low.value <= level.usual.value <= level.high.value


def test_more_calls_than_usual_are_neither_better_nor_worse(past):
    past.has(TUESDAY + NINE, "returns", offered=200, within=180)
    found = [each for each in compared(past).differences if each.key == "returns"]
    assert [(each.kpi.name, each.is_worse) for each in found] == [("Offered", None)]


def test_two_weeks_before_are_too_few_to_call_anything_usual():
    past = PastOfTests(ZONE)
    for week in (0, 1, 2):
        past.has(TUESDAY - timedelta(weeks=week) + NINE, "care", offered=100 if week else 900)
    assert compared(past).differences == ()


def test_a_few_calls_differ_by_chance_alone(past):
    for week in range(1, 9):
        past.has(TUESDAY - timedelta(weeks=week) + NINE, "small", offered=3)
    past.has(TUESDAY + NINE, "small", offered=2, within=1)
    assert not [each for each in compared(past).differences if each.key == "small"]


def test_the_half_hours_are_beside_the_same_time_of_day_across_a_clock_change(past):
    past.has(TUESDAY + NINE, "care", offered=104, within=30, abandoned=40)
    (half,) = compared(past).half_hours
    assert (half.starts_at, half.usual_offered, half.late) == (TUESDAY + NINE, 154.5, 74)
    assert compared(past).worst == [half]
