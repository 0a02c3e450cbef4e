"""A time reads like a time, with its date unless that is today; a duration reads like a duration."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.times import clock_time, lasting

SHOP = ZoneInfo("America/New_York")
TIMES = st.integers(1_600_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (64, "1 min 4 s"),
        (600.0, "10 min"),
        (659, "10 min"),
        (4800, "1 h 20 min"),
        (7200, "2 h"),
        (86400, "1 day"),
        (183600, "2 days 3 h"),
    ],
)
def test_a_duration_reads_like_one(seconds: float, words: str):
    assert lasting(seconds) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-30T18:05", "13:05 EST"),
        ("2026-12-01T04:59", "23:59 EST"),
        ("2026-12-01T05:00", "1 December, 00:00 EST"),
        ("2026-07-04T12:00", "4 July, 08:00 EDT"),
        ("2025-11-30T18:05", "30 November 2025, 13:05 EST"),
    ],
)
def test_a_time_is_on_the_shops_clock(at: str, words: str):
    now = datetime(2026, 11, 30, 18, tzinfo=UTC).astimezone(SHOP)
    assert clock_time(datetime.fromisoformat(at).replace(tzinfo=UTC), now) == words


@given(TIMES, TIMES)
def test_a_time_has_its_date_unless_that_is_today(at: datetime, now: datetime):
    here = now.astimezone(SHOP)
    is_today = at.astimezone(SHOP).date() == here.date()
    assert ("," not in clock_time(at, here)) == is_today


@given(st.floats(0, 10**7))
def test_a_duration_loses_less_than_a_tenth_of_itself(seconds: float):
    units = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400}
    words = lasting(seconds).split()
    told = sum(int(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))
    assert 0 <= seconds - told <= max(1, seconds / 10)
