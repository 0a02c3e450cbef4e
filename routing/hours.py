"""Opening hours with holidays and exceptions. Hours that cannot be read count as closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from routing.model import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKS_AHEAD = 60
"""Days to search for the next opening."""

_MIDNIGHT = time(0)
_DAY = timedelta(days=1)


class HoursError(Exception):
    """Hours that cannot be read; the message names the fault and the remedy."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of opening hours at a moment.

    `reason` explains a closure: hours, holiday or exception (`name` is the name of the day), or unreadable. `opens` is
    the next opening and `closes` the end of the current one: aware, in the time zone of the hours.
    """

    is_open: bool
    reason: str = ""
    name: str = ""
    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """A time span on the wall clock; an `end` at or before the `start` is on the next day."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{'24:00' if self.end == _MIDNIGHT else f'{self.end:%H:%M}'}"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """The spans that begin on a day. `reason` is the kind of day: hours, holiday or exception; `name` its name."""

    on: date
    spans: tuple[OpenSpan, ...]
    reason: str = "hours"
    name: str = ""


ALWAYS_OPEN = Opening(is_open=True)
UNREADABLE = Opening(is_open=False, reason="unreadable")


class HoursCalendar:
    """Compiled hours. Raises HoursError if they cannot be read."""

    def __init__(self, hours: Hours) -> None:
        self._zone = _zone(hours.time_zone)
        self._week = _week(hours.open)
        self._exceptions = {each.day: each for each in hours.exceptions}
        self._holidays = _holidays(hours.holidays)
        self._last = (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), UNREADABLE)

    def day(self, on: date) -> CalendarDay:
        """The spans of a day. An exception has precedence over a public holiday, and that over the weekday."""
        exception = self._exceptions.get(on)
        if exception is not None:
            return CalendarDay(on, _spans(exception.open), "exception", exception.reason)
        holiday = self._holidays.get(on) if self._holidays is not None else None
        if holiday is not None:
            return CalendarDay(on, (), "holiday", holiday)
        return CalendarDay(on, self._week[on.weekday()])

    def preview(self, first: date, days: int = 14) -> list[CalendarDay]:
        """`days` days, beginning with `first`."""
        return [self.day(first + place * _DAY) for place in range(days)]

    def opening(self, now: datetime) -> Opening:
        """The state at a moment (aware). The last answer is cached for as long as it holds."""
        since, until, opening = self._last
        if not since <= now < until:
            opening = self._find(now)
            self._last = (now, self._holds_until(now, opening), opening)
        return opening

    def _holds_until(self, now: datetime, opening: Opening) -> datetime:
        """The time of the next change, or midnight, after which the reason for a closure can differ."""
        midnight = self._moment(now.astimezone(self._zone).date() + _DAY, _MIDNIGHT)
        return min(each for each in (opening.closes, opening.opens, midnight) if each is not None)

    def _find(self, now: datetime) -> Opening:
        here = now.astimezone(self._zone)
        spans = list(self._around(here.date()))
        current = [span for span in spans if span[0] <= now < span[1]]
        if current:
            return Opening(is_open=True, closes=_end_of(current[0], spans).astimezone(self._zone))
        today = self.day(here.date())
        return Opening(is_open=False, reason=today.reason, name=today.name, opens=self._next(now))

    def _around(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day and its neighbours as moments, in order."""
        for day in (on - _DAY, on, on + _DAY):
            yield from self._moments(day)

    def _moments(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        for span in self.day(on).spans:
            end_day = on if span.end > span.start else on + _DAY
            yield self._moment(on, span.start), self._moment(end_day, span.end)

    def _moment(self, on: date, at: time) -> datetime:
        """A wall-clock time as a moment. A time skipped by a clock change moves forward by the length of the gap."""
        return datetime.combine(on, at, self._zone).astimezone(UTC)

    def _next(self, now: datetime) -> datetime | None:
        first = now.astimezone(self._zone).date()
        starts = (
            start for place in range(LOOKS_AHEAD) for start, end in self._moments(first + place * _DAY) if end > start
        )
        found = next((start for start in starts if start > now), None)
        return found.astimezone(self._zone) if found else None


def _end_of(span: tuple[datetime, datetime], spans: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The end of a span, or of the last span that follows it without a gap."""
    end = span[1]
    for start, until in spans:
        if start <= end < until:
            end = until
    return end


def problems(hours: Hours) -> str:
    """The fault of hours; empty if there is none."""
    try:
        calendar = HoursCalendar(hours)
    except HoursError as error:
        return str(error)
    days = [*calendar.preview(date(2001, 1, 1), 7), *(calendar.day(each.day) for each in hours.exceptions)]
    return "" if any(day.spans for day in days) else "never opens; give at least one day a span"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HoursError(f"{name!r} is no time zone; write one as in America/New_York") from None


def _week(given: Mapping[str, str | tuple[str, ...]]) -> tuple[tuple[OpenSpan, ...], ...]:
    week: list[tuple[OpenSpan, ...]] = [()] * len(DAYS)
    for words, spans in given.items():
        for place in weekdays(words):
            week[place] = (*week[place], *_spans(spans))
    return tuple(tuple(sorted(spans, key=lambda span: span.start)) for spans in week)


def weekdays(words: str) -> Iterator[int]:
    """The weekdays (0 is Monday) of "mon-fri" or "sat,sun"; a range may go over the week's end. Raises HoursError."""
    for word in words.lower().replace(" ", "").split(","):
        first, _, last = word.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise HoursError(f"{words!r} names no days; write them as in mon-fri or sat,sun")
        start, end = DAYS.index(first), DAYS.index(last or first)
        yield from ((start + step) % len(DAYS) for step in range((end - start) % len(DAYS) + 1))


def _spans(given: str | Iterable[str] | None) -> tuple[OpenSpan, ...]:
    each = (given,) if isinstance(given, str) else tuple(given or ())
    return tuple(OpenSpan(*(_time(part) for part in text.split("-"))) for text in each)


def _time(text: str) -> time:
    return _MIDNIGHT if text == "24:00" else time.fromisoformat(text)


@lru_cache(maxsize=64)
def _holidays(place: str | None) -> holidays.HolidayBase | None:
    if place is None:
        return None
    country, _, part = place.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise HoursError(
            f"no public holidays are known of {place!r}; write a country, or one with its part: US-CA"
        ) from None
