"""The history of the line, as people ask for it: by what, over which days, against what, in which figure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from ivr.console.history.chart import history_chart
from ivr.console.history.history_form import COMPARED, HistoryForm, grain_words, history_form
from ivr.console.history.key_titles import BY, KeyTitles
from ivr.console.history.reading import history_reader, seen_by
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.responses import csv_file, refusal
from ivr.console.roles import HISTORY_READERS
from ivr.console.session import me
from ivr.reporting.history_figures import HistoryFigure, history_figures
from ivr.reporting.history_report import HistoryQuestion, HistoryReader, HistoryReport, change_text, is_known_by
from ivr.reporting.history_spans import SPANS, PeriodGrain, part_of
from ivr.reporting.history_table import FigureTable, ParquetNotInstalled, TableKind, figure_table
from ivr.reporting.period_counts import PeriodCounts

MOST_ROWS = 100
"""Rows of a table on a page; its file has all."""
SEARCHED = {
    "queue": "queue", "vendor": "vendor", "number": "dialled", "agent": "agent", "language": "language",
    "issue": "issue", "disposition": "disposition",
}  # fmt: skip
"""The field of the search for calls that each part is looked for by."""


class HistoryPages(PageGroup):
    """The page, and its tables as files."""

    @cached_property
    def _figures(self) -> dict[str, HistoryFigure]:
        return history_figures(self.ports.service_level_rule)

    @page("/history", roles=HISTORY_READERS, nav=Nav("History", 10, group="figures"), template="history/history.html")
    def history(self) -> Facts:
        """A chart, a table by key and a table by period."""
        form, reader = self._form(), self._reader()
        report = reader.read(form.question)
        shown, label = self._shown(form), self._labels[form.question.figure]
        return {
            "form": form,
            "asked": form.question,
            "report": report,
            "rows": report.rows[:MOST_ROWS],
            "shown": {key: self._labels[key] for key in shown},
            "chart": history_chart(report, reader, f"{label} by {form.question.grain.replace('_', '-')}"),
            "link": _Links(form),
            "search_for": _search_for(form),
            "change": change_text,
            "keys": self._keys(form, report, reader),
            "choices": self._choices(form),
            "followed": [kpi for kpi in report.total.kpis.values() if kpi.provisional],
        }

    @page("/history.csv", roles=HISTORY_READERS)
    def history_file(self) -> Response:
        """The table by key, or with `table=times` by period, for other programs."""
        name, table = self._table()
        return csv_file(f"{name}.csv", table.csv_rows())

    @page("/history.parquet", roles=HISTORY_READERS)
    def history_parquet(self) -> ResponseReturnValue:
        """The same table as a Parquet file, where pyarrow is installed."""
        name, table = self._table()
        try:
            body = self.ports.parquet(table)
        except ParquetNotInstalled as error:
            return refusal(404, "Parquet is not installed", str(error))
        headers = {"Content-Disposition": f'attachment; filename="{name}.parquet"'}
        return Response(body, content_type="application/vnd.apache.parquet", headers=headers)

    def _table(self) -> tuple[str, FigureTable]:
        """The table that is asked for, and a name for its file."""
        form = self._form()
        kind: TableKind = "times" if request.args.get("table") == "times" else "keys"
        figures = {key: self._figures[key] for key in self._shown(form)}
        table = figure_table(self._reader().read(form.question), kind, figures)
        return f"history-{form.question.by}-{kind}", table

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {key: figure.of(PeriodCounts()).name for key, figure in self._figures.items()}

    def _form(self) -> HistoryForm:
        queues, vendors = seen_by(me(), self.ports)
        return history_form(request.args, now=self.ports.clock(), figures=self._figures, queues=queues, vendors=vendors)

    def _reader(self) -> HistoryReader:
        return history_reader(self.ports, self._figures)

    def _shown(self, form: HistoryForm) -> list[str]:
        """The figures that are known by the chosen part, the chosen one first."""
        known = self._known(form.question)
        chosen = form.question.figure
        return sorted(known, key=lambda key: key != chosen) if chosen in known else known

    def _known(self, asked: HistoryQuestion) -> list[str]:
        return [
            key for key, figure in self._figures.items() if is_known_by(figure, asked.by, is_limited=asked.is_limited)
        ]

    def _choices(self, form: HistoryForm) -> dict[str, Mapping[Any, str]]:
        known = self._known(form.question)
        return {
            "span": SPANS,
            "by": BY,
            "grain": grain_words(form.question.period),
            "figure": {key: self._labels[key] for key in known},
            "compare": COMPARED,
        }

    def _keys(self, form: HistoryForm, report: HistoryReport, reader: HistoryReader) -> dict[str, str]:
        """The keys to choose from: those with calls, and the chosen ones."""
        asked = form.question
        if asked.by == "line":
            return {}
        chosen = [key for key in (asked.key, asked.other) if key]
        known = {key: reader.title(asked.by, key) for key in chosen} | {row.key: row.title for row in report.rows}
        if asked.by in ("queue", "vendor"):
            names = KeyTitles(self.ports.in_force(), dict).known(asked.by)
            seen = asked.queues if asked.by == "queue" else asked.vendors
            known |= {key: name for key, name in names.items() if seen is None or key in seen}
        return dict(sorted(known.items(), key=lambda each: each[1].casefold())[:300])


FINER: Mapping[PeriodGrain, PeriodGrain] = {"month": "day", "week": "day", "day": "half_hour", "half_hour": "half_hour"}


def _search_for(form: HistoryForm) -> Callable[[str], dict[str, str]]:
    """The fields of the search for the calls of a key, in the days of the form."""
    asked = form.question
    days = {"span": "between", "since": f"{asked.period.since:%Y-%m-%d}", "until": f"{asked.period.last_day:%Y-%m-%d}"}

    def fields(key: str) -> dict[str, str]:
        name = SEARCHED.get(asked.by, "")
        return {**days, name: key} if name and key else days

    return fields


class _Links:
    """The addresses of the same page with other fields."""

    def __init__(self, form: HistoryForm) -> None:
        self._form = form

    def __call__(self, **changed: str) -> dict[str, str]:
        """The fields with some changed; an empty one is left out."""
        return {name: value for name, value in ({**self._form.fields, **changed}).items() if value}

    def within(self, at: datetime) -> dict[str, str]:
        """The fields that show a period in its parts."""
        grain = self._form.question.grain
        part = part_of(at, grain)
        days = {"since": f"{part.since:%Y-%m-%d}", "until": f"{part.last_day:%Y-%m-%d}"}
        return self(span="between", grain=FINER[grain], compare="", **days)
