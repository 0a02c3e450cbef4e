"""The fields of the history: as an address holds them, and as a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ivr.console.history.key_titles import BY
from ivr.console.typed_times import day_typed
from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import By, Compared, HistoryQuestion
from ivr.reporting.history_spans import (
    GRAINS,
    SPANS,
    HistoryPeriod,
    PeriodGrain,
    Span,
    period_of,
    possible_grains,
    usual_grain,
)

FIELDS = ("span", "since", "until", "by", "grain", "figure", "key", "compare", "other", "sort")
LONGEST_FIELD = 100
LONGEST_SPAN = 20 * 366
"""Days."""
FIRST_BY: By = "queue"
FIRST_FIGURE = "service_level"
FIRST_SPAN: Span = "last_28_days"
COMPARED: Mapping[Compared, str] = {
    "": "nothing",
    "before": "the span before",
    "year": "the same weekdays a year ago",
    "other": "another one",
}


@dataclass(frozen=True, slots=True)
class HistoryForm:
    """The question of a form, its fields without empty ones, and what is wrong with them, by name."""

    question: HistoryQuestion
    fields: Mapping[str, str]
    span: Span
    wrong: Mapping[str, str] = field(default_factory=dict)


def history_fields(given: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form among the parameters of an address, without those that are empty."""
    cut = ((name, given.get(name, "").strip()[:LONGEST_FIELD]) for name in FIELDS)
    return {name: value for name, value in cut if value}


def history_form(
    given: Mapping[str, str],
    *,
    now: datetime,
    figures: Mapping[str, HistoryFigure],
    queues: frozenset[str] | None,
    vendors: frozenset[str] | None,
) -> HistoryForm:
    """Read fields on the shop's clock. A value that is not known counts for nothing; a day that is wrong is told of."""
    fields, wrong = history_fields(given), dict[str, str]()
    span, period = _period(fields, now, wrong)
    grains = possible_grains(period)
    grain = next((each for each in grains if each == fields.get("grain")), usual_grain(period))
    figure = fields.get("figure", FIRST_FIGURE)
    sort = fields.get("sort", "")
    by = next((each for each in BY if each == fields.get("by")), FIRST_BY)
    compared: Compared = next((each for each in COMPARED if each == fields.get("compare")), "")
    question = HistoryQuestion(
        by=by,
        figure=figure if figure in figures else FIRST_FIGURE,
        period=period,
        grain=grain,
        key="" if by == "line" else fields.get("key", ""),
        other=fields.get("other", ""),
        compared=compared,
        sort=sort if sort in figures or sort == "name" else "",
        queues=queues,
        vendors=vendors,
    )
    return HistoryForm(question, fields, span, wrong)


def grain_words(period: HistoryPeriod) -> dict[PeriodGrain, str]:
    """The grains by which a period can be shown, with their words."""
    return {grain: GRAINS[grain] for grain in possible_grains(period)}


def _period(fields: dict[str, str], now: datetime, wrong: dict[str, str]) -> tuple[Span, HistoryPeriod]:
    """The span, and the days that it means; days that were typed stand for themselves."""
    span = next((each for each in SPANS if each == fields.get("span")), FIRST_SPAN)
    if span != "between":
        return span, period_of(span, now)
    first = _day("since", fields, now, wrong)
    last = _day("until", fields, now, wrong)
    if first is None or last is None:
        return span, period_of(FIRST_SPAN, now)
    if last < first or (last - first).days > LONGEST_SPAN:
        wrong["until"] = "Write a last day that is not before the first, and 20 years after it at most."
        return span, period_of(FIRST_SPAN, now)
    return span, HistoryPeriod(first, last + timedelta(days=1))


def _day(name: str, fields: Mapping[str, str], now: datetime, wrong: dict[str, str]) -> datetime | None:
    day = day_typed(fields.get(name, ""), now.tzinfo)
    if day is None:
        wrong[name] = "Write the day as 2026-11-24."
    return day
