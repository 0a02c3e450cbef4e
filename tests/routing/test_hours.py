"""Opening hours: weeks, holidays, exceptions, clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.hours import HoursCalendar, HoursError, Opening, problems
from routing.model import Hours

NEW_YORK = ZoneInfo("America/New_York")


def calendar(**fields: object) -> HoursCalendar:
    return HoursCalendar(hours(**fields))


def hours(**fields: object) -> Hours:
    given_ = {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00", "sat": "09:00-17:00"}}
    return Hours.model_validate({**given_, **fields})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def opening(text: str, **fields: object) -> Opening:
    return calendar(**fields).opening(at(text))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T07:59", False),
        ("2026-11-24T08:00", True),
        ("2026-11-24T19:59", True),
        ("2026-11-24T20:00", False),
        ("2026-11-28T09:00", True),
        ("2026-11-29T12:00", False),
    ],
)
def test_a_week(moment: str, is_open: bool):
    assert opening(moment).is_open is is_open


@pytest.mark.parametrize(
    ("moment", "fields", "reason", "name", "opens"),
    [
        ("2026-11-24T21:00", {}, "hours", "", "2026-11-25T08:00"),
        ("2026-11-28T18:00", {}, "hours", "", "2026-11-30T08:00"),
        ("2026-11-26T10:00", {"holidays": "US"}, "holiday", "Thanksgiving Day", "2026-11-27T08:00"),
        ("2026-04-20T10:00", {"holidays": "US-MA"}, "holiday", "Patriots' Day", "2026-04-21T08:00"),
        ("2026-12-31T23:30", {"holidays": "US"}, "hours", "", "2027-01-02T09:00"),
        (
            "2026-12-24T15:00",
            {"exceptions": [{"date": "2026-12-24", "open": "08:00-14:00", "reason": "Christmas Eve"}]},
            "exception",
            "Christmas Eve",
            "2026-12-25T08:00",
        ),
        (
            "2026-12-24T09:00",
            {"exceptions": [{"date": "2026-12-24", "reason": "Stocktaking"}]},
            "exception",
            "Stocktaking",
            "2026-12-25T08:00",
        ),
    ],
)
def test_a_closed_moment_has_its_reason_and_the_next_opening(moment, fields, reason, name, opens):
    closed = opening(moment, **fields)
    assert (closed.is_open, closed.reason, closed.name, closed.opens) == (False, reason, name, at(opens))


def test_an_exception_opens_a_holiday():
    open_ = opening(
        "2026-11-26T10:00", holidays="US", exceptions=[{"date": "2026-11-26", "open": "09:00-12:00", "reason": "Rush"}]
    )
    assert (open_.is_open, open_.closes) == (True, at("2026-11-26T12:00"))


@pytest.mark.parametrize(("moment", "is_open"), [("2026-11-28T01:59", True), ("2026-11-28T02:00", False)])
def test_a_night_belongs_to_the_day_on_which_it_began(moment: str, is_open: bool):
    assert opening(moment, open={"fri": "22:00-02:00"}).is_open is is_open


def test_a_night_goes_on_over_the_change_to_summer_time():
    night = calendar(open={"sat": "22:00-06:00"})
    assert night.opening(datetime(2026, 3, 8, 9, 59, tzinfo=UTC)).is_open
    assert not night.opening(datetime(2026, 3, 8, 10, 0, tzinfo=UTC)).is_open


def test_an_hour_that_comes_twice_is_open_twice():
    early = calendar(open={"sun": "01:00-02:00"})
    twice = [datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)]
    assert [early.opening(moment).is_open for moment in twice] == [True, True]


def test_around_the_clock_is_open_without_a_gap():
    always = opening("2026-11-24T23:59", open={"mon-sun": "00:00-24:00"})
    assert always.is_open


def test_the_answer_is_asked_for_anew_when_the_clock_goes_back():
    office = calendar()
    assert [office.opening(at(f"2026-11-24T{hour}:00")).is_open for hour in ("12", "21", "12", "06")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_two_weeks_can_be_looked_at():
    days = calendar(holidays="US").preview(date(2026, 11, 23))
    assert len(days) == 14
    assert [str(span) for span in days[0].spans] == ["08:00-20:00"]
    assert (days[3].spans, days[3].reason, days[3].name) == ((), "holiday", "Thanksgiving Day")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"time_zone": "New York"}, "no time zone"),
        ({"open": {"weekdays": "08:00-20:00"}}, "names no days"),
        ({"holidays": "XX"}, "no public holidays are known"),
        ({"holidays": "US-ZZ"}, "no public holidays are known"),
        ({"open": {"mon": []}}, "never opens"),
    ],
)
def test_hours_that_cannot_be_kept_say_what_to_do(fields: dict, said: str):
    assert said in problems(hours(**fields))


def test_hours_that_cannot_be_read_are_refused():
    with pytest.raises(HoursError, match="no time zone"):
        calendar(time_zone="Mars/Olympus")


moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
weeks = st.dictionaries(
    st.sampled_from(["mon-fri", "sat", "sun", "fri-mon"]),
    st.sampled_from(["08:00-20:00", "22:00-06:00", "00:00-24:00", "01:30-02:30"]),
    min_size=1,
)


@given(weeks, moments)
def test_the_next_opening_is_one_and_the_end_of_one_is_the_end(week: dict[str, str], moment: datetime):
    found = calendar(open=week, holidays="US").opening(moment)
    fresh = calendar(open=week, holidays="US")
    if found.opens is not None:
        assert found.opens > moment
        assert fresh.opening(found.opens).is_open
        assert not fresh.opening(found.opens - timedelta(seconds=1)).is_open
    if found.closes is not None:
        assert fresh.opening(found.closes - timedelta(seconds=1)).is_open


@given(weeks, st.lists(moments, min_size=1, max_size=20))
def test_what_is_kept_of_the_last_answer_changes_none(week: dict[str, str], asked: list[datetime]):
    kept = calendar(open=week, holidays="US")
    for moment in asked:
        fresh = calendar(open=week, holidays="US").opening(moment)
        assert kept.opening(moment).is_open == fresh.is_open
        assert kept.opening(moment).reason == fresh.reason
