"""Holidays, exceptions and launches of a part of the line: what they make of days, and which days teach nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ivr.reporting.forecast_days import ORDINARY, SpecialDay, holiday, holiday_ratios
from ivr.reporting.launches import Launch
from routing.hours import CalendarDay, HoursCalendar, HoursError
from routing.model import ALWAYS, Routing


def days_off(routing: Routing, queue: str | None, first: date, until: date) -> dict[date, CalendarDay]:
    """The holidays and exceptions of a queue's hours, or of all hours where there is no queue, before `until`."""
    names = set(routing.hours) if queue is None else {routing.queues[queue].hours}
    found: dict[date, CalendarDay] = {}
    for name in sorted(names - {ALWAYS}):
        try:
            calendar = HoursCalendar(routing.hours[name])
        except (HoursError, KeyError):
            continue
        for day in calendar.preview(first, (until - first).days):
            if day.reason != "hours":
                found.setdefault(day.on, day)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDays:
    """What is known of days beside their weekday. `ratios` are those of past holidays, by name.

    `weight` is the share of a launch's extra calls that comes here, where it concerns the whole line.
    """

    off: Mapping[date, CalendarDay]
    ratios: Mapping[str, float]
    launches: tuple[Launch, ...]
    weight: float = 1.0

    def teach_nothing(self, days: Iterable[date]) -> set[date]:
        """Those of some days that no ordinary day can be told by."""
        return {day for day in days if day in self.off or any(each.first <= day <= each.last for each in self.launches)}

    def of(self, day: date) -> SpecialDay:
        """What is known of a day. One with other hours, of which there is no earlier one, is not as holidays are."""
        found = ORDINARY
        if day in self.off:
            name, ratios = self.off[day].name or "other hours", self.ratios
            found = holiday(name, ratios if not self.off[day].spans or name in ratios else {})
        for each in self.launches:
            if each.first <= day <= each.last:
                extra = each.extra * (1.0 if each.queues else self.weight)
                found = found.and_also(SpecialDay(factor=each.factor, extra=extra, names=(each.name,)))
        return found


def special_days(
    off: Mapping[date, CalendarDay],
    launches: Iterable[Launch],
    totals: Mapping[date, int],
    *,
    part: str,
    key: str,
    weight: float,
) -> SpecialDays:
    """The special days of a part of the line; `totals` are its calls by day, as far back as the last holidays."""
    ratios = holiday_ratios(totals, {day: each.name or "other hours" for day, each in off.items()})
    concerned = tuple(each for each in launches if each.concerns(part, key))
    return SpecialDays(off=off, ratios=ratios, launches=concerned, weight=weight)
