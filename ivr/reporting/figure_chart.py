"""Charts of figures over time or by category, as places in a box that a template draws as SVG.

A chart works without scripts and in print. Each has a description in words, and rows for the table under it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from itertools import groupby, pairwise
from math import ceil, floor, log10

WIDTH, HEIGHT = 720.0, 220.0
"""The box of a chart over time, in units of the drawing."""
LEFT, RIGHT, TOP, BOTTOM = 52.0, 26.0, 10.0, 26.0
"""Margins for the labels of the axes."""
BAR, BAR_LABEL, BAR_VALUE = 22.0, 190.0, 64.0
"""Height of a bar's row, and the widths of its label and its value."""
MOST_LABELS, MOST_BARS = 9, 20
"""Limits of a readable axis; the table under the chart has every row."""
UNKNOWN = "n/a"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """The values of a figure in the order of the chart's labels; None means unknown and is drawn as a gap.

    `low` and `high` bound each value (an interval, a forecast's band); both empty without bounds. `is_compared` marks
    what the first series is compared with.
    """

    label: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    is_compared: bool = False

    @property
    def known(self) -> tuple[float, ...]:
        """All values and bounds that are known."""
        return tuple(value for value in (*self.values, *self.low, *self.high) if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBar:
    """A horizontal bar: places and lengths in the box; `bound` is the interval's ends, if it has one."""

    y: float
    height: float
    length: float
    series: int
    text: str
    bound: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)  # without slots, which would leave no place for `steps`
class FigureChart:
    """What all charts have: a title, a unit as in Kpi.unit ("%" takes shares of 1), labels, series and a target."""

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    target: float | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether any value is known."""
        return any(each.known for each in self.series)

    @cached_property
    def steps(self) -> tuple[float, ...]:
        """The values at the grid lines: round numbers from 0, or from below it if a value is negative."""
        known = [value for each in self.series for value in each.known]
        known.extend(() if self.target is None else (self.target,))
        most, least = max((*known, 0.0)), min((*known, 0.0))
        step = round_step((most - least) / 4, is_whole=self.unit == "" and most > 4)
        return tuple(step * at for at in range(floor(least / step), max(ceil(most / step - 1e-9), 1) + 1))

    @property
    def description(self) -> str:
        """The chart in words, for who does not see it."""
        return " ".join(self._told(each) for each in self.series) + self._target_told()

    def rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The rows of the table under it: a label, and the text of each series."""
        for at, label in enumerate(self.labels):
            yield label, tuple(self._cell(each, at) for each in self.series)

    def text(self, value: float | None) -> str:
        """A value as it is shown: 83 %, 12 s, n/a."""
        return value_text(value, self.unit)

    def _told(self, series: ChartSeries) -> str:
        known = [(value, label) for value, label in zip(series.values, self.labels, strict=True) if value is not None]
        if not known:
            return f"{series.label}: {UNKNOWN}."
        (least, first), (most, last) = min(known), max(known)
        return f"{series.label}: from {self.text(least)} ({first}) to {self.text(most)} ({last})."

    def _target_told(self) -> str:
        return "" if self.target is None else f" Target: {self.text(self.target)}."

    def _cell(self, series: ChartSeries, at: int) -> str:
        shown = self.text(series.values[at])
        low, high = (bound[at] if bound else None for bound in (series.low, series.high))
        return shown if low is None or high is None else f"{shown} ({self.text(low)} to {self.text(high)})"


@dataclass(frozen=True, kw_only=True)
class TimeChart(FigureChart):
    """Lines over time. `times` begin the periods, in the zone that they are shown in, one for each label."""

    times: tuple[datetime, ...]
    width: float = WIDTH
    height: float = HEIGHT

    def x(self, at: int) -> float:
        """The place of a period from the left."""
        first, last = self.times[0].timestamp(), self.times[-1].timestamp()
        done = (self.times[at].timestamp() - first) / (last - first) if last > first else 0.5
        return LEFT + (WIDTH - LEFT - RIGHT) * done

    def y(self, value: float) -> float:
        """The place of a value from the top."""
        least, most = self.steps[0], self.steps[-1]
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - least) / (most - least)

    def lines(self, series: ChartSeries) -> Iterator[str]:
        """The points of each line without a gap, as SVG writes them."""
        for run in _runs(series.values):
            if len(run) > 1:
                yield " ".join(self._point(at, series.values[at]) for at in run)

    def dots(self, series: ChartSeries) -> Iterator[tuple[float, float]]:
        """The places of values between two gaps, which make no line."""
        for run in _runs(series.values):
            if len(run) == 1:
                yield self.x(run[0]), self.y(series.values[run[0]] or 0.0)

    def areas(self, series: ChartSeries) -> Iterator[str]:
        """The outline of each band without a gap."""
        bounded = [None if None in pair else 1.0 for pair in zip(series.low, series.high, strict=True)]
        for run in _runs(bounded):
            above = [self._point(at, series.high[at]) for at in run]
            below = [self._point(at, series.low[at]) for at in reversed(run)]
            yield " ".join(above + below)

    def axis(self) -> Iterator[tuple[float, str]]:
        """The labels under the chart, with their places: at most nine, at round times."""
        for at, text in axis_labels(self.times):
            yield self.x(at), text

    def _point(self, at: int, value: float | None) -> str:
        return f"{self.x(at):.1f},{self.y(value or 0.0):.1f}"


