"""What a night makes of the history: forecasts of the line, its queues and languages, and how good they are."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property

from ivr.reporting.contract_calls import open_hours
from ivr.reporting.forecast_accuracy import backtest
from ivr.reporting.forecast_days import CallSeries, days_from, series_of
from ivr.reporting.forecast_model import ForecastDay, fit, forecast_day, known_from
from ivr.reporting.kept_forecasts import ForecastPart, ForecastSubject
from ivr.reporting.launches import Launch
from ivr.reporting.period_counts import History, HistoryRow, PeriodCounts
from ivr.reporting.special_days import SpecialDays, days_off, special_days
from ivr.reporting.staffing import handling_time, mean_patience
from routing.kpi_formulas import ratio
from routing.model import Routing

LEARNED_WEEKS = 18
"""Weeks of history that are read: those learned from, and those judged before them."""
RECENT_WEEKS = 8
"""Weeks from which handling time and patience are taken."""
HOLIDAYS_BACK = timedelta(days=400)
_NOTHING = PeriodCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class NightForecast:
    """A part of the line with the forecasts of the days to come; none if nothing can be said yet."""

    subject: ForecastSubject
    days: tuple[ForecastDay, ...]


@dataclass(frozen=True, kw_only=True)  # without slots, which would leave no place for the calls of the line
class ForecastNight:
    """The inputs of a night. `today` is the first day that is forecast; what came on it is not looked at.

    Without `is_judged` nothing is said of how good forecasts are, which takes most of the time.
    """

    history: History
    routing: Routing
    launches: Sequence[Launch]
    today: date
    zone: tzinfo
    is_judged: bool = True

    def all(self, made: Collection[tuple[str, str]] = ()) -> Iterator[NightForecast]:
        """The forecasts of the line, of its queues and its languages, one after the other, but for those `made`."""
        if ("line", "") not in made:
            yield self._forecast("line", "", self._line)
        for queue in self.routing.queues:
            if ("queue", queue) not in made:
                yield self._forecast("queue", queue, self._counts("queue", queue, frozenset((queue,))))
        spoken = sorted({language for each in self.routing.queues.values() for language in each.languages})
        for language, counts in self._languages().items():
            if language in spoken and ("language", language) not in made:
                yield self._forecast("language", language, counts)

    def until(self) -> date:
        """The end of the forecasts: that of the next month, or four weeks if those end later."""
        month = (self.today.replace(day=1) + timedelta(days=63)).replace(day=1)
        return max(month, self.today + timedelta(days=28))

    def _counts(self, part: ForecastPart, key: str, queues: frozenset[str] | None) -> dict[datetime, PeriodCounts]:
        rows = self._rows(part, LEARNED_WEEKS, queues)
        return {row.starts_at: row.counts for row in rows if row.starts_at is not None and row.key == key}

    def _languages(self) -> dict[str, dict[datetime, PeriodCounts]]:
        found: dict[str, dict[datetime, PeriodCounts]] = {}
        for row in self._rows("language", LEARNED_WEEKS, None):
            if row.starts_at is not None:
                found.setdefault(row.key, {})[row.starts_at] = row.counts
        return found

    def _rows(self, by: ForecastPart, weeks: int, queues: frozenset[str] | None) -> list[HistoryRow]:
        since = self._midnight(self.today - timedelta(days=7 * weeks))
        until = self._midnight(self.today)
        return self.history.rows(by=by, grain="half_hour", since=since, until=until, queues=queues)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self.zone)

    def _forecast(self, part: ForecastPart, key: str, counts: Mapping[datetime, PeriodCounts]) -> NightForecast:
        calls = {at: calls_of(part, each) for at, each in counts.items()}
        series = series_of(calls, self.zone, until=self.today)
        special = self._special(part, key, calls)
        left_out = special.teach_nothing(series.days)
        model = fit(series, left_out) if series.days else None
        lately = self._lately(counts) if part == "queue" else PeriodCounts()
        subject = self._subject(part, key, lately, series, left_out)
        is_open = self._open(part, key)
        coming = list(days_from(self.today, (self.until() - self.today).days))
        if model is None:
            known = known_from(series, left_out | special.teach_nothing(coming), self.today)
            return NightForecast(subject=replace(subject, known_from=known), days=())
        days = (forecast_day(model, day, special=special.of(day), is_open=is_open) for day in coming)
        return NightForecast(subject=subject, days=tuple(days))

    def _subject(
        self, part: ForecastPart, key: str, lately: PeriodCounts, series: CallSeries, left_out: Collection[date]
    ) -> ForecastSubject:
        return ForecastSubject(
            part=part,
            key=key,
            made_on=self.today,
            errors=backtest(series, left_out) if self.is_judged else {},
            handling=handling_time(lately.handlings) if part == "queue" else None,
            patience=mean_patience(lately.waits) if part == "queue" else None,
            offered=lately.waits.offered,
        )

    def _lately(self, counts: Mapping[datetime, PeriodCounts]) -> PeriodCounts:
        since = self._midnight(self.today - timedelta(days=7 * RECENT_WEEKS))
        lively = (each for at, each in counts.items() if at >= since and each != _NOTHING)
        return sum(lively, start=_NOTHING)

    def _open(self, part: ForecastPart, key: str) -> Callable[[datetime], bool]:
        if part != "queue":
            return lambda _at: True
        is_open = open_hours(self.routing)
        return lambda at: is_open(key, at)

    def _special(self, part: ForecastPart, key: str, calls: Mapping[datetime, int]) -> SpecialDays:
        first = self.today - HOLIDAYS_BACK
        off = days_off(self.routing, key if part == "queue" else None, first, self.until())
        totals = self._totals(part, key) if any(day >= self.today for day in off) else {}
        weight = ratio(sum(calls.values()), self._line_calls) or 0.0
        return special_days(off, self.launches, totals, part=part, key=key, weight=weight)

    @cached_property
    def _line_calls(self) -> int:
        return sum(calls_of("line", each) for each in self._line.values())

    @cached_property
    def _line(self) -> dict[datetime, PeriodCounts]:
        return self._counts("line", "", None)

    def _totals(self, part: ForecastPart, key: str) -> dict[date, int]:
        """The calls of days back to the holidays of the year before."""
        queues = frozenset((key,)) if part == "queue" else None
        since, until = self._midnight(self.today - HOLIDAYS_BACK), self._midnight(self.today)
        rows = self.history.rows(by=part, grain="day", since=since, until=until, queues=queues)
        return {
            row.starts_at.astimezone(self.zone).date(): calls_of(part, row.counts)
            for row in rows
            if row.starts_at is not None and row.key == key
        }


def calls_of(part: ForecastPart, counts: PeriodCounts) -> int:
    """The calls that are forecast: those offered to a queue; those that rang, of the line and a language."""
    return counts.waits.offered if part == "queue" else counts.calls.calls
