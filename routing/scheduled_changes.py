"""Scheduled publications: sets of changes that are merged into the document in force at their time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from routing.check import RoutingProblem
from routing.document import RoutingError, of_json, to_json
from routing.json_value import Json
from routing.merge import MergeConflict, Merged, three_way_merge
from routing.model import Routing

LONGEST = 120
"""Maximum characters of a value in a message."""
Side = Literal["mine", "theirs"]
"""The side of a conflict whose value wins: the scheduled changes, or the document in force by then."""
Choices = Mapping[int, Mapping[str, Side]]
"""The chosen side, by the number of a set of changes and the path of a field."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The difference between a document and its base, both as JSON values; `name` is for people."""

    number: int
    name: str
    base: Json
    document: Json

    def on(self, current: Json, *, theirs_at: frozenset[str] = frozenset()) -> Merged:
        """Merge the changes into another document. A field that it changed to another value is a conflict."""
        return three_way_merge(self.base, self.document, current, theirs_at=theirs_at)


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """A field of a set of changes that `other` sets to another value before the changes take effect."""

    clash: MergeConflict
    other: str


@dataclass(frozen=True, slots=True)
class ScheduledOutcome:
    """The expected result of a set of changes.

    `after` is the document with the changes in force, or None if a conflict or an error prevents them. `changes` is the
    set itself, or the set with conflicts resolved by somebody's choices.
    """

    changes: ChangeSet
    after: Routing | None = None
    disputes: tuple[ScheduleConflict, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The conflicts and errors in one line; empty if there are none."""
        return "; ".join((*map(_told, self.disputes), *self.wrong))


Stages = list[tuple[str, Json]]
"""Successive documents, each with the name of its origin."""


def scheduled_outcomes(
    start: tuple[str, Routing],
    sets: Sequence[ChangeSet],
    check: Callable[[Routing], Sequence[RoutingProblem]],
    choices: Choices | None = None,
) -> list[ScheduledOutcome]:
    """The expected result of each set, merged in order into `start`, a document with its name.

    A set with conflicts or errors is skipped, and the later ones are judged without it.
    """
    name, routing = start
    stages: Stages = [(name, to_json(routing))]
    found = []
    for each in sets:
        outlook = _outlook(each, stages, check, (choices or {}).get(each.number, {}))
        found.append(outlook)
        if outlook.after is not None:
            stages.append((each.name, to_json(outlook.after)))
    return found


def _outlook(
    changes: ChangeSet, stages: Stages, check: Callable[[Routing], Sequence[RoutingProblem]], chosen: Mapping[str, Side]
) -> ScheduledOutcome:
    then = stages[-1][1]
    both = changes.on(then, theirs_at=frozenset(path for path, side in chosen.items() if side == "theirs"))
    open_still = [clash for clash in both.clashes if chosen.get(clash.path) != "mine"]
    if open_still:
        return ScheduledOutcome(
            changes, disputes=tuple(ScheduleConflict(each, _other(changes, each, stages)) for each in open_still)
        )
    if chosen:
        changes = replace(changes, base=then, document=both.document)
    wrong = tuple(_faults(both.document, check))
    return ScheduledOutcome(changes, after=None if wrong else of_json(both.document), wrong=wrong)


def _other(changes: ChangeSet, clash: MergeConflict, stages: Stages) -> str:
    """The name of the first earlier document that conflicts at this path."""
    for name, document in stages:
        if any(each.path == clash.path for each in changes.on(document).clashes):
            return name
    return stages[-1][0]


def _faults(document: Json, check: Callable[[Routing], Sequence[RoutingProblem]]) -> Iterator[str]:
    try:
        routing = of_json(document)
    except RoutingError as error:
        yield from error.problems
        return
    yield from (str(each) for each in check(routing) if each.severity == "error")


def _told(dispute: ScheduleConflict) -> str:
    clash = dispute.clash
    mine, theirs, base = (_short(each) for each in (clash.mine, clash.theirs, clash.base))
    return f"{clash.path}: {mine} here, {theirs} by {dispute.other}, {base} before both"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that are to be in force from a time on. `failure` is why they were not, where their time is over."""

    number: int
    author: str
    note: str
    at: datetime
    based_on: int
    changes: ChangeSet
    failure: str = ""


@dataclass(frozen=True, slots=True)
class PlanForecast:
    """A plan, and its expected result in the current state."""

    plan: Plan
    outlook: ScheduledOutcome

    @property
    def trouble(self) -> str:
        """Why it was not carried out or will not be; nothing where all is well."""
        return self.plan.failure or self.outlook.told

    @property
    def words(self) -> str:
        """The same, with whose plan it is."""
        if not self.trouble:
            return ""
        state = "was not carried out" if self.plan.failure else "cannot be carried out as it is"
        return f"{self.plan.changes.name} {state}: {self.trouble}"
