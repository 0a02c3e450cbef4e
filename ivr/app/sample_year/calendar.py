"""How many people call when: weekdays, seasons, holidays, a launch, and one bad Tuesday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = (1.25, 1.1, 1.05, 1.0, 1.0, 0.65, 0.45)
"""Calls of a weekday from Monday, against an average day."""
MONTHS = (1.05, 0.9, 0.9, 0.9, 0.95, 0.9, 0.9, 0.95, 0.95, 1.0, 1.25, 1.45)
GROWTH = 0.12
"""By which a day a year later is busier."""
HOURS = (
    *(0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 1.2, 3.0, 5.5, 7.5, 8.0, 7.0, 6.5, 6.8, 6.5, 6.0, 5.5, 4.0, 3.0, 2.0, 1.2),
    *(0.6, 0.4),
)
"""Calls by the hour of the shop's clock."""
BUSIEST = max(HOURS)
QUIET = 0.3
"""Calls on a public holiday, against a plain day."""
LAUNCH_DAYS = 4


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day: its calls against an average day, how much longer callers wait, and what is special about it.

    `event` is empty, holiday, launch or bad_day. On the bad day parcels are late and everybody waits.
    """

    day: date
    weight: float
    strain: float
    event: str


def calendar(first: date, last: date) -> Iterator[CalendarDay]:
    """Yield the days of a span. The launch begins 70 days before its end, the bad Tuesday is three weeks before it."""
    launch = last - timedelta(days=70)
    bad = last - timedelta(days=21 + (last.weekday() - 1) % 7)
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        weight = WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] * (1 + GROWTH * place / 365)
        if (day.month, day.day) in ((1, 1), (7, 4), (12, 25)) or _is_thanksgiving(day):
            yield CalendarDay(day, weight * QUIET, 0.4, "holiday")
        elif day == bad:
            yield CalendarDay(day, weight * 2.2, 7.0, "bad_day")
        elif launch <= day < launch + timedelta(days=LAUNCH_DAYS):
            yield CalendarDay(day, weight * 1.7, 2.0, "launch")
        else:
            yield CalendarDay(day, weight, 1.0, "")


def _is_thanksgiving(day: date) -> bool:
    return day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
