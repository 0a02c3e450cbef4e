"""Changes that wait for their time: each a set of its own, carried over on top of what is in force by then."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from routing.check import RoutingProblem
from routing.document import RoutingError, of_json, to_json
from routing.merge import MergeConflict, Merged, merged
from routing.model import Routing

LONGEST = 120
"""Signs of a value that are told in one line."""
Side = Literal["mine", "theirs"]
"""Whose value of a field stands: that of the changes, or that of what came between."""
Choices = Mapping[int, Mapping[str, Side]]
"""By the number of a set of changes and the path of a field."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a document makes of the one that it began from, both as JSON values; `name` is what people call it."""

    number: int
    name: str
    base: Mapping[str, Any]
    document: Mapping[str, Any]

    def on(self, current: Mapping[str, Any], *, theirs_at: frozenset[str] = frozenset()) -> Merged:
        """The changes on top of another document. They clash with it where it changed the same field otherwise."""
        return merged(self.base, self.document, current, theirs_at=theirs_at)


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """A field that a set of changes sets, and that `other` set to something else before the changes have their time."""

    clash: MergeConflict
    other: str


@dataclass(frozen=True, slots=True)
class ScheduledOutcome:
    """What becomes of a set of changes: the document once they are in force; None where something stands against it.

    `changes` are the set itself or, where somebody chose between two values, the set as it is after that choice.
    """

    changes: ChangeSet
    after: Routing | None = None
    disputes: tuple[ScheduleConflict, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What stands against it, in one line; nothing where nothing does."""
        return "; ".join((*map(_told, self.disputes), *self.wrong))


Stages = list[tuple[str, Mapping[str, Any]]]
"""The documents that follow each other, each with the name of what it came from."""


def scheduled_outcomes(
    start: tuple[str, Routing],
    sets: Sequence[ChangeSet],
    check: Callable[[Routing], Sequence[RoutingProblem]],
    choices: Choices | None = None,
) -> list[ScheduledOutcome]:
    """What becomes of each set when they are carried out one after the other, from a document with its name on.

    A set that something stands against is left out, and those after it are judged without it.
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
    """The first of the documents before it that says something else, by its name."""
    for name, document in stages:
        if any(each.path == clash.path for each in changes.on(document).clashes):
            return name
    return stages[-1][0]


def _faults(document: Mapping[str, Any], check: Callable[[Routing], Sequence[RoutingProblem]]) -> Iterator[str]:
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
