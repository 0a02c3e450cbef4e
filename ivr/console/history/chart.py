"""The chart of a report."""

from ivr.reporting.figure_chart import ChartSeries, TimeChart, time_chart
from ivr.reporting.history_report import HistoryReader, HistoryReport
from ivr.reporting.kpis import Kpi

COMPARED_WORDS = {"before": "the span before", "year": "a year ago"}


def history_chart(report: HistoryReport, reader: HistoryReader, label: str) -> TimeChart:
    """The chosen figure over time: of all or of one key, and of what it is compared with; else of the largest keys."""
    asked = report.question
    kpis = [row.kpis[asked.figure] for row in report.times]
    name = report.rows[0].title if asked.key and len(report.rows) == 1 else ""
    name = reader.title(asked.by, asked.key) if asked.key else name or "all"
    series = [ChartSeries(label=name, values=_values(kpis))]
    if asked.compared and any(row.compared for row in report.times):
        beside = COMPARED_WORDS.get(asked.compared) or reader.title(asked.by, asked.other)
        values = tuple(row.compared.value if row.compared else None for row in report.times)
        series.append(ChartSeries(label=beside, values=values, is_compared=True))
    series += [ChartSeries(label=reader.title(asked.by, key), values=_values(its)) for key, its in report.lines.items()]
    unit = reader.figures[asked.figure].of(report.total.counts).unit
    return time_chart(label, [row.starts_at for row in report.times], series, unit=unit)


def _values(kpis: list[Kpi] | tuple[Kpi, ...]) -> tuple[float | None, ...]:
    return tuple(kpi.value for kpi in kpis)