@dataclass(frozen=True, kw_only=True)
class BarChart(FigureChart):
    """Horizontal bars by category, from the top, at most twenty; the table has every one."""

    width: float = WIDTH

    @property
    def shown(self) -> tuple[str, ...]:
        """The labels of the bars that are drawn."""
        return self.labels[:MOST_BARS]

    @property
    def height(self) -> float:
        """The height of the drawing."""
        return BAR * len(self.shown) + BOTTOM

    def x(self, value: float) -> float:
        """The place of a value from the left."""
        least, most = self.steps[0], self.steps[-1]
        return BAR_LABEL + (WIDTH - BAR_LABEL - BAR_VALUE) * (value - least) / (most - least)

    def label_y(self, at: int) -> float:
        """The base line of a label's text."""
        return BAR * at + BAR * 0.7

    def bars(self, at: int) -> Iterator[ChartBar]:
        """The bars of a category, one for each series with a value."""
        height = (BAR - 6) / max(len(self.series), 1)
        for number, series in enumerate(self.series):
            value = series.values[at]
            low, high = (bound[at] if bound else None for bound in (series.low, series.high))
            yield ChartBar(
                y=BAR * at + 3 + height * number,
                height=height - 1,
                length=0.0 if value is None else max(self.x(value) - self.x(0.0), 0.5),
                series=number,
                text=self.text(value),
                bound=None if low is None or high is None else (self.x(low), self.x(high)),
            )


def time_chart(
    title: str,
    times: Sequence[datetime],
    series: Sequence[ChartSeries],
    *,
    zone: tzinfo | None = None,
    unit: str = "",
    target: float | None = None,
) -> TimeChart:
    """Lines over time; `times` begin the periods, shown in a zone, by default as they are."""
    local = tuple(at.astimezone(zone) if zone else at for at in times)
    labels = tuple(_row_label(at, _gap(local)) for at in local)
    return TimeChart(title=title, unit=unit, labels=labels, series=tuple(series), target=target, times=local)


def value_text(value: float | None, unit: str) -> str:
    """A value with its unit: 83 %, 12 s, 4.3, n/a. `%` takes a share of 1."""
    if value is None:
        return UNKNOWN
    scaled = value * 100 if unit == "%" else value
    digits = 0 if scaled == round(scaled) or abs(scaled) >= 10 else 1
    return f"{scaled:,.{digits}f} {unit}".rstrip()


def round_step(least: float, *, is_whole: bool = False) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least so much; whole numbers if asked."""
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    steps = (1.0, 2.0, 5.0, 10.0) if is_whole and power <= 1 else (1.0, 2.0, 2.5, 5.0, 10.0)
    found = next(step * power for step in steps if step * power >= least * (1 - 1e-9))
    return max(found, 1.0) if is_whole else found


def axis_labels(times: Sequence[datetime]) -> Iterator[tuple[int, str]]:
    """The periods with a label on the axis, and its text: hours in a day, days in a season, months beyond."""
    span, known = times[-1] - times[0], list(enumerate(times))
    if span <= timedelta(hours=49):
        found = _spread([(at, f"{time:%H:%M}") for at, time in known if time.minute == 0] or _days(known))
    elif span <= timedelta(days=100):
        found = _spread(_days([(at, time) for at, time in known if (time.hour, time.minute) == (0, 0)] or known))
    else:
        found = _spread([(run[0][0], f"{run[0][1]:%b %Y}") for run in _months(known)])
    yield from found


def _days(known: list[tuple[int, datetime]]) -> list[tuple[int, str]]:
    return [(at, f"{time.day} {time:%b}") for at, time in known]


def _months(known: list[tuple[int, datetime]]) -> list[list[tuple[int, datetime]]]:
    return [list(run) for _, run in groupby(known, key=lambda each: (each[1].year, each[1].month))]


def _spread(labels: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """As many of the labels as fit, evenly."""
    return labels[:: ceil(len(labels) / MOST_LABELS) or 1]


def _gap(times: Sequence[datetime]) -> timedelta:
    """The shortest time between two periods; a day if there is one alone."""
    seconds = (then.timestamp() - at.timestamp() for at, then in pairwise(times))
    return timedelta(seconds=min(seconds, default=86400.0))


def _row_label(at: datetime, gap: timedelta) -> str:
    """A period's name in the table: with its hour and offset if periods are shorter than a day."""
    if gap < timedelta(hours=20):
        return f"{at:%a} {at.day} {at:%b %H:%M %Z}"
    return f"{at:%b %Y}" if gap >= timedelta(days=27) else f"{at:%a} {at.day} {at:%b %Y}"


def _runs(values: Sequence[float | None]) -> Iterator[list[int]]:
    """The places of values that follow each other without a gap."""
    for is_known, run in groupby(range(len(values)), key=lambda at: values[at] is not None):
        if is_known:
            yield list(run)
