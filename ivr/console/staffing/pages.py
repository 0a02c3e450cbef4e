"""Staffing: the calls that are expected, the people that they need, and how far forecasts were off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, request

from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.requests import whole_number
from ivr.console.responses import csv_file
from ivr.console.roles import ADMINS, BOARD_READERS
from ivr.console.session import me
from ivr.console.staffing.reader import ACCURACY_DAYS, Chosen, StaffingReader
from ivr.reporting.figure_chart import ChartSeries, TimeChart, time_chart
from ivr.reporting.forecast_accuracy import ForecastError, error_kpis, kept_error_kpis
from ivr.reporting.forecast_days import DAY, days_from, half_hours
from ivr.reporting.forecast_model import ForecastDay
from ivr.reporting.staffing import LEAST_ABANDONS, PATIENCE, WEEK_HOURS
from ivr.reporting.staffing_plan import PLAN_HEADING, QueuePlan, is_staffed, people_at, plan_table, span_rows

WEEK = 7
LONGEST_HANDLING = 4 * 3600
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day of the table by day: its forecast, calls that came (None if unknown), people and calls of vendors."""

    day: date
    forecast: ForecastDay
    came: int | None
    peak: int | None
    hours: float | None
    vendors: Mapping[str, float]


class StaffingPages(PageGroup):
    """The week, the months, and the file of both."""

    @page("/staffing", roles=BOARD_READERS, nav=Nav("Staffing", 60, group="figures"), template="staffing/staffing.html")
    def staffing(self) -> Facts:
        """A week of the line, a queue or a language; by half-hour, one day of it."""
        reader = self._reader()
        chosen, first = reader.chosen(request.args.get("of", "")), _day(request.args.get("week", ""), reader.today)
        facts = self._around(reader, chosen, first)
        subject = reader.subjects.get(chosen) if chosen else None
        if chosen is None or subject is None or subject.known_from:
            return {**facts, "subject": subject, "lines": []}
        until = first + WEEK * DAY
        forecasts = reader.forecasts(chosen, first, until)
        since = min(first, reader.today - timedelta(days=ACCURACY_DAYS))
        came = reader.came(chosen, since, max(until, reader.today))
        plans = reader.within(reader.basis(first, until).plans(days_from(first, WEEK)))
        shown = {key: plan for key, plan in plans.items() if chosen.part != "queue" or key == chosen.key}
        day = _day(request.args.get("day", ""), min(forecasts, default=first))
        return {
            **facts,
            "subject": subject,
            "chart": _chart(reader, forecasts, came) if forecasts else None,
            "lines": [self._line(each, came, shown) for each in forecasts.values()],
            "queues": span_rows(plans, days_from(first, WEEK), self.ports.staffing.shrinkage),
            "vendors": _vendors(shown),
            "day": day,
            "halves": self._halves(reader, forecasts[day], came.get(day, ()), shown) if day in forecasts else [],
            **_unknown(reader, shown),
            **_accuracy(reader, chosen, came),
            "backtest": {week: error_kpis(error) for week, error in subject.errors.items()},
        }

    @page("/staffing/months", roles=BOARD_READERS, template="staffing/months.html")
    def staffing_months(self) -> Facts:
        """The people and calls of this month from today on, and of the next."""
        reader = self._reader()
        plans = self._to_come(reader)
        months: dict[date, list[date]] = {}
        for day in sorted({day for plan in plans.values() for day in plan.calls}):
            months.setdefault(day.replace(day=1), []).append(day)
        shrinkage = self.ports.staffing.shrinkage
        rows = [(month, days, span_rows(plans, days, shrinkage)) for month, days in months.items()]
        return {**self._around(reader, None, reader.today), "months": rows, **_unknown(reader, plans)}

    @page("/staffing.csv", roles=BOARD_READERS)
    def staffing_file(self) -> Response:
        """Each half-hour that is forecast from today on, by queue, for other programs."""
        reader = self._reader()
        basis = reader.basis(reader.today, date.max)
        days = sorted({day for found in basis.forecasts.values() for day in found})
        rows = plan_table(basis, reader.within(basis.plans(days)), self.ports.staffing.shrinkage)
        return csv_file("staffing.csv", [PLAN_HEADING, *rows])

    def _reader(self) -> StaffingReader:
        typed = whole_number(request.args.get("handling", ""), most=LONGEST_HANDLING)
        return StaffingReader(ports=self.ports, user=me(), handling=float(typed) if typed else None)

    def _to_come(self, reader: StaffingReader) -> dict[str, QueuePlan]:
        basis = reader.basis(reader.today, date.max)
        days = sorted({day for found in basis.forecasts.values() for day in found})
        return reader.within(basis.plans(days))

    def _around(self, reader: StaffingReader, chosen: Chosen | None, first: date) -> dict[str, Any]:
        return {
            "chosen": chosen,
            "choices": reader.choices,
            "first": first,
            "week": timedelta(days=WEEK),
            "today": reader.today,
            "handling": int(reader.handling) if reader.handling else "",
            "shrinkage": self.ports.staffing.shrinkage,
            "week_hours": WEEK_HOURS,
            "tells_launches": me().role != "vendor",
            "changes": me().role in ADMINS,
        }

    def _line(
        self, forecast: ForecastDay, came: Mapping[date, tuple[int, ...]], plans: Mapping[str, QueuePlan]
    ) -> DayLine:
        """A day with the people of all plans, each half-hour's added up."""
        day, shrinkage = forecast.day, self.ports.staffing.shrinkage
        people = [_people(plans, day, place, shrinkage) for place in range(len(forecast.means))]
        known = [each for each in people if each is not None]
        counts = came.get(day, ())
        return DayLine(
            day=day,
            forecast=forecast,
            came=sum(counts) if len(counts) == len(forecast.means) else None,
            peak=max(known, default=None),
            hours=sum(known) / 2 if known else None,
            vendors=_by_vendor(plans, day),
        )

    def _halves(
        self, reader: StaffingReader, forecast: ForecastDay, came: tuple[int, ...], plans: Mapping[str, QueuePlan]
    ) -> list[dict[str, Any]]:
        """The half-hours of a day from the first with calls to the last; with the zone's name where clocks change."""
        times = half_hours(forecast.day, reader.zone)
        form = "%H:%M" if len(times) == len({f"{at.astimezone(reader.zone):%H:%M}" for at in times}) else "%H:%M %Z"
        return [
            {
                "at": at.astimezone(reader.zone).strftime(form),
                "mean": forecast.means[place],
                "low": forecast.lows[place],
                "high": forecast.highs[place],
                "came": came[place] if place < len(came) else None,
                "people": _people(plans, forecast.day, place, self.ports.staffing.shrinkage),
                "vendors": _by_vendor(plans, forecast.day, place),
            }
            for place, at in list(enumerate(times))[_lively(forecast, came)]
        ]


