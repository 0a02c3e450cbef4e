"""Why people call: what is unusual on a day, and all reasons of a span by kind.

The counts are of the whole line, with calls that never came to a queue; so the pages are for users who see all queues.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, request, url_for

from ivr.accounts import visible_queues
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.ports import Ports
from ivr.console.responses import csv_file
from ivr.console.roles import WATCHERS
from ivr.console.session import me
from ivr.console.typed_times import day_typed
from ivr.reporting.contact_reasons import ALL, HOURS, KINDS, OF_PARCELS, ContactReason, ReasonRow, rows_by_kind
from ivr.reporting.figure_chart import BarChart, ChartSeries, value_text
from ivr.reporting.reason_names import reason_name
from ivr.reporting.unusual_reasons import FEWEST_CALLS, FEWEST_WEEKS, WEEKS, UnusualDay, unusual_day, weekdays_before

SPANS: Mapping[str, int] = {"1": 1, "7": 7, "28": 28, "91": 91}
"""Lengths of a span in days."""
SHOWN, IN_A_FILE = 12, 10_000
"""Rows of each kind on the page, and in the file."""
HEADING = (
    "kind", "key", "reason", "calls", "calls_before", "share_of_calls", "to_people", "share_to_people",
    "parcels_under_way", "calls_per_1000_parcels", "since", "until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonSpan:
    """The days that a page shows: up to `day`, which may be today."""

    day: date
    days: int
    today: date

    @property
    def since(self) -> date:
        """The first day."""
        return self.day - timedelta(days=self.days - 1)

    @property
    def fields(self) -> dict[str, Any]:
        """The span as an address holds it."""
        return {"day": self.day.isoformat(), "span": str(self.days)}


def reason_span(ports: Ports) -> ReasonSpan:
    """The span in the address; today alone if it names none that can be read. Refuses users bound to queues."""
    if visible_queues(me(), ports.in_force()) is not None:
        abort(403)
    now = ports.clock()
    typed = day_typed(request.values.get("day", ""), now.tzinfo)
    day = min(typed.date(), now.date()) if typed else now.date()
    return ReasonSpan(day, SPANS.get(request.values.get("span", ""), 1), now.date())


def judged_day(ports: Ports, day: date) -> UnusualDay:
    """What is unusual on a day; today, up to the last full hour."""
    now = ports.clock()
    until = now.hour if day == now.date() else HOURS
    counted = ports.contact_reasons.days([day, *weekdays_before(day)], fewest=FEWEST_CALLS)
    return unusual_day(day, counted, until=until)


class ReasonPages(PageGroup):
    """The list of reasons, and its file."""

    @page("/reasons", roles=WATCHERS, nav=Nav("Why people call", 30, group="figures"), template="reasons/reasons.html")
    def reasons(self) -> Facts:
        """What is unusual on the day, and the reasons of the span."""
        span = reason_span(self.ports)
        found = rows_by_kind(self.ports.contact_reasons.totals(since=span.since, until=span.day), most=SHOWN)
        return {
            "span": span,
            "spans": SPANS,
            "unusual": judged_day(self.ports, span.day),
            "weeks": WEEKS,
            "fewest": FEWEST_WEEKS,
            "whole": found.pop(ALL.kind, [None])[0],
            "found": found,
            "kinds": KINDS,
            "of_parcels": OF_PARCELS,
            "charts": {kind: _chart(KINDS[kind], rows) for kind, rows in found.items()},
            "name": reason_name,
            "expected": expected_calls,
            "address": lambda reason: _address(reason, span),
            "calls": lambda reason: calls_of(reason, span),
        }

    @page("/reasons.csv", roles=WATCHERS)
    def reasons_file(self) -> Response:
        """All reasons of the span, for other programs."""
        span = reason_span(self.ports)
        found = rows_by_kind(self.ports.contact_reasons.totals(since=span.since, until=span.day), most=IN_A_FILE)
        rows = (_cells(row, span) for rows in found.values() for row in rows)
        return csv_file("reasons.csv", [HEADING, *rows])


def _chart(title: str, rows: list[ReasonRow]) -> BarChart:
    labels = tuple(reason_name(row.reason)[:30] for row in rows)
    series = (
        ChartSeries(label="calls", values=tuple(float(row.counts.calls) for row in rows)),
        ChartSeries(
            label="the span before", values=tuple(float(row.counts.calls_before) for row in rows), is_compared=True
        ),
    )
    return BarChart(title=f"{title}: calls beside the span before", unit="", labels=labels, series=series)


def expected_calls(calls: float) -> str:
    """Expected calls as they are shown: 12, 0.5."""
    return value_text(calls, "")


def _address(reason: ContactReason, span: ReasonSpan) -> str:
    """The page of a reason."""
    return url_for("console.reason", reason=f"{reason.kind}:{reason.key}", **span.fields)


def calls_of(reason: ContactReason, span: ReasonSpan) -> str:
    """The calls of a reason, in the search."""
    since, until = span.since.isoformat(), span.day.isoformat()
    return url_for("console.search", reason=f"{reason.kind}:{reason.key}", span="between", since=since, until=until)


def _cells(row: ReasonRow, span: ReasonSpan) -> Iterator[object]:
    """A row of the file; what is unknown is empty."""
    counts = row.counts
    figures = (row.share.value, counts.to_people, row.to_people.value, counts.parcels, row.rate.value)
    yield from (row.reason.kind, row.reason.key, reason_name(row.reason), counts.calls, counts.calls_before)
    yield from ("" if each is None else each for each in figures)
    yield from (span.since.isoformat(), span.day.isoformat())
