"""The figures of the history: each with its name, how it follows from raw counts, and which end of it is bad."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ivr.reporting.kpis import (
    OURS,
    Kpi,
    Repeats,
    ServiceLevelRule,
    abandonment,
    answer_speed,
    containment,
    first_contact,
    give_up,
    repeat_contact,
    service_level,
    verified_containment,
)
from ivr.reporting.period_counts import CallCounts, PeriodCounts
from routing import kpi_formulas

Kind = Literal["waits", "calls", "handlings", "survey", "presence"]
"""What a figure counts. Counts of calls belong to no queue."""
FOLLOWED_DAYS, FOLLOWED_HOURS = 7, 24
"""How long a caller may ring again, for repeats and for verified containment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFigure:
    """A figure by key. `worse` says which values are bad; volumes are neither."""

    key: str
    kind: Kind
    of: Callable[[PeriodCounts], Kpi]
    worse: Literal["low", "high", "neither"]


def history_figures(by: ServiceLevelRule = OURS) -> dict[str, HistoryFigure]:
    """All figures by key, in the order in which tables show them. `by` is how the line computes service levels."""
    found = (
        _figure("calls", "calls", _calls, "neither"),
        _figure("offered", "waits", _offered, "neither"),
        _figure("answered", "waits", _answered, "neither"),
        _figure("service_level", "waits", lambda its: service_level(its.waits, target=None, by=by), "low"),
        _figure("asa", "waits", lambda its: answer_speed(its.waits), "high"),
        _figure("abandonment", "waits", lambda its: abandonment(its.waits), "high"),
        _figure("short_abandons", "waits", _short_abandons, "neither"),
        _figure("flow_outs", "waits", _flow_outs, "high"),
        _figure("aht", "handlings", _handling_time, "high"),
        _figure("occupancy", "presence", _occupancy, "neither"),
        _figure("transfers_back", "handlings", _transfers_back, "high"),
        _figure("first_contact", "handlings", _first_contact, "low"),
        _figure("satisfaction", "survey", _satisfaction, "low"),
        _figure("solved", "survey", _solved, "low"),
        _figure("containment", "calls", lambda its: containment(_ended(its.calls)), "low"),
        _figure("verified_containment", "calls", _verified, "low"),
        _figure("gave_up", "calls", lambda its: give_up(_ended(its.calls)), "high"),
        _figure("repeats", "calls", _repeats, "high"),
        _figure("cost", "calls", _cost, "high"),
    )
    return {each.key: each for each in found}


def kpis_of(counts: PeriodCounts, figures: Mapping[str, HistoryFigure]) -> dict[str, Kpi]:
    """Every figure of some counts."""
    return {key: figure.of(counts) for key, figure in figures.items()}


def _figure(
    key: str, kind: Kind, of: Callable[[PeriodCounts], Kpi], worse: Literal["low", "high", "neither"]
) -> HistoryFigure:
    return HistoryFigure(key=key, kind=kind, of=of, worse=worse)


def _calls(its: PeriodCounts) -> Kpi:
    return _number("Calls", its.calls.calls, "calls that began in the time", "nothing")


def _offered(its: PeriodCounts) -> Kpi:
    return _number("Offered", its.waits.offered, "callers who entered a queue", "who stayed in the menus")


def _answered(its: PeriodCounts) -> Kpi:
    return _number("Answered", its.waits.answered, "callers whom a person took", "messages and callbacks")


def _number(name: str, value: float, formula: str, leaves_out: str) -> Kpi:
    return Kpi(name, value, "", formula, {name.casefold(): value}, leaves_out)


def _ratio(name: str, unit: str, formula: str, inputs: Mapping[str, float], leaves_out: str) -> Kpi:
    """The first input by the second."""
    over, under = inputs.values()
    value = over / under if under else None
    return Kpi(name, value, unit, formula, inputs, leaves_out)


