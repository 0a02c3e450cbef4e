"""The API of figures: the history by queue, vendor and so on, as the console shows it. No answer has personal data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, request
from pydantic import Field as Bounds

from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import By, is_known_by, is_provisional
from ivr.reporting.history_spans import LONGEST, HistoryPeriod, part_of, period_of
from ivr.reporting.history_table import RAW, SCHEMA_VERSION
from ivr.reporting.period_counts import History, HistoryRow
from ivr.web.api.answers import json_answer
from ivr.web.api.problem_documents import UnreadableRequest, handle
from ivr.web.api.request_bodies import Body, Moment, Name, read_body
from ivr.web.api.tokens import TokenBook

FIGURES = "/api/v1/figures"
MOST_ROWS_READ = 20_000
"""Rows in an answer."""


class FigureFilter(Body):
    """Which figures. `since` and `until` are the first and the last day, by default the last 28 days.

    `each` is the length of periods, or `whole` for one row a key. `key` limits the answer to one key.
    """

    since: Moment | None = None
    until: Moment | None = None
    by: By = "queue"
    each: Literal["whole", "half_hour", "day", "week", "month"] = "whole"
    key: Annotated[Name, Bounds(description="A queue, vendor and so on by its key, as answers have it.")] = ""


@dataclass(frozen=True, slots=True)
class FiguresApi:
    """The dependencies of the API. `titles` gives what names a key of a part now; `clock` is the shop's."""

    history: History
    figures: Mapping[str, HistoryFigure]
    titles: Callable[[], Callable[[By, str], str]]
    clock: Callable[[], datetime]
    tokens: TokenBook

    def answer(self, wanted: FigureFilter) -> Mapping[str, Any]:
        """The rows as JSON values. Raises UnreadableRequest."""
        period = self._period(wanted)
        found = self.history.rows(by=wanted.by, grain=wanted.each, since=period.since, until=period.until)
        title, rows = self.titles(), [row for row in found if wanted.key in ("", row.key)]
        if len(rows) > MOST_ROWS_READ:
            raise UnreadableRequest(f"more than {MOST_ROWS_READ} rows: ask for fewer days, or longer periods in `each`")
        return {
            "schema_version": SCHEMA_VERSION,
            "by": wanted.by,
            "each": wanted.each,
            "since": period.since,
            "until": period.until,
            "known_until": self.history.known_until(),
            "rows": [self._row(row, wanted, period, title) for row in rows],
        }

    def _row(
        self, row: HistoryRow, wanted: FigureFilter, period: HistoryPeriod, title: Callable[[By, str], str]
    ) -> Mapping[str, Any]:
        known = {
            key: figure.of(row.counts)
            for key, figure in self.figures.items()
            if is_known_by(figure, wanted.by, is_limited=False)
        }
        until = period.until
        if row.starts_at is not None and wanted.each != "whole":
            until = part_of(row.starts_at.astimezone(self.clock().tzinfo), wanted.each).until
        return {
            "key": row.key,
            "name": title(wanted.by, row.key),
            "starts_at": row.starts_at,
            "figures": {key: kpi.value for key, kpi in known.items()},
            "provisional": [
                key for key, kpi in known.items() if kpi.provisional and is_provisional(until, self.clock())
            ],
            "counts": {name: of(row.counts) for name, of in RAW.items()},
        }

    def _period(self, wanted: FigureFilter) -> HistoryPeriod:
        usual = period_of("last_28_days", self.clock())
        since = usual.since if wanted.since is None else self._midnight(wanted.since)
        until = usual.until if wanted.until is None else self._midnight(wanted.until) + timedelta(days=1)
        found = HistoryPeriod(since, until)
        longest = LONGEST["month" if wanted.each == "whole" else wanted.each]
        if not 0 < found.days <= longest:
            raise UnreadableRequest(f"until is a day that is not before since, and {longest} days after it at most")
        return found

    def _midnight(self, at: datetime) -> datetime:
        """The beginning of the day of a time, on the shop's clock."""
        zone = self.clock().tzinfo
        here = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0)


def figures_api(line: FiguresApi) -> Blueprint:
    """The route /api/v1/figures, with the scope `figures:read`."""
    blueprint = Blueprint("figures_api", __name__)
    handle(blueprint)

    @blueprint.get(FIGURES)
    def figures() -> Response:
        line.tokens.holder(request, "figures:read")
        return json_answer(line.answer(read_body(FigureFilter, request.args.to_dict())))

    return blueprint
