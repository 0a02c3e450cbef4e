"""The KPIs of the line, each with its formula, its inputs and what it leaves out.

The formulas are those of `routing.kpi_formulas`, the same that the simulation goes by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import add, attrgetter

from routing import kpi_formulas

SHORT = 5.0
"""Seconds: a caller who hangs up sooner counts in no service level."""
TARGET = 20
"""Default target answer time in seconds."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Raw counts of a period: offered = answered + abandoned + flowed + waiting.

    `within` are answered in time, `waited` is the seconds of all answered; `short` were abandoned at once, `given_up`
    within the time in which they should have been answered.
    """

    offered: int = 0
    answered: int = 0
    within: int = 0
    waited: float = 0.0
    abandoned: int = 0
    short: int = 0
    flowed: int = 0
    waiting: int = 0
    given_up: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*map(add, _VALUES(self), _VALUES(other)))


_VALUES = attrgetter(*(each.name for each in fields(Counts)))


@dataclass(frozen=True, slots=True)
class ServiceLevelRule:
    """How service levels are computed: one of measures.FORMULAS, and the limit of short abandons in seconds."""

    formula: int = 4
    short: float = SHORT


OURS = ServiceLevelRule()


@dataclass(frozen=True, slots=True)
class Kpi:
    """A KPI as shown. `value` is None if unknown, which differs from 0.

    A provisional one may still change: what it leaves to the future is not over.
    """

    name: str
    value: float | None
    unit: str
    formula: str
    inputs: Mapping[str, float]
    leaves_out: str = ""
    provisional: bool = False

    @property
    def text(self) -> str:
        """The displayed text: 83 %, 12 s, n/a."""
        if self.value is None:
            return "n/a"
        return f"{100 * self.value:.0f} %" if self.unit == "%" else f"{self.value:.0f} {self.unit}".rstrip()


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    return sum(counts, Counts())


def service_level(counts: Counts, *, target: int | None = TARGET, by: ServiceLevelRule = OURS) -> Kpi:
    """The share of calls answered in time. `target` is in seconds; None: each queue's own."""
    value = kpi_formulas.service_level(
        in_target=counts.within,
        answered=counts.answered,
        abandoned=counts.abandoned,
        short_abandoned=counts.short,
        abandoned_in_target=counts.given_up,
        formula=by.formula,
    )
    inputs = {
        "answered in time": counts.within,
        "answered": counts.answered,
        "abandoned": counts.abandoned,
        "abandoned at once": counts.short,
        "abandoned in time": counts.given_up,
    }
    in_time = "as each queue promises" if target is None else f"{target} s"
    formula = f"{kpi_formulas.FORMULAS[by.formula]}; in time is {in_time}, at once {by.short:g} s"
    leaves_out = "callers who went elsewhere (flow-outs), and who hung up in the menus"
    return Kpi("Service level", value, "%", formula, inputs, leaves_out)


def answer_speed(counts: Counts) -> Kpi:
    """The average wait of answered callers (ASA)."""
    value = kpi_formulas.average_speed_of_answer(waited=counts.waited, answered=counts.answered)
    inputs = {"seconds waited by the answered": round(counts.waited, 1), "answered": counts.answered}
    return Kpi("ASA", value, "s", "seconds waited by the answered / answered", inputs, "the time in the menus")


def abandonment(counts: Counts) -> Kpi:
    """The share of offered calls that were abandoned in the queue."""
    value = kpi_formulas.abandonment(abandoned=counts.abandoned, offered=counts.offered)
    inputs = {"abandoned": counts.abandoned, "offered": counts.offered}
    leaves_out = "callbacks taken, and who hung up in the menus"
    return Kpi("Abandonment", value, "%", "abandoned / offered", inputs, leaves_out)


def containment(ended: Mapping[str, int]) -> Kpi:
    """The share of ended calls completed without a person; `ended` counts dispositions."""
    inputs = {"contained": ended.get("contained", 0), "ended": sum(ended.values())}
    value = kpi_formulas.ratio(*inputs.values())
    return Kpi("Containment", value, "%", "contained / ended", inputs, "calls that still last")


def give_up(ended: Mapping[str, int]) -> Kpi:
    """The share of callers who left without completing a task or asking for a person."""
    inputs = {"gave up": ended.get("gave_up", 0), "ended": sum(ended.values())}
    value = kpi_formulas.ratio(*inputs.values())
    return Kpi("Gave up in the menus", value, "%", "gave up / ended", inputs, "who waited for a person")


@dataclass(frozen=True, slots=True)
class Repeats:
    """Calls of a period, and how many of each kind were followed by another call of the same caller.

    Of the contained ones, `surveyed` were asked whether the question was answered, and `confirmed` said yes.
    """

    calls: int = 0
    again: int = 0
    contained: int = 0
    contained_again: int = 0
    ended: int = 0
    taken: int = 0
    taken_again: int = 0
    surveyed: int = 0
    confirmed: int = 0


def repeat_contact(found: Repeats, *, days: int) -> Kpi:
    """The share of calls whose caller called again within some days."""
    inputs = {"rang again": found.again, "calls": found.calls}
    formula = f"calls with another of the same caller within {days} days / calls of {days} days"
    return _provisional(f"Repeat callers, {days} days", inputs, formula, "withheld numbers")


def verified_containment(found: Repeats, *, hours: int) -> Kpi:
    """The share of contained calls whose caller did not call again."""
    inputs = {"contained for good": found.contained - found.contained_again, "ended": found.ended}
    formula = f"contained and not followed by another call within {hours} hours / ended"
    return _provisional("Verified containment", inputs, formula, "withheld numbers cannot be followed")


def confirmed_containment(found: Repeats, *, days: int) -> Kpi:
    """The share of contained calls with a survey whose caller said that the question was answered."""
    inputs = {"said yes": found.confirmed, "contained and asked": found.surveyed}
    value = kpi_formulas.ratio(*inputs.values())
    formula = f"contained and said yes / contained and asked, in {days} days"
    return Kpi("Confirmed containment", value, "%", formula, inputs, "callers who were not asked")


def first_contact(found: Repeats, *, days: int) -> Kpi:
    """The share of answered calls that were the last about their issue."""
    inputs = {"settled": found.taken - found.taken_again, "taken by people": found.taken}
    formula = f"taken by people, with no other of the same caller and issue within {days} days / taken by people"
    return _provisional("First contact", inputs, formula, "withheld numbers")


def _provisional(name: str, inputs: Mapping[str, int], formula: str, leaves_out: str) -> Kpi:
    value = kpi_formulas.ratio(*inputs.values())
    return Kpi(name, value, "%", formula, inputs, leaves_out, provisional=True)
