"""Calls by day and half-hour, as a forecast reads them: days of 46, 48 or 50 half-hours, and days that are special."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from statistics import mean, median

DAY = timedelta(days=1)
HALF = timedelta(minutes=30)
SLOTS = 48
"""Half-hours of the wall clock in a day."""
NEIGHBOURS = (-21, -14, -7, 7, 14, 21)
"""Days from a holiday to the ordinary days that it is compared with: the same weekday."""
TRIMMED_FROM = 5
FEW_CALLS = 5.0
"""Mean calls of a half-hour under which nothing is trimmed."""
ODD = 4.0
"""A day with so many times more calls, or fewer, than its weekday usually has is no day to learn from."""


@lru_cache(maxsize=4_000)
def half_hours(day: date, zone: tzinfo) -> tuple[datetime, ...]:
    """The beginnings (UTC) of the half-hours of a local day: 48, or 46 and 50 when the clocks change."""
    begins, ends = (_at_half(datetime.combine(each, time(0), zone).astimezone(UTC)) for each in (day, day + DAY))
    return tuple(begins + place * HALF for place in range((ends - begins) // HALF))


def _at_half(at: datetime) -> datetime:
    """The first half-hour that begins at a moment or after it."""
    over = (at - datetime(at.year, at.month, at.day, tzinfo=UTC)) % HALF
    return at + (HALF - over) if over else at


def slot_of(at: datetime, zone: tzinfo) -> int:
    """The half-hour of the wall clock, from 0 at midnight."""
    here = at.astimezone(zone)
    return here.hour * 2 + here.minute // 30


@lru_cache(maxsize=4_000)
def wall_slots(day: date, zone: tzinfo) -> tuple[int, ...]:
    """The half-hour of the wall clock of each half-hour of a local day."""
    return tuple(slot_of(at, zone) for at in half_hours(day, zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeries:
    """Calls by whole days, each with a number for each half-hour; days before the first calls are not in it."""

    zone: tzinfo
    days: Mapping[date, tuple[int, ...]]

    def slots(self, day: date) -> dict[int, float]:
        """The calls by half-hour of the wall clock; the mean of both when the clock repeats one."""
        found: dict[int, list[int]] = {}
        for slot, calls in zip(wall_slots(day, self.zone), self.days[day], strict=True):
            found.setdefault(slot, []).append(calls)
        return {slot: sum(calls) / len(calls) for slot, calls in found.items()}

    def before(self, day: date) -> "CallSeries":
        """The days before one."""
        return CallSeries(zone=self.zone, days={each: calls for each, calls in self.days.items() if each < day})


def series_of(counts: Mapping[datetime, int], zone: tzinfo, *, until: date) -> CallSeries:
    """The series of counts by beginning of a half-hour (UTC), without the day `until` and those after it.

    It begins with the first whole day after the first calls; a half-hour without a count had no calls.
    """
    first = min((at for at, calls in counts.items() if calls), default=None)
    if first is None:
        return CallSeries(zone=zone, days={})
    begins = first.astimezone(zone).date() + DAY
    days = (begins + place * DAY for place in range(max(0, (until - begins).days)))
    return CallSeries(zone=zone, days={day: tuple(counts.get(at, 0) for at in half_hours(day, zone)) for day in days})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """What is known of a day beside its weekday: calls times `factor`, and `extra` calls in all; `names` say why.

    `is_guessed` is true for a holiday of which no earlier one is on record.
    """

    factor: float = 1.0
    extra: float = 0.0
    names: tuple[str, ...] = ()
    is_guessed: bool = False

    def and_also(self, other: "SpecialDay") -> "SpecialDay":
        """Both together."""
        return SpecialDay(
            factor=self.factor * other.factor,
            extra=self.extra + other.extra,
            names=(*self.names, *other.names),
            is_guessed=self.is_guessed or other.is_guessed,
        )


ORDINARY = SpecialDay()


def holiday_ratios(totals: Mapping[date, int], holidays: Mapping[date, str]) -> dict[str, float]:
    """The calls of past holidays, by name, as a ratio to the same weekday in the weeks around them."""
    found: dict[str, list[float]] = {}
    for day, name in holidays.items():
        around = [totals[near] for step in NEIGHBOURS if (near := day + step * DAY) in totals and near not in holidays]
        if day in totals and around and sum(around):
            found.setdefault(name, []).append(totals[day] / mean(around))
    return {name: mean(ratios) for name, ratios in found.items()}


def holiday(name: str, ratios: Mapping[str, float]) -> SpecialDay:
    """A holiday to come: by its own past, else by that of other holidays, else as an ordinary day, which is guessed."""
    ratio = ratios.get(name, median(ratios.values()) if ratios else None)
    return SpecialDay(factor=1.0 if ratio is None else ratio, names=(name,), is_guessed=ratio is None)


def odd_days(series: CallSeries) -> set[date]:
    """Days with far more or fewer calls than their weekday usually has, as after an outage."""
    totals = {day: sum(calls) for day, calls in series.days.items()}
    usual = {
        weekday: median(found)
        for weekday in range(7)
        if (found := [total for day, total in totals.items() if day.weekday() == weekday])
    }
    return {
        day
        for day, total in totals.items()
        if (often := usual[day.weekday()]) > SLOTS and not often / ODD <= total <= often * ODD
    }


def used_days(series: CallSeries, left_out: Collection[date]) -> dict[int, list[date]]:
    """The days to learn from by weekday (0 is Monday), the newest first."""
    skipped = {*left_out, *odd_days(series)}
    found: dict[int, list[date]] = {weekday: [] for weekday in range(7)}
    for day in sorted(series.days, reverse=True):
        if day not in skipped:
            found[day.weekday()].append(day)
    return found


def days_from(first: date, count: int) -> Iterator[date]:
    """`count` days, beginning with `first`."""
    return (first + place * DAY for place in range(count))


def trimmed_mean(values: Sequence[float]) -> float:
    """The mean; without the highest and lowest value where there are TRIMMED_FROM of them and enough calls.

    Of a few calls the highest is dropped too often for chance alone, and the mean would be too low.
    """
    whole = sum(values) / len(values)
    if len(values) < TRIMMED_FROM or whole < FEW_CALLS:
        return whole
    kept = sorted(values)[1:-1]
    return sum(kept) / len(kept)
