"""Spans of days on the shop's clock, and the periods in them."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.history_spans import (
    GRAINS,
    SPANS,
    HistoryPeriod,
    beginnings,
    month_after,
    part_of,
    period_of,
    possible_grains,
    span_before,
    usual_grain,
    year_before,
)

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 12, 1, 15, 20, tzinfo=NEW_YORK)
AT = st.integers(1_580_000_000, 1_900_000_000).map(lambda at: datetime.fromtimestamp(at, NEW_YORK))
SPAN = st.sampled_from([span for span in SPANS if span != "between"])


def written(period: HistoryPeriod) -> str:
    return f"{period.since:%Y-%m-%d} {period.last_day:%Y-%m-%d}"


@pytest.mark.parametrize(("span", "days"), [
    ("today", "2026-12-01 2026-12-01"), ("yesterday", "2026-11-30 2026-11-30"),
    ("this_week", "2026-11-30 2026-12-06"), ("last_week", "2026-11-23 2026-11-29"),
    ("this_month", "2026-12-01 2026-12-31"), ("last_month", "2026-11-01 2026-11-30"),
    ("this_year", "2026-01-01 2026-12-31"), ("last_year", "2025-01-01 2025-12-31"),
    ("last_28_days", "2026-11-03 2026-11-30"),
])  # fmt: skip
def test_a_span_is_of_whole_days_by_the_calendar(span, days):
    assert written(period_of(span, TUESDAY)) == days


@given(AT, SPAN)
def test_the_span_before_ends_where_a_span_begins(at, span):
    period = period_of(span, at)
    assert span_before(period).until == period.since
    assert year_before(period).since.weekday() == period.since.weekday()


@given(AT, SPAN)
def test_the_periods_of_a_span_follow_each_other_and_cover_it(at, span):
    period = period_of(span, at)
    for grain in possible_grains(period):
        found = beginnings(period, grain, now=period.until)
        assert found[0] <= period.since
        if grain != "half_hour":
            assert all(part_of(day, grain).until == after for day, after in pairwise(found))
        assert part_of(found[-1], grain).until >= period.until
    assert usual_grain(period) in possible_grains(period)


@pytest.mark.parametrize(("day", "halves"), [("2026-03-08", 46), ("2026-11-01", 50), ("2026-11-02", 48)])
def test_a_day_of_a_clock_change_has_two_half_hours_more_or_less(day, halves):
    since = datetime.fromisoformat(day).replace(tzinfo=NEW_YORK)
    found = beginnings(HistoryPeriod(since, since + timedelta(days=1)), "half_hour", now=TUESDAY)
    assert len({at.timestamp() for at in found}) == halves


def test_what_has_not_begun_is_no_period():
    assert len(beginnings(period_of("this_week", TUESDAY), "day", now=TUESDAY)) == 2
    assert beginnings(period_of("this_week", TUESDAY), "day", now=TUESDAY - timedelta(days=9)) == ()


@given(AT)
def test_a_month_is_followed_by_the_next(at):
    first = at.replace(day=1)
    assert (month_after(first).month - first.month) % 12 == 1
    assert month_after(first).day == 1
    assert set(GRAINS) >= {"day"}
