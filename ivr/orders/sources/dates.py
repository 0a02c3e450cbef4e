"""Parsers of days and times: ISO 8601, and the notations of spreadsheets and shops' exports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.sources import status_words
from ivr.orders.sources.field_parsers import Unreadable

_NO_TIME = "is no ISO 8601 time"
_LONGEST = 60
_YEARS = range(2000, 2101)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([./-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_DAY_OF_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_NAMED = (
    re.compile(_DAY_OF_MONTH + r"[\s-]+(?P<name>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})(?!\d)", re.IGNORECASE),
    re.compile(r"(?P<name>[a-z]{3,9})\.?\s+" + _DAY_OF_MONTH + r",?\s+(?P<year>\d{4})(?!\d)", re.IGNORECASE),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"(?:t|,?\s+(?:at\s+)?)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?(?:\s+utc)?",
    re.IGNORECASE,
)


class DateOrder(StrEnum):
    """The order of day and month in a date of three numbers with the year last."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def readings_of(text: str) -> Mapping[DateOrder, date]:
    """The possible readings of a date of three numbers with the year last; empty for other texts, and if both agree."""
    parts = _NUMERIC.match(text)
    if parts is None or parts[1] == parts[3]:
        return {}
    return {order: day for order in DateOrder if (day := _day_in(parts, order))}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The zones and date orders by which the times of a row are read.

    `zone` is the destination's; `shop_zone` is for spreadsheets' times, which can have no offset.
    """

    zone: tzinfo | None = None
    shop_zone: tzinfo = UTC
    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    """The date order by column."""
    order: DateOrder | None = None
    """The date order of all other columns."""
    has_offsets: bool = True
    """Whether an ISO 8601 time without an offset is refused; else it is on the shop's clock."""

    def moment(self, text: str, column: str) -> date | datetime:
        """A day, or a point in time in `zone`, else with its own offset. Raises Unreadable.

        Midnight UTC and midnight without an offset are how systems write a day without a time: they give the day.
        """
        at, is_iso = self._written(text, column)
        if at.year not in _YEARS:
            raise Unreadable("lies outside the years 2000 to 2100")
        if not isinstance(at, datetime):
            return at
        if at.time() == time.min and not at.utcoffset():
            return at.date()
        if at.tzinfo is None:
            return at.replace(tzinfo=self._clock(is_iso=is_iso))
        return at.astimezone(self.zone) if self.zone else at

    def instant(self, text: str, column: str) -> datetime:
        """A point in time; a day gives its midnight, in `zone` or in UTC. Raises Unreadable."""
        at = self.moment(text, column)
        return at if isinstance(at, datetime) else datetime.combine(at, time.min, self.zone or UTC)

    def day(self, text: str, column: str) -> date:
        """A day; a point in time gives the day on its own clock. Raises Unreadable."""
        return _day_of(self.moment(text, column))

    def _written(self, text: str, column: str) -> tuple[date | datetime, bool]:
        """The day or time as written, with or without an offset, and whether the notation has a place for an offset."""
        try:
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text), True
        except ValueError:
            text = _WEEKDAY.sub("", text[:_LONGEST])
        day, end, is_iso = self._date(text, column)
        if end == len(text):
            return day, is_iso
        rest = _TIME.fullmatch(text, end)
        if rest is None:
            raise Unreadable(_NO_TIME)
        return datetime.combine(day, _time(rest), _offset(rest["zone"])), is_iso

    def _date(self, text: str, column: str) -> tuple[date, int, bool]:
        """The day at the start of a text, the place where it ends, and whether the year comes first."""
        if numeric := _NUMERIC.match(text):
            return self._numeric(numeric, column), numeric.end(), False
        if year_first := _YEAR_FIRST.match(text):
            return _day(*map(int, year_first.group("year", "month", "day"))), year_first.end(), True
        for pattern in _NAMED:
            if (named := pattern.match(text)) and (month := _month(named["name"])):
                return _day(_year(named["year"]), month, int(named["day"])), named.end(), False
        raise Unreadable(_NO_TIME)

    def _numeric(self, parts: re.Match[str], column: str) -> date:
        readings = {day for order in DateOrder if (day := _day_in(parts, order))}
        order = self.orders.get(column, self.order)
        if order is None and len(readings) > 1:
            raise Unreadable("may have the day or the month first")
        day = _day_in(parts, order) if order else next(iter(readings), None)
        if day is None:
            raise Unreadable(_NO_TIME)
        return day

    def _clock(self, *, is_iso: bool) -> tzinfo:
        """The clock of a time without an offset. A spreadsheet's time, which can have none, is on the shop's clock."""
        if self.zone is None and is_iso and self.has_offsets:
            raise Unreadable("has no offset")
        return self.zone or self.shop_zone


def window(start: date | datetime, end: date | datetime, basis: str, as_of: datetime | None = None) -> DeliveryWindow:
    """A delivery window; a range of days if either end is a day. Raises Unreadable if it ends before it starts."""
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        start, end = _day_of(start), _day_of(end)
    if start > end:
        raise Unreadable("ends before it starts")
    firm = (status_words.basis(basis) or Basis.UNKNOWN) if basis else Basis.ESTIMATED
    return DeliveryWindow(start, end, firm, as_of)


def _day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _day_in(parts: re.Match[str], order: DateOrder) -> date | None:
    first, second, year = int(parts[1]), int(parts[3]), _year(parts[4])
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(_NO_TIME) from None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(name: str) -> int:
    """The month of an English name, long or short; 0 for any other word."""
    short = name[:3].lower()
    full = "januaryfebruarymarchaprilmayjunejulyaugustseptemberoctobernovemberdecember"
    known = short in _MONTHS and (len(name) <= 4 or name.lower() in full)
    return _MONTHS.index(short) + 1 if known else 0


def _time(parts: re.Match[str]) -> time:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if half := parts["half"]:
        hour = hour % 12 + (12 if half in "pP" else 0) if 1 <= hour <= 12 else 24
    elif parts["minute"] is None:
        raise Unreadable(_NO_TIME)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unreadable(_NO_TIME) from None


def _offset(zone: str | None) -> tzinfo | None:
    if zone is None:
        return None
    if zone[0] not in "+-":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    if minutes >= 24 * 60:
        raise Unreadable(_NO_TIME)
    return timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))
