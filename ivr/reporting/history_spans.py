"""Spans of time that people look back at, on the shop's clock, and their periods.

Midnights follow the clock of the zone, so that a day may have 23 or 25 hours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Literal

Span = Literal[
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "last_28_days",
    "this_month",
    "last_month",
    "this_year",
    "last_year",
    "between",
]
SPANS: Mapping[Span, str] = {
    "today": "today",
    "yesterday": "yesterday",
    "this_week": "this week",
    "last_week": "last week",
    "last_28_days": "the last 28 days",
    "this_month": "this month",
    "last_month": "last month",
    "this_year": "this year",
    "last_year": "last year",
    "between": "between two days",
}
"""The spans to choose from, with their words."""
PeriodGrain = Literal["half_hour", "day", "week", "month"]
GRAINS: Mapping[PeriodGrain, str] = {
    "half_hour": "half-hour",
    "day": "day",
    "week": "week",
    "month": "month",
}
LONGEST: Mapping[PeriodGrain, int] = {"half_hour": 8, "day": 400, "week": 1_200, "month": 20_000}
"""The longest span in days that is shown by each grain."""
USUAL: Mapping[PeriodGrain, int] = {"half_hour": 2, "day": 62, "week": 400, "month": 20_000}
"""The longest span in days for which a grain is chosen by itself."""
HALF_HOUR = timedelta(minutes=30)
SAME_WEEKDAY = timedelta(days=364)
"""52 weeks: a year ago, on the same weekday."""


@dataclass(frozen=True, slots=True)
class HistoryPeriod:
    """A time from `since` until before `until`, both at midnight of the shop's zone."""

    since: datetime
    until: datetime

    @property
    def days(self) -> int:
        """The number of days, by the calendar."""
        return (self.until.date() - self.since.date()).days

    @property
    def last_day(self) -> datetime:
        """The midnight with which the last day begins."""
        return self.until - timedelta(days=1)

    @property
    def is_month(self) -> bool:
        """Whether it is one whole calendar month."""
        return self.since.day == 1 and self.until == month_after(self.since)

    def earlier(self, by: timedelta) -> "HistoryPeriod":
        """The same span so much earlier, by the calendar."""
        return HistoryPeriod(self.since - by, self.until - by)


def period_of(span: Span, now: datetime) -> HistoryPeriod:
    """The period of a span other than `between`, at a time on the shop's clock."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    first, week, day = today.replace(day=1), timedelta(days=7), timedelta(days=1)
    year = first.replace(month=1)
    known: dict[Span, tuple[datetime, datetime]] = {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "this_week": (monday, monday + week),
        "last_week": (monday - week, monday),
        "last_28_days": (today - 4 * week, today),
        "this_month": (first, month_after(first)),
        "last_month": ((first - day).replace(day=1), first),
        "this_year": (year, year.replace(year=year.year + 1)),
        "last_year": (year.replace(year=year.year - 1), year),
    }
    return HistoryPeriod(*known[span])


def span_before(period: HistoryPeriod) -> HistoryPeriod:
    """The span of the same length before it; before a month the month."""
    if period.is_month:
        return HistoryPeriod((period.since - timedelta(days=1)).replace(day=1), period.since)
    return period.earlier(timedelta(days=period.days))


def year_before(period: HistoryPeriod) -> HistoryPeriod:
    """The same weekdays a year ago."""
    return period.earlier(SAME_WEEKDAY)


def possible_grains(period: HistoryPeriod) -> tuple[PeriodGrain, ...]:
    """The grains by which a period can be shown, finest first."""
    return tuple(grain for grain in GRAINS if period.days <= LONGEST[grain])


def usual_grain(period: HistoryPeriod) -> PeriodGrain:
    """The grain that suits a period."""
    return next((grain for grain in GRAINS if period.days <= USUAL[grain]), "month")


def beginnings(period: HistoryPeriod, grain: PeriodGrain, *, now: datetime) -> tuple[datetime, ...]:
    """The beginnings of the periods that a span consists of, without those that have not begun.

    The first week or month may begin before the span.
    """
    end = min(period.until, now)
    return tuple(takewhile(lambda at: at < end, _from(period.since, grain)))


def part_of(at: datetime, grain: PeriodGrain) -> HistoryPeriod:
    """The week or month that begins at a time; for other grains the day that it is of."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    days = timedelta(days=7 if grain == "week" else 1)
    return HistoryPeriod(day, month_after(day) if grain == "month" else day + days)


def month_after(first: datetime) -> datetime:
    """The first day of the next month."""
    return (first + timedelta(days=32 - first.day + 1)).replace(day=1)


def _from(since: datetime, grain: PeriodGrain) -> Iterator[datetime]:
    if grain == "half_hour":
        at = since.astimezone(UTC)
        while True:
            yield at.astimezone(since.tzinfo)
            at += HALF_HOUR
    at = since - timedelta(days=since.weekday()) if grain == "week" else since
    at = at.replace(day=1) if grain == "month" else at
    while True:
        yield at
        at = month_after(at) if grain == "month" else at + timedelta(days=7 if grain == "week" else 1)
