"""The times at which people can call: never while the desk is closed, never too short, never in the past."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from routing.callback_times import MOST_DAYS, call_times
from routing.hours import HoursCalendar
from routing.model import Routing
from tests.routing.documents import document, queue

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 11, 24, 10, 7, tzinfo=NEW_YORK)


def routing(week: dict[str, Any] | None = None, **hours: Any) -> Routing:
    given_hours = {"time_zone": "America/New_York", "open": week or {"mon-fri": "09:00-18:00"}, **hours}
    return document(hours={"day": given_hours}, queues={"care": queue(hours="day")})


def told(found: Routing, now: datetime = TUESDAY) -> list[str]:
    return [f"{each.part} {each.start:%a %H:%M}-{each.end:%H:%M}" for each in call_times(found, "care", now)]


def test_the_parts_of_today_and_of_the_next_day_are_offered():
    assert told(routing()) == [
        "morning Tue 10:30-12:00",
        "afternoon Tue 12:00-17:00",
        "evening Tue 17:00-18:00",
        "morning Wed 09:00-12:00",
        "afternoon Wed 12:00-17:00",
        "evening Wed 17:00-18:00",
    ]


def test_a_closed_day_is_passed_over():
    friday = TUESDAY.replace(day=27, hour=17, minute=30)
    assert {each.split()[1] for each in told(routing(), friday)} == {"Mon", "Tue"}


def test_a_holiday_is_passed_over():
    assert {each.split()[1] for each in told(routing(holidays="US"), TUESDAY.replace(day=25, hour=18))} == {
        "Fri",
        "Mon",
    }


def test_less_than_an_hour_is_not_offered():
    week = {"mon-fri": ["09:00-09:30", "16:30-20:00"]}
    assert told(routing(week))[:2] == ["evening Tue 17:00-20:00", "evening Wed 17:00-20:00"]


def test_a_night_shift_is_asked_for_by_day_too():
    assert told(routing({"mon": "20:00-10:00"}), TUESDAY.replace(day=23))[0] == "morning Tue 08:00-10:00"


def test_people_who_are_always_there_are_asked_for_on_the_clock_of_the_line():
    found = call_times(document(queues={"care": queue()}), "care", TUESDAY)
    assert [each.part for each in found] == ["morning", "afternoon", "evening"] * MOST_DAYS


def test_a_queue_that_is_gone_has_no_times():
    assert call_times(document(), "nobody", TUESDAY) == ()


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - the zone follows
WEEKS = st.dictionaries(
    st.sampled_from(["mon-fri", "sat", "sun", "wed"]),
    st.sampled_from(["09:00-18:00", "00:00-24:00", "22:00-06:00", "13:00-13:45", "07:30-11:10"]),
    min_size=1,
)


@given(MOMENTS, WEEKS)
def test_no_time_is_in_the_past_too_short_or_while_nobody_is_there(now: datetime, week: dict[str, Any]):
    found = routing(week, holidays="US")
    calendar = HoursCalendar(found.hours["day"])
    for each in call_times(found, "care", now):
        assert each.start > now
        assert each.end - each.start >= timedelta(hours=1)
        assert calendar.opening(each.start).is_open
        assert calendar.opening(each.end - timedelta(minutes=1)).is_open