def _short_abandons(its: PeriodCounts) -> Kpi:
    inputs = {"abandoned at once": its.waits.short, "offered": its.waits.offered}
    return _ratio("Abandoned at once", "%", "abandoned at once / offered", inputs, "who waited longer")


def _flow_outs(its: PeriodCounts) -> Kpi:
    inputs = {"went elsewhere": its.waits.flowed, "offered": its.waits.offered}
    formula = "callbacks, messages, overflows and closed queues / offered"
    return _ratio("Flow-outs", "%", formula, inputs, "who hung up")


def _handling_time(its: PeriodCounts) -> Kpi:
    """Average handling time. Where a wrap-up is not known, as with vendors, talk and hold are all that counts."""
    handlings = its.handlings
    inputs = {
        "seconds talked and held": round(handlings.talk + handlings.hold, 1),
        "seconds of wrap-up": round(handlings.wrap, 1),
        "conversations": handlings.timed,
        "with a known wrap-up": handlings.wrapped,
    }
    value = kpi_formulas.ratio(handlings.talk + handlings.hold + handlings.wrap, handlings.timed)
    unknown = handlings.timed - handlings.wrapped
    leaves_out = "the wrap-up, which is not known: talk + hold only"
    if handlings.wrapped:
        leaves_out = f"the wrap-up of {unknown} conversations, which is not known" if unknown else "nothing"
    return Kpi("AHT", value, "s", "(talk + hold + wrap-up) / conversations", inputs, leaves_out)


def _occupancy(its: PeriodCounts) -> Kpi:
    inputs = {
        "seconds on calls and wrap-up": round(its.presence.busy, 1),
        "seconds at work and not away": round(its.presence.busy + its.presence.free, 1),
    }
    formula = "seconds on calls and wrap-up / seconds at work and not away"
    return _ratio("Occupancy", "%", formula, inputs, "agents who are reached by telephone outside the desk")


def _transfers_back(its: PeriodCounts) -> Kpi:
    inputs = {"came back to a queue": its.handlings.back, "handled": its.handlings.handled}
    return _ratio("Transfers back", "%", "came back to a queue / handled", inputs, "outside numbers")


def _first_contact(its: PeriodCounts) -> Kpi:
    return first_contact(Repeats(taken=its.handlings.taken, taken_again=its.handlings.taken_again), days=FOLLOWED_DAYS)


def _satisfaction(its: PeriodCounts) -> Kpi:
    inputs = {"scores of 4 and 5": its.survey.satisfied, "scores": its.survey.scored}
    return _ratio("Satisfied (CSAT)", "%", "scores of 4 and 5 / scores", inputs, "who was not asked or did not answer")


def _solved(its: PeriodCounts) -> Kpi:
    inputs = {"said it was solved": its.survey.solved, "answered that question": its.survey.solved_asked}
    return _ratio("Solved, they say", "%", "said it was solved / answered that question", inputs, "who was not asked")


def _ended(calls: CallCounts) -> dict[str, int]:
    rest = calls.ended - calls.contained - calls.gave_up
    return {"contained": calls.contained, "gave_up": calls.gave_up, "other": rest}


def _verified(its: PeriodCounts) -> Kpi:
    calls = its.calls
    found = Repeats(contained=calls.contained, contained_again=calls.contained_again, ended=calls.ended)
    return verified_containment(found, hours=FOLLOWED_HOURS)


def _repeats(its: PeriodCounts) -> Kpi:
    return repeat_contact(Repeats(calls=its.calls.known, again=its.calls.again), days=FOLLOWED_DAYS)


def _cost(its: PeriodCounts) -> Kpi:
    """The carrier's cost a call; n/a without prices in the settings, which is the same as a cost of nothing."""
    value = kpi_formulas.ratio(its.calls.cost, its.calls.ended) if its.calls.cost else None
    inputs = {"cost": round(its.calls.cost, 2), "ended": its.calls.ended}
    return Kpi(
        "Cost a call", value, "", "the carrier's cost / ended calls", inputs, "people, and calls that still last"
    )
