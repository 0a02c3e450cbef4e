"""A history of calls that were drawn, for pages and jobs that read one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.reporting.forecast_days import CallSeries, half_hours
from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import CallCounts, HandlingCounts, HistoryRow, PeriodCounts


@dataclass(frozen=True)
class PastCalls:
    """Implements ivr.reporting.period_counts.History for the series of queues, all in one language.

    `handling` is the seconds of each conversation; 0 if none is on record. `until` is the end of what is known.
    """

    queues: Mapping[str, CallSeries]
    until: datetime
    handling: int = 240
    language: str = "en-US"

    def known_until(self) -> datetime | None:
        return self.until

    def rows(self, *, by, grain, since, until, queues=None, vendors=None) -> list[HistoryRow]:
        """Rows of all calls before `until` of what is asked and of what is known."""
        found: dict[tuple[datetime, str], int] = {}
        for queue, series in self.queues.items():
            if queues is not None and queue not in queues:
                continue
            key = {"queue": queue, "language": self.language}.get(by, "")
            for day, calls in series.days.items():
                for at, count in zip(half_hours(day, series.zone), calls, strict=True):
                    if since <= at < min(until, self.until):
                        begins = half_hours(day, series.zone)[0] if grain == "day" else at
                        found[begins, key] = found.get((begins, key), 0) + count
        return [HistoryRow(starts_at=at, key=key, counts=self._counts(each)) for (at, key), each in found.items()]

    def _counts(self, calls: int) -> PeriodCounts:
        taken = calls if self.handling else 0
        return PeriodCounts(
            waits=Counts(offered=calls, answered=calls, within=calls),
            calls=CallCounts(calls=calls),
            handlings=HandlingCounts(handled=calls, timed=taken, talk=float(taken * self.handling)),
        )
