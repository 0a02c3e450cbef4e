"""The tables of the history for other programs: the same rows and figures as the page, unformatted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ivr.reporting.figure_chart import UNKNOWN
from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import HistoryReport
from ivr.reporting.kpis import Kpi
from ivr.reporting.period_counts import PeriodCounts

SCHEMA_VERSION = 1
"""The version of the columns, written into files that have a place for it."""
TableKind = Literal["keys", "times"]
"""A row for each key in the whole span, or for each period."""
Cell = str | float | datetime | None
"""None is an unknown figure."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with typed cells, before it becomes CSV, Parquet or JSON."""

    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv_rows(self) -> Iterator[Sequence[object]]:
        """The rows after their heading; times in ISO 8601, unknown as n/a."""
        yield self.heading
        for row in self.rows:
            yield [_written(cell) for cell in row]


class ParquetNotInstalled(Exception):
    """The package that writes Parquet is not installed. The message is for the user, with what to do."""


RAW: Mapping[str, Callable[[PeriodCounts], float]] = {
    "calls_begun": lambda its: its.calls.calls,
    "calls_ended": lambda its: its.calls.ended,
    "offered_count": lambda its: its.waits.offered,
    "answered_count": lambda its: its.waits.answered,
    "answered_in_target": lambda its: its.waits.within,
    "seconds_waited": lambda its: round(its.waits.waited, 1),
    "abandoned": lambda its: its.waits.abandoned,
    "short_abandoned": lambda its: its.waits.short,
    "abandoned_in_target": lambda its: its.waits.given_up,
    "flowed_out": lambda its: its.waits.flowed,
    "still_waiting": lambda its: its.waits.waiting,
    "handled": lambda its: its.handlings.handled,
    "seconds_talked": lambda its: round(its.handlings.talk, 1),
    "seconds_held": lambda its: round(its.handlings.hold, 1),
    "seconds_wrap_up": lambda its: round(its.handlings.wrap, 1),
    "scores": lambda its: its.survey.scored,
    "seconds_busy": lambda its: round(its.presence.busy, 1),
    "seconds_free": lambda its: round(its.presence.free, 1),
}
"""The raw counts of a table, from which its figures follow."""


def figure_table(report: HistoryReport, kind: TableKind, figures: Mapping[str, HistoryFigure]) -> FigureTable:
    """The rows of a report with their figures and the raw counts behind them. Shares are of 1, times in seconds."""
    shown = tuple(figures)
    if kind == "keys":
        heading = (report.question.by, "name", *shown, *RAW)
        rows = tuple((row.key, row.title, *_cells(row.kpis, shown), *_raw(row.counts)) for row in report.rows)
    else:
        heading = ("starts_at", "key", *shown, *RAW)
        key = report.question.key
        rows = tuple((row.starts_at, key, *_cells(row.kpis, shown), *_raw(row.counts)) for row in report.times)
    return FigureTable(heading, rows)


def _cells(kpis: Mapping[str, Kpi], shown: Sequence[str]) -> list[Cell]:
    return [kpis[key].value for key in shown]


def _raw(counts: PeriodCounts) -> list[Cell]:
    return [of(counts) for of in RAW.values()]


def _written(cell: Cell) -> object:
    if cell is None:
        return UNKNOWN
    return cell.isoformat() if isinstance(cell, datetime) else cell
