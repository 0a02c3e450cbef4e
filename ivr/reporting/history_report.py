"""What the history says to a question: rows by key, rows by period, and a comparison, all from raw counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from ivr.reporting.history_figures import FOLLOWED_DAYS, HistoryFigure, kpis_of
from ivr.reporting.history_spans import HistoryPeriod, PeriodGrain, beginnings, part_of, span_before, year_before
from ivr.reporting.kpis import Kpi
from ivr.reporting.period_counts import History, HistoryRow, Part, PeriodCounts

By = Literal["line", "vendor"] | Part
Compared = Literal["", "before", "year", "other"]
"""With nothing, with the span before, with the same weekdays a year ago, or with another key."""
MANY: tuple[By, ...] = ("agent", "disposition")
"""Parts with so many keys that all of them together are read from the line's own rows over time."""
ALL = ""
"""In place of a key: all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuestion:
    """What is asked. `key` limits it to one value of the part; `other` is the one that it is compared with.

    `queues` and `vendors` are those that may be seen; None for all.
    """

    by: By
    figure: str
    period: HistoryPeriod
    grain: PeriodGrain
    key: str = ALL
    other: str = ALL
    compared: Compared = ""
    sort: str = ""
    queues: frozenset[str] | None = None
    vendors: frozenset[str] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether some queues or vendors only may be seen."""
        return self.queues is not None or self.vendors is not None

    @property
    def earlier(self) -> HistoryPeriod | None:
        """The span that it is compared with."""
        spans = {"before": span_before, "year": year_before}
        return spans[self.compared](self.period) if self.compared in spans else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """The figures of a key in the whole span. `compared` is the chosen figure of the span before."""

    key: str
    title: str
    counts: PeriodCounts
    kpis: Mapping[str, Kpi]
    compared: Kpi | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """The figures of one period. `compared` is the chosen figure of the period beside it."""

    starts_at: datetime
    counts: PeriodCounts
    kpis: Mapping[str, Kpi]
    compared: Kpi | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReport:
    """The answer to a question. `total` is the sum of the rows; `lines` are the largest keys by period, if asked."""

    question: HistoryQuestion
    rows: tuple[FigureRow, ...]
    total: FigureRow
    times: tuple[TimeRow, ...]
    lines: Mapping[str, tuple[Kpi, ...]]
    known_until: datetime | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """Answers questions from the rolled-up history. `title` names a key of a part; `clock` is the shop's."""

    history: History
    figures: Mapping[str, HistoryFigure]
    title: Callable[[By, str], str]
    clock: Callable[[], datetime]

    def read(self, asked: HistoryQuestion) -> HistoryReport:
        """The report. A key that is asked for and has no calls has a row of unknown figures."""
        known = self._by_key(asked, asked.period)
        earlier = self._by_key(asked, asked.earlier) if asked.earlier else {}
        rows = [self._row(asked, key, counts, earlier.get(key)) for key, counts in known.items()]
        by_time = self._by_time(asked)
        return HistoryReport(
            question=asked,
            rows=tuple(self._sorted(asked, rows)),
            total=self._row(asked, ALL, _summed(known.values()), _summed(earlier.values()) if earlier else None),
            times=self._times(asked, by_time),
            lines=self._lines(asked, rows, by_time),
            known_until=self.history.known_until(),
            is_over=asked.period.until <= self.clock(),
        )

    def _rows(
        self, asked: HistoryQuestion, period: HistoryPeriod, grain: PeriodGrain | Literal["whole"]
    ) -> list[HistoryRow]:
        is_over_time = grain != "whole" and asked.by in MANY and not asked.key
        found = self.history.rows(
            by="line" if is_over_time else asked.by,
            grain=grain,
            since=period.since,
            until=period.until,
            queues=asked.queues,
            vendors=asked.vendors,
        )
        return [row for row in found if row.counts != PeriodCounts()]

    def _by_key(self, asked: HistoryQuestion, period: HistoryPeriod) -> dict[str, PeriodCounts]:
        wanted = {asked.key, asked.other} if asked.key and asked.compared == "other" else {asked.key}
        found = {row.key: row.counts for row in self._rows(asked, period, "whole")}
        if asked.key:
            return {key: found.get(key, PeriodCounts()) for key in sorted(wanted - {ALL})}
        return found

    def _by_time(self, asked: HistoryQuestion) -> dict[str, dict[datetime, PeriodCounts]]:
        """The counts by key and period, of the span itself."""
        return _by_key_and_time(self._rows(asked, asked.period, asked.grain))

    def _times(
        self, asked: HistoryQuestion, by_time: Mapping[str, Mapping[datetime, PeriodCounts]]
    ) -> tuple[TimeRow, ...]:
        """A row for each period that has begun; beside it the same place in the span before, or another key."""
        now = self.clock()
        begun = beginnings(asked.period, asked.grain, now=now)
        of_key = _of_key(by_time, asked.key)
        compared = self._compared(asked, by_time, len(begun))
        return tuple(
            TimeRow(
                starts_at=at,
                counts=(counts := _at(of_key, at)),
                kpis=self._kpis(counts, part_of(at, asked.grain).until),
                compared=beside,
            )
            for at, beside in zip(begun, compared, strict=True)
        )

    def _compared(
        self, asked: HistoryQuestion, by_time: Mapping[str, Mapping[datetime, PeriodCounts]], length: int
    ) -> Sequence[Kpi | None]:
        of = self.figures[asked.figure].of
        now = self.clock()
        if asked.compared == "other" and asked.other:
            other = _of_key(by_time, asked.other)
            return [of(_at(other, at)) for at in beginnings(asked.period, asked.grain, now=now)]
        if asked.earlier is None:
            return [None] * length
        earlier = _of_key(_by_key_and_time(self._rows(asked, asked.earlier, asked.grain)), asked.key)
        places = beginnings(asked.earlier, asked.grain, now=now)
        found: list[Kpi | None] = [of(_at(earlier, at)) for at in places[:length]]
        return found + [None] * (length - len(found))

    def _lines(
        self,
        asked: HistoryQuestion,
        rows: Sequence[FigureRow],
        by_time: Mapping[str, Mapping[datetime, PeriodCounts]],
        most: int = 5,
    ) -> dict[str, tuple[Kpi, ...]]:
        """The chosen figure by period of the largest keys, where no key is chosen."""
        if asked.key or asked.compared or asked.by in ("line", *MANY) or len(rows) < 2:
            return {}
        largest = sorted(rows, key=lambda row: -_volume(row.counts))[:most]
        begun, of = beginnings(asked.period, asked.grain, now=self.clock()), self.figures[asked.figure].of
        return {row.key: tuple(of(_at(by_time.get(row.key, {}), at)) for at in begun) for row in largest}

    def _row(self, asked: HistoryQuestion, key: str, counts: PeriodCounts, earlier: PeriodCounts | None) -> FigureRow:
        title = self.title(asked.by, key)
        compared = self.figures[asked.figure].of(earlier) if earlier else None
        kpis = self._kpis(counts, asked.period.until)
        return FigureRow(key=key, title=title, counts=counts, kpis=kpis, compared=compared)

    def _kpis(self, counts: PeriodCounts, until: datetime) -> dict[str, Kpi]:
        """Every figure; figures that wait for callers to ring again are provisional for a week."""
        waits, found = is_provisional(until, self.clock()), kpis_of(counts, self.figures)
        return {key: replace(kpi, provisional=kpi.provisional and waits) for key, kpi in found.items()}

    def _sorted(self, asked: HistoryQuestion, rows: Sequence[FigureRow]) -> list[FigureRow]:
        """Worst first by the chosen column, largest first where nothing is bad; unknown last."""
        column = asked.sort or asked.figure
        if column == "name":
            return sorted(rows, key=lambda row: row.title.casefold())
        is_low = self.figures[column].worse == "low"

        def place(row: FigureRow) -> tuple[bool, float, str]:
            value = row.kpis[column].value
            return value is None, (value or 0.0) * (1 if is_low else -1), row.title

        return sorted(rows, key=place)


