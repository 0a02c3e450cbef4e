"""Opening hours as drawings: a strip for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from routing.hours import DAYS, CalendarDay, HoursCalendar, OpenSpan
from routing.hours import problems as wrong_with
from routing.model import Hours

PREVIEWED = 14
"""Days of opening hours that are shown."""
A_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Strip:
    """One day: label, hours in words, and bars (start and length in minutes)."""

    label: str
    told: str
    bars: tuple[tuple[int, int], ...]
    reason: str = ""


def week(hours: Hours) -> list[Strip]:
    """Monday to Sunday, without holidays and exceptions; empty if the hours are invalid."""
    plain = hours.model_copy(update={"holidays": None, "exceptions": ()})
    return [_strip(day, DAYS[day.on.weekday()]) for day in _days(plain, A_MONDAY, len(DAYS))]


def fortnight(hours: Hours, first: date) -> list[Strip]:
    """The next 14 days, with holidays and exceptions; empty if the hours are invalid."""
    return [_strip(day, f"{day.on:%a %d %b}") for day in _days(hours, first, PREVIEWED)]


def _days(hours: Hours, first: date, count: int) -> Sequence[CalendarDay]:
    return [] if wrong_with(hours) else HoursCalendar(hours).preview(first, count)


def _strip(day: CalendarDay, label: str) -> Strip:
    told = ", ".join(map(str, day.spans)) or "closed"
    return Strip(label, told, tuple(map(_bar, day.spans)), day.name)


def _bar(span: OpenSpan) -> tuple[int, int]:
    start, end = _minutes(span.start), _minutes(span.end)
    return start, (end if end > start else 24 * 60) - start


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
