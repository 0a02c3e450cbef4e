"""The results of the survey after the agent, by queue, vendor, agent, issue or language.

Whoever is bound to queues or to a vendor sees only their answers. Agents do not see this page: a score names the call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request

from ivr.console.history.key_titles import KeyTitles
from ivr.console.history.reading import seen_by
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.responses import csv_file
from ivr.console.roles import HISTORY_READERS
from ivr.console.session import me
from ivr.console.typed_times import day_typed
from ivr.reporting.board import IN_HOUSE
from ivr.reporting.period_counts import SurveyCounts
from ivr.reporting.survey_results import FEWEST, SurveyFigures, SurveyPart, survey_figures

PARTS: Mapping[SurveyPart, str] = {
    "queue": "queue",
    "vendor": "vendor",
    "agent": "agent",
    "issue": "issue",
    "language": "language",
}
"""The parts to choose from, with their words."""
SPANS: Mapping[str, int] = {"7": 7, "28": 28, "91": 91, "365": 365}
"""Lengths of a span in days."""
USUAL_SPAN = 28
MOST_ROWS = 200
"""Rows of the page; the file has all."""
HEADING = (
    "part", "key", "name", "asked", "answered", "response_rate", "scores", "satisfied_share", "satisfied_low",
    "satisfied_high", "mean", "mean_low", "mean_high", "solved_answers", "solved_share", "solved_low", "solved_high",
    "since", "until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SurveySpan:
    """The days up to `day`, whose beginning this is on the shop's clock, and the part by which answers are shown."""

    day: datetime
    days: int
    by: SurveyPart

    @property
    def since(self) -> datetime:
        """The beginning of the first day."""
        return self.day - timedelta(days=self.days - 1)

    @property
    def until(self) -> datetime:
        """The end of the last day."""
        return self.day + timedelta(days=1)

    @property
    def fields(self) -> dict[str, str]:
        """The span as an address holds it."""
        return {"day": f"{self.day:%Y-%m-%d}", "span": str(self.days), "by": self.by}


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """The answers of one key."""

    key: str
    title: str
    counts: SurveyCounts
    figures: SurveyFigures


class SurveyPages(PageGroup):
    """The page, and its file."""

    @page(
        "/survey-results",
        roles=HISTORY_READERS,
        nav=Nav("Survey after the agent", 40, group="figures"),
        template="survey_results/survey_results.html",
    )
    def survey_results(self) -> Facts:
        """The figures of all that the user may see, and by key."""
        span = self._span()
        rows = self._rows(span)
        whole = sum((row.counts for row in rows), SurveyCounts())
        asks = any(queue.agent_survey for queue in self.ports.in_force().queues.values())
        return {
            "span": span,
            "spans": SPANS,
            "by": PARTS,
            "rows": rows[:MOST_ROWS],
            "more": len(rows) - MOST_ROWS,
            "whole": SurveyRow("", "", whole, survey_figures(whole)),
            "fewest": FEWEST,
            "today": f"{self.ports.clock():%Y-%m-%d}",
            "is_asked": asks,
        }

    @page("/survey-results.csv", roles=HISTORY_READERS)
    def survey_file(self) -> Response:
        """All rows, for other programs; what is unknown, or of too few answers, is empty."""
        span = self._span()
        return csv_file(f"survey-{span.by}.csv", [HEADING, *(list(_cells(row, span)) for row in self._rows(span))])

    def _span(self) -> SurveySpan:
        now = self.ports.clock()
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        day = day_typed(request.args.get("day", ""), now.tzinfo) or today
        by: SurveyPart = next((each for each in PARTS if each == request.args.get("by")), "queue")
        return SurveySpan(min(day, today), SPANS.get(request.args.get("span", ""), USUAL_SPAN), by)

    def _rows(self, span: SurveySpan) -> list[SurveyRow]:
        """The rows, those with the most answers first."""
        queues, vendors = seen_by(me(), self.ports)
        found = self.ports.survey_results.by(
            span.by, since=span.since, until=span.until, queues=queues, vendors=vendors
        )
        titles = KeyTitles(self.ports.in_force(), lambda: {each.id: each.name for each in self.ports.agents.all()})
        rows = [SurveyRow(key, _title(titles, span.by, key), counts, survey_figures(counts)) for key, counts in found]
        return sorted(rows, key=lambda row: (-row.counts.scored, row.title.casefold()))


def _title(titles: KeyTitles, by: SurveyPart, key: str) -> str:
    return titles.title(by, key or IN_HOUSE) if by == "vendor" else titles.title(by, key)


def _cells(row: SurveyRow, span: SurveySpan) -> Iterator[object]:
    counts, figures = row.counts, row.figures
    yield from (span.by, row.key, row.title, counts.asked, counts.scored, _cell(figures.response.value))
    for n, figure in ((counts.scored, figures.satisfied), (None, figures.mean), (counts.solved_asked, figures.solved)):
        if n is not None:
            yield n
        value = figure.kpi.value if figure.low is not None else None
        yield from map(_cell, (value, figure.low, figure.high))
    yield from (f"{span.since:%Y-%m-%d}", f"{span.day:%Y-%m-%d}")


def _cell(value: float | None) -> object:
    return "" if value is None else round(value, 4)