def change_text(now: Kpi, then: Kpi | None) -> str:
    """How a figure differs from what it is compared with: "+4 points" of a share, "+12 %" of others; "" if unknown."""
    if then is None or now.value is None or then.value is None:
        return ""
    if now.unit == "%":
        return f"{100 * (now.value - then.value):+.0f} points"
    return f"{100 * (now.value / then.value - 1):+.0f} %" if then.value else ""


def is_provisional(until: datetime, now: datetime) -> bool:
    """Whether callers of a time that ends then may still ring again."""
    return until + timedelta(days=FOLLOWED_DAYS) > now


def is_known_by(figure: HistoryFigure, by: By, *, is_limited: bool) -> bool:
    """Whether the history can tell a figure by a part.

    Calls belong to no queue, vendor, agent or disposition; nor are they told to who sees some queues only. Presence is
    known of agents and of the whole line.
    """
    if figure.kind == "presence":
        return by in ("line", "agent") and not is_limited
    belongs = by in ("queue", "vendor", "agent", "disposition") or is_limited
    return not (figure.kind == "calls" and belongs)


def _by_key_and_time(rows: Sequence[HistoryRow]) -> dict[str, dict[datetime, PeriodCounts]]:
    found: dict[str, dict[datetime, PeriodCounts]] = {}
    for row in rows:
        if row.starts_at is not None:
            found.setdefault(row.key, {})[row.starts_at.astimezone(UTC)] = row.counts
    return found


def _at(counts: Mapping[datetime, PeriodCounts], at: datetime) -> PeriodCounts:
    """The counts of a period by its beginning, in UTC: local times of a repeated hour equal no others."""
    return counts.get(at.astimezone(UTC), PeriodCounts())


def _of_key(by_time: Mapping[str, Mapping[datetime, PeriodCounts]], key: str) -> Mapping[datetime, PeriodCounts]:
    """The counts of a key by period; of all keys together without one."""
    if key:
        return by_time.get(key, {})
    together: dict[datetime, PeriodCounts] = {}
    for its in by_time.values():
        for at, counts in its.items():
            together[at] = together[at] + counts if at in together else counts
    return together


def _summed(counts: Iterable[PeriodCounts]) -> PeriodCounts:
    return sum(counts, PeriodCounts())


def _volume(counts: PeriodCounts) -> int:
    return max(counts.waits.offered, counts.calls.calls, counts.handlings.handled)
