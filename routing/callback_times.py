"""The times at which callers can ask to be called: parts of a day within the opening hours of a queue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from routing.hours import HoursCalendar, HoursError
from routing.model import ALWAYS, Routing

DayPart = Literal["morning", "afternoon", "evening"]
DAY_PARTS: tuple[DayPart, ...] = get_args(DayPart)

_PARTS: dict[DayPart, tuple[time, time]] = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
}
LOOKS_AHEAD = 14
"""Days to search for the next days with an opening."""
MOST_DAYS = 2
"""Days that a caller can choose from."""
_SHORTEST = timedelta(hours=1)
"""Nobody is promised a call within less time than this."""


@dataclass(frozen=True, slots=True)
class CallTime:
    """A time within which people can call: one part of a day. Start and end are aware, on the clock of the hours."""

    part: DayPart
    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        """The day on that clock."""
        return self.start.date()


def call_times(routing: Routing, queue: str, now: datetime) -> tuple[CallTime, ...]:
    """The times of the next days on which a queue is open, earliest first; none if its hours cannot be read.

    `now` is aware; its clock is that of a queue which never closes.
    """
    found = list(_times(routing, queue, now))
    days = list(dict.fromkeys(each.day for each in found))[:MOST_DAYS]
    return tuple(each for each in found if each.day in days)


def _times(routing: Routing, queue: str, now: datetime) -> Iterator[CallTime]:
    hours = routing.queues[queue].hours if queue in routing.queues else ""
    if hours == ALWAYS:
        yield from _of_days(None, now)
    elif hours in routing.hours:
        try:
            calendar = HoursCalendar(routing.hours[hours])
        except HoursError:
            return
        yield from _of_days(calendar, now.astimezone(ZoneInfo(routing.hours[hours].time_zone)))


def _of_days(calendar: HoursCalendar | None, here: datetime) -> Iterator[CallTime]:
    for place in range(LOOKS_AHEAD):
        on = here.date() + timedelta(days=place)
        for part, (start, end) in _PARTS.items():
            yield from _open_part(calendar, on, part, (start, end), here)


def _open_part(
    calendar: HoursCalendar | None, on: date, part: DayPart, bounds: tuple[time, time], here: datetime
) -> Iterator[CallTime]:
    """The longest stretch of a part of a day in which people are there, if it is still long enough."""
    start, end = (datetime.combine(on, each, here.tzinfo) for each in bounds)
    spans = [(start, end)] if calendar is None else list(_spans(calendar, on, here))
    within = [(max(start, first, _half_hour_after(here)), min(end, last)) for first, last in spans]
    first, last = max(within, key=lambda span: span[1] - span[0], default=(end, end))
    if last - first >= _SHORTEST:
        yield CallTime(part, first, last)


def _spans(calendar: HoursCalendar, on: date, here: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The opening times that begin on a day or the day before."""
    for day in (on - timedelta(days=1), on):
        for span in calendar.day(day).spans:
            ends_on = day if span.end > span.start else day + timedelta(days=1)
            yield datetime.combine(day, span.start, here.tzinfo), datetime.combine(ends_on, span.end, here.tzinfo)


def _half_hour_after(here: datetime) -> datetime:
    """The next half hour: nobody is called at 10:07."""
    minutes = 30 - here.minute % 30
    return (here + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
