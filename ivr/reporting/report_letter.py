"""A report of the history as text, for a letter, and as values, for a webhook."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from ivr.reporting.csv_table import csv_table
from ivr.reporting.figure_chart import UNKNOWN
from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import FigureRow, HistoryReport, change_text
from ivr.reporting.history_spans import HistoryPeriod
from ivr.reporting.history_table import SCHEMA_VERSION, Cell, figure_table
from ivr.reporting.kept_report import KeptReport
from ivr.reporting.mail import Attachment, Letter

MOST_LINES = 30
"""Rows in the text of a letter; its file has all."""
TOLD = ("offered", "answered", "service_level", "asa", "abandonment", "calls", "containment")
"""Figures in a line of the text after the chosen one."""


def report_letter(
    kept: KeptReport, report: HistoryReport, figures: Mapping[str, HistoryFigure], *, to: str, address: str
) -> Letter:
    """The letter to one recipient: figures in text, all of them as CSV, and the address of the page."""
    days = _days(report.question.period)
    table = csv_table(figure_table(report, "keys", figures).csv_rows())
    text = "\n".join([*_lines(kept, report, figures), "", f"All figures, with their formulas: {address}"])
    name = f"{report.question.by}-{report.question.period.since:%Y-%m-%d}.csv"
    return Letter((to,), f"{kept.name}: {days}", text, (Attachment(name, "text/csv", table.encode()),))


def report_body(
    kept: KeptReport, report: HistoryReport, figures: Mapping[str, HistoryFigure], at: datetime
) -> dict[str, object]:
    """The body of a webhook: the table of the letter's file, with what it is of."""
    table = figure_table(report, "keys", figures)
    asked = report.question
    return {
        "kind": "report",
        "report": kept.name,
        "schema_version": SCHEMA_VERSION,
        "at": at,
        "by": asked.by,
        "since": asked.period.since,
        "until": asked.period.until,
        "known_until": report.known_until,
        "heading": list(table.heading),
        "rows": [[_value(cell) for cell in row] for row in table.rows],
    }


def _value(cell: Cell) -> object:
    return cell


def _lines(kept: KeptReport, report: HistoryReport, figures: Mapping[str, HistoryFigure]) -> Iterator[str]:
    asked = report.question
    yield f"{kept.name}, {_days(asked.period)}"
    until = (
        UNKNOWN
        if report.known_until is None
        else f"{report.known_until.astimezone(asked.period.since.tzinfo):%Y-%m-%d %H:%M %Z}"
    )
    yield f"Counted until {until}."
    yield ""
    if not report.rows:
        yield "No calls in this time."
    shown = [asked.figure, *(key for key in TOLD if key in figures and key != asked.figure)]
    for row in report.rows[:MOST_LINES]:
        yield f"{row.title or 'All'}: {_told(row, shown, asked.figure)}"
    if len(report.rows) > 1:
        yield f"All: {_told(report.total, shown, asked.figure)}"
    if len(report.rows) > MOST_LINES:
        yield f"The first {MOST_LINES} of {len(report.rows)}; the file has all."
    if any(row.kpis[asked.figure].provisional for row in report.rows):
        yield "Provisional: callers have a week to ring again."


def _told(row: FigureRow, shown: list[str], chosen: str) -> str:
    texts = [f"{row.kpis[key].name} {row.kpis[key].text}" for key in shown]
    if row.compared is not None:
        change = change_text(row.kpis[chosen], row.compared)
        texts[0] += f" (before: {row.compared.text}{f', {change}' if change else ''})"
    return ", ".join(texts)


def _days(period: HistoryPeriod) -> str:
    first, last = f"{period.since:%Y-%m-%d}", f"{period.last_day:%Y-%m-%d}"
    return first if first == last else f"{first} to {last}"