def _lively(forecast: ForecastDay, came: tuple[int, ...]) -> slice:
    """The half-hours of a day from the first with calls, expected or come, to the last; all if there is none."""
    calls = (mean + (came[place] if place < len(came) else 0) for place, mean in enumerate(forecast.means))
    places = [place for place, each in enumerate(calls) if each]
    return slice(places[0], places[-1] + 1) if places else slice(None)


def _chart(
    reader: StaffingReader, forecasts: Mapping[date, ForecastDay], came: Mapping[date, tuple[int, ...]]
) -> TimeChart:
    times = [at for day in forecasts for at in half_hours(day, reader.zone)]
    known: list[float | None] = []
    for day, each in forecasts.items():
        counts = came.get(day, ())
        known.extend(counts)
        known.extend([None] * (len(each.means) - len(counts)))
    expected = ChartSeries(
        label="forecast, with the band of 80 %",
        values=tuple(mean for each in forecasts.values() for mean in each.means),
        low=tuple(low for each in forecasts.values() for low in each.lows),
        high=tuple(high for each in forecasts.values() for high in each.highs),
    )
    found = ChartSeries(label="calls that came", values=tuple(known), is_compared=True)
    return time_chart("Calls by half-hour", times, (expected, found), zone=reader.zone)


def _people(plans: Mapping[str, QueuePlan], day: date, place: int, shrinkage: float) -> int | None:
    """The people of a half-hour over all plans; None if no queue in house has a known need."""
    found = [people_at(plan, day, place, shrinkage) for plan in plans.values()]
    known = [each for each in found if each is not None]
    return sum(known) if known else None


def _vendors(plans: Mapping[str, QueuePlan]) -> list[str]:
    return list(dict.fromkeys(plan.vendor for plan in plans.values() if plan.vendor))


def _by_vendor(plans: Mapping[str, QueuePlan], day: date, place: int | None = None) -> dict[str, float]:
    """The calls of vendors on a day, or in one half-hour of it."""
    found: dict[str, float] = {}
    for plan in plans.values():
        if plan.vendor and day in plan.calls:
            calls = plan.calls[day]
            found[plan.vendor] = found.get(plan.vendor, 0.0) + (sum(calls) if place is None else calls[place])
    return found


def _unknown(reader: StaffingReader, plans: Mapping[str, QueuePlan]) -> Facts:
    """The queues in house whose handling time is unknown, and those whose patience is a guess."""
    queues = reader.routing.queues
    house = {key: plan for key, plan in plans.items() if is_staffed(queues[key])}
    return {
        "without_handling": [queues[key].name for key, plan in house.items() if plan.people is None],
        "without_patience": [
            queues[key].name for key, plan in house.items() if plan.terms and not plan.is_own_patience
        ],
        "patience": PATIENCE,
        "least_abandons": LEAST_ABANDONS,
        "terms": {key: plan.terms for key, plan in house.items() if plan.terms},
    }


def _accuracy(reader: StaffingReader, chosen: Chosen, came: Mapping[date, tuple[int, ...]]) -> Facts:
    """The errors of yesterday and of the last weeks, of forecasts that were made in the night before each day."""
    errors = reader.errors(chosen, came)
    yesterday = errors.get(reader.today - DAY)
    whole = sum(errors.values(), start=ForecastError())
    return {
        "yesterday": kept_error_kpis(yesterday) if yesterday else None,
        "lately": kept_error_kpis(whole) if errors else None,
        "judged_days": len(errors),
    }


def _day(text: str, otherwise: date) -> date:
    """The day of an address; another if it cannot be read."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 1970 < day.year < 2200 else otherwise
