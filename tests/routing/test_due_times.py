"""When promises are due: by property, for any start and any span."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing.document import of_json
from routing.due_times import due_time
from routing.hours import HoursCalendar
from routing.model import Routing

NEW_YORK = {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00", "sat": "22:00-02:00"}, "holidays": "US"}


def routing(**hours: object) -> Routing:
    queue = {"name": "Q", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "a"}}
    named = {"hours": {"h": hours}} if hours else {}
    return of_json(
        {"brand": "B", "default": "q", "queues": {"q": {**queue, **({"hours": "h"} if hours else {})}}, **named}
    )


STARTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPANS = st.integers(1, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(STARTS, SPANS)
def test_without_hours_a_promise_is_due_by_the_clock(start: datetime, span: timedelta):
    assert due_time(routing(), "q", start, span) == due_time(routing(), "gone", start, span) == start + span


@given(STARTS, SPANS, SPANS)
def test_a_promise_is_due_while_its_queue_is_open_and_later_for_more_time(
    start: datetime, span: timedelta, more: timedelta
):
    open_hours = routing(**NEW_YORK)
    due = due_time(open_hours, "q", start, span)
    calendar = HoursCalendar(open_hours.hours["h"])
    assert due >= start + span
    assert calendar.opening(due - timedelta(seconds=1)).is_open
    assert due_time(open_hours, "q", start, span + more) == due_time(open_hours, "q", due, more)


def test_a_weekend_and_a_holiday_do_not_count():
    weekdays = routing(time_zone="America/New_York", open={"mon-fri": "08:00-20:00"}, holidays="US")
    before_thanksgiving = datetime(2026, 11, 26, 0, tzinfo=UTC)  # Wednesday, seven in the evening in New York
    due = due_time(weekdays, "q", before_thanksgiving, timedelta(hours=2))
    assert due == datetime(2026, 11, 27, 14, tzinfo=UTC)
