"""What a turn changes beside the call itself, in one write with it: a repeated webhook changes nothing twice.

Most changes are those of its effects; the rest stands here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.effects.hand_off import ended
from ivr.engine.call import Destination
from ivr.engine.effects import Change, Made, Turn
from ivr.flows.context import LineCall
from routing.allocation import Assignment


@dataclass(frozen=True, slots=True)
class Counted(Change):
    """A call was assigned to a queue by a rule, on the day of `at`."""

    assignment: Assignment
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered(Change):
    """What a caller, by keyed hash, left for the next call."""

    caller: str
    memory: Mapping[str, str]


def changes(turn: Turn, call: LineCall, *, waited_for: Destination | None, made: Made) -> Iterator[Change]:
    """All that the turn changes. `waited_for` is where the caller waited when the turn began."""
    if waited_for:
        yield from ended(turn.hops[0].outcome if turn.hops else "", made, waited_for)
    for effect in turn.effects:
        yield from effect.changes(made)
    given = (call.context.decision or {}).get("given")
    if isinstance(given, Mapping):
        yield Counted(Assignment.from_stored(given), made.now)
