"""A past in memory, for rules that read the history: a list of half-hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import HistoryRow, PeriodCounts


@dataclass
class PastOfTests:
    """Implements History for one part, whose keys are queues."""

    zone: tzinfo
    kept: list[tuple[datetime, str, PeriodCounts]] = field(default_factory=list)

    def has(self, at: datetime, key: str, *, offered: int, within: int | None = None, abandoned: int = 0) -> None:
        """Callers of a half-hour; those not abandoned were answered, `within` of them in time."""
        answered = offered - abandoned
        waits = Counts(
            offered=offered, answered=answered, within=answered if within is None else within, abandoned=abandoned,
            waited=10.0 * answered,
        )  # fmt: skip
        self.kept.append((at, key, PeriodCounts(waits=waits)))

    def known_until(self) -> datetime | None:
        return max((at for at, _, _ in self.kept), default=None)

    def rows(self, *, by, grain, since, until, queues=None, vendors=None) -> list[HistoryRow]:
        found: dict[tuple[datetime | None, str], PeriodCounts] = {}
        for at, key, counts in self._within(since, until, queues):
            place = (self._start(at, grain), "" if by == "line" else key)
            found[place] = found.get(place, PeriodCounts()) + counts
        return [
            HistoryRow(starts_at=at, key=key, counts=counts) for (at, key), counts in sorted(found.items(), key=str)
        ]

    def _within(self, since, until, queues) -> Iterator[tuple[datetime, str, PeriodCounts]]:
        return (each for each in self.kept if since <= each[0] < until and (queues is None or each[1] in queues))

    def _start(self, at: datetime, grain: str) -> datetime | None:
        day = at.astimezone(self.zone).replace(hour=0, minute=0)
        return {"whole": None, "half_hour": at, "day": day}[grain]
