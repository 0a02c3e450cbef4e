"""The figures that supervisors live by: each with its formula, what went into it, and what it leaves out.

The formulas are those of `routing.measures`, the same that the simulation goes by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from routing import measures

SHORT = 5.0
"""Seconds: who gives up sooner has not waited, and counts in no service level."""
TARGET = 20
"""Seconds within which a call should be answered, where a queue says nothing else."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Raw counts of a stretch of time. `within` are answered in time, `waited` the seconds of all answered."""

    offered: int = 0
    answered: int = 0
    within: int = 0
    waited: float = 0.0
    abandoned: int = 0
    short: int = 0
    flowed: int = 0
    waiting: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is shown. `value` is None when it is not known, which is never 0."""

    name: str
    value: float | None
    unit: str
    formula: str
    inputs: Mapping[str, float]
    leaves_out: str = ""

    @property
    def text(self) -> str:
        """For people: 83 %, 12 s, n/a."""
        if self.value is None:
            return "n/a"
        return f"{100 * self.value:.0f} %" if self.unit == "%" else f"{self.value:.0f} {self.unit}".rstrip()


def total(counts: Iterable[Counts]) -> Counts:
    """All together."""
    return sum(counts, Counts())


def service_level(counts: Counts, *, target: int = TARGET) -> Figure:
    """Answered in time, of those who gave us the time."""
    value = measures.service_level(
        in_target=counts.within, answered=counts.answered, abandoned=counts.abandoned, short_abandoned=counts.short
    )
    inputs = {name: getattr(counts, name) for name in ("within", "answered", "abandoned", "short")}
    formula = f"answered within {target} s / (answered + abandoned − abandoned within {SHORT:.0f} s)"
    return Figure("Service level", value, "%", formula, inputs, "flow-outs, and who hung up in the menus")


def answer_speed(counts: Counts) -> Figure:
    """The average wait of those who were answered (ASA)."""
    value = measures.average_speed_of_answer(waited=counts.waited, answered=counts.answered)
    inputs = {"seconds waited by the answered": round(counts.waited, 1), "answered": counts.answered}
    return Figure("ASA", value, "s", "seconds waited by the answered / answered", inputs, "the time in the menus")


def abandonment(counts: Counts) -> Figure:
    """Who gave up in the queue, of all that it was offered."""
    value = measures.abandonment(abandoned=counts.abandoned, offered=counts.offered)
    inputs = {"abandoned": counts.abandoned, "offered": counts.offered}
    leaves_out = "callbacks taken, and who hung up in the menus"
    return Figure("Abandonment", value, "%", "abandoned / offered", inputs, leaves_out)


def containment(ended: Mapping[str, int]) -> Figure:
    """Calls that got what they rang for without people, of all that ended; `ended` counts dispositions."""
    whole = sum(ended.values())
    inputs = {"contained": ended.get("contained", 0), "ended": whole}
    value = measures.ratio(ended.get("contained", 0), whole)
    return Figure("Containment", value, "%", "contained / ended", inputs, "calls that still last")


def give_up(ended: Mapping[str, int]) -> Figure:
    """Who left without what they rang for and without asking for people."""
    whole = sum(ended.values())
    inputs = {"gave up": ended.get("gave_up", 0), "ended": whole}
    return Figure(
        "Gave up in the menus", measures.ratio(ended.get("gave_up", 0), whole), "%", "gave up / ended", inputs
    )


def repeat_contact(again: int, calls: int, *, days: int) -> Figure:
    """Calls whose caller rang again within some days. Provisional: for the last days the repeat may still come."""
    formula = f"calls with another of the same caller within {days} days / calls"
    inputs = {"rang again": again, "calls": calls}
    return Figure("Rang again", measures.ratio(again, calls), "%", formula, inputs, "withheld numbers; provisional")
