"""Why a day was bad: each figure beside the same weekday of the weeks before, the most unusual first.

A difference counts in units of what is usual: the spread of the weeks before (the median distance from their median,
scaled as for a normal distribution), or the error that chance alone gives a figure of so few calls, whichever is
larger. Medians, so that one holiday among the weeks before does not hide or make a difference.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import By
from ivr.reporting.history_spans import HistoryPeriod, beginnings
from ivr.reporting.kpis import Counts, Kpi
from ivr.reporting.period_counts import History, HistoryRow, PeriodCounts

WEEKS = 8
"""How many weeks before a day are looked at."""
FEWEST_WEEKS = 3
"""Weeks that must have a figure before it is called usual."""
UNUSUAL = 3.0
"""From how many units on a difference is told of."""
MOST = 20
NORMAL = 1.4826
"""The standard deviation of a normal distribution by its median distance from the median."""
PARTS: tuple[By, ...] = ("line", "queue", "vendor", "number", "issue")
COMPARED = (
    *("calls", "offered", "service_level", "asa", "abandonment", "flow_outs", "aht", "transfers_back"),
    *("containment", "gave_up"),
)
"""The figures that are compared: those that are final the next morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDifference:
    """A figure of a day that differs from the weeks before. `units` is by how much; `is_worse` None: neither."""

    by: By
    key: str
    title: str
    kpi: Kpi
    usual: Kpi
    low: Kpi
    high: Kpi
    weeks: int
    units: float
    is_worse: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHourCompared:
    """A half-hour of the day, and the usual of the weeks before. `late` were not answered in time."""

    starts_at: datetime
    counts: Counts
    late: int
    usual_offered: float | None
    usual_late: float | None
    low: float | None
    high: float | None
    """The fewest and the most calls offered in the weeks before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCompared:
    """A day beside its weeks before."""

    day: datetime
    whole: PeriodCounts
    differences: tuple[DayDifference, ...]
    half_hours: tuple[HalfHourCompared, ...]
    weeks: int

    @property
    def of_line(self) -> list[DayDifference]:
        """The differences of the whole line, the furthest first."""
        return [each for each in self.differences if each.by == "line"]

    @property
    def worst(self) -> list[HalfHourCompared]:
        """The half-hours with the most callers beyond the usual who were not answered in time, five at most."""
        more = [each for each in self.half_hours if each.late > (each.usual_late or 0.0)]
        return sorted(more, key=lambda each: (each.usual_late or 0.0) - each.late)[:5]


@dataclass(frozen=True, slots=True)
class DayReader:
    """Compares days. `title` names a key of a part; `is_known` says whether a figure is known by a part."""

    history: History
    figures: Mapping[str, HistoryFigure]
    title: Callable[[By, str], str]
    is_known: Callable[[HistoryFigure, By], bool]
    queues: frozenset[str] | None = None
    vendors: frozenset[str] | None = None

    def read(self, day: datetime) -> DayCompared:
        """A day, by its midnight on the shop's clock, beside the same weekday of the weeks before."""
        found, whole, weeks = list[DayDifference](), PeriodCounts(), 0
        for by in PARTS:
            of_key = self._of_key(by, day)
            for key, counts in of_key.items():
                found += self._differences(by, key, counts)
            if by == "line" and of_key:
                its = of_key[""]
                whole, weeks = its[0] or PeriodCounts(), sum(each is not None for each in its[1:])
        found.sort(key=lambda each: (each.by != "line", -each.units))
        return DayCompared(
            day=day,
            whole=whole,
            differences=tuple(found[:MOST]),
            half_hours=tuple(self._half_hours(day)),
            weeks=weeks,
        )

    def _of_key(self, by: By, day: datetime) -> dict[str, list[PeriodCounts | None]]:
        """The counts of the day and of each week before it, by key; None where there were none."""
        found: dict[str, list[PeriodCounts | None]] = {}
        for row in self._rows(by, "day", day):
            place = _weeks_before(row.starts_at, day)
            if place is not None and row.counts != PeriodCounts():
                found.setdefault(row.key, [None] * (WEEKS + 1))[place] = row.counts
        return found

    def _rows(self, by: By, grain: str, day: datetime) -> list[HistoryRow]:
        return self.history.rows(
            by=by,
            grain="day" if grain == "day" else "half_hour",
            since=day - timedelta(weeks=WEEKS),
            until=day + timedelta(days=1),
            queues=self.queues,
            vendors=self.vendors,
        )

    def _differences(self, by: By, key: str, counts: Sequence[PeriodCounts | None]) -> list[DayDifference]:
        known = (self.figures[name] for name in COMPARED)
        made = (self._difference(by, key, counts, figure) for figure in known if self.is_known(figure, by))
        return [each for each in made if each]

    def _difference(
        self, by: By, key: str, counts: Sequence[PeriodCounts | None], figure: HistoryFigure
    ) -> DayDifference | None:
        now = figure.of(counts[0] or PeriodCounts())
        before = [figure.of(each).value for each in counts[1:] if each]
        values = sorted(value for value in before if value is not None)
        if now.value is None or len(values) < FEWEST_WEEKS:
            return None
        usual = median(values)
        chance = _chance(usual, now.unit, _size(counts[0] or PeriodCounts(), figure.kind))
        units = abs(now.value - usual) / max(_spread(values), chance)
        if units < UNUSUAL:
            return None
        is_more = now.value > usual
        return DayDifference(
            by=by,
            key=key,
            title=self.title(by, key) if by != "line" else "The whole line",
            kpi=now,
            usual=replace(now, value=usual),
            low=replace(now, value=values[0]),
            high=replace(now, value=values[-1]),
            weeks=len(values),
            units=units,
            is_worse=None if figure.worse == "neither" else is_more == (figure.worse == "high"),
        )

    def _half_hours(self, day: datetime) -> list[HalfHourCompared]:
        rows = self._rows("line", "half_hour", day)
        by_time = {row.starts_at.timestamp(): row.counts.waits for row in rows if row.starts_at}
        weeks = {_weeks_before(row.starts_at, day) for row in rows} - {None, 0}
        made = [_half_hour(at, by_time, weeks) for at in _half_hours_of(day)]
        busy = [place for place, each in enumerate(made) if each.counts != Counts() or each.high]
        return made[busy[0] : busy[-1] + 1] if busy else []


def _weeks_before(at: datetime | None, day: datetime) -> int | None:
    """How many weeks before a day another one is, by the calendar; None for other weekdays."""
    if at is None:
        return None
    days = (day.date() - at.astimezone(day.tzinfo).date()).days
    return days // 7 if days % 7 == 0 and 0 <= days <= 7 * WEEKS else None


def _spread(values: Sequence[float]) -> float:
    usual = median(values)
    return NORMAL * median(abs(value - usual) for value in values)


def _size(counts: PeriodCounts, kind: str) -> int:
    """The number of calls behind a figure."""
    sizes = {"waits": counts.waits.offered, "calls": counts.calls.calls, "handlings": counts.handlings.handled}
    return max(sizes.get(kind, 0), 1)


def _chance(usual: float, unit: str, size: int) -> float:
    """The error that chance gives a figure: of a share, of an average (as large as itself), or of a count."""
    if unit == "%":
        share = min(max(usual, 0.5 / size), 1 - 0.5 / size)
        return sqrt(share * (1 - share) / size)
    return max(usual, 1.0) / sqrt(size) if unit else sqrt(max(usual, 1.0))


def _half_hours_of(day: datetime) -> Sequence[datetime]:
    after = day + timedelta(days=1)
    return beginnings(HistoryPeriod(day, after), "half_hour", now=after)


def _half_hour(at: datetime, by_time: Mapping[float, Counts], weeks: Iterable[int | None]) -> HalfHourCompared:
    """A half-hour beside those of the same time of day in the weeks before that have calls, by the calendar."""
    known = [by_time.get((at - timedelta(weeks=week)).timestamp(), Counts()) for week in weeks if week]
    offered = [each.offered for each in known]
    counts = by_time.get(at.timestamp(), Counts())
    return HalfHourCompared(
        starts_at=at,
        counts=counts,
        late=_late(counts),
        usual_offered=median(offered) if offered else None,
        usual_late=median(map(_late, known)) if known else None,
        low=min(offered, default=None),
        high=max(offered, default=None),
    )


def _late(counts: Counts) -> int:
    """Callers who were not answered in time, without those who hung up at once."""
    return counts.answered - counts.within + counts.abandoned - counts.short
