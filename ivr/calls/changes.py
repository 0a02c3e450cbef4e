"""What a turn changes beside the call itself: who waits where, which queues answer, which calls each was assigned.

They are kept with the turn, all or nothing, so that a repeated webhook changes nothing twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ivr.engine.call import Call, Destination
from ivr.engine.effects import CallBack, HandOff, Turn
from routing.allocation import Assignment
from routing.wait_estimates import HEAD_START


@dataclass(frozen=True, slots=True)
class Joined:
    """A caller waits for the people of a queue since a time (seconds), `head_start` seconds ahead of it."""

    queue: str
    sid: str
    since: float
    head_start: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """A caller waits there no more."""

    queue: str
    sid: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether somebody took a call that was handed to a queue."""

    queue: str
    taken: bool
    at: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A call was assigned to a queue by a rule, on the day of `at`."""

    assignment: Assignment
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a caller, by keyed hash, left for the next call."""

    caller: str
    memory: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Booked:
    """A callback stands in the line of a queue, at the place that its caller had."""

    queue: str
    name: str
    place: float


Change = Booked | Joined | Left | Reached | Counted | Remembered


def changes(turn: Turn, call: Call, *, waited_for: Destination | None, now: datetime) -> tuple[Change, ...]:
    """All that the turn changes. `waited_for` is where the caller waited when the turn began."""
    ended = _ended(turn, call.sid, waited_for, now) if waited_for else ()
    return (*ended, *_begun(turn, call, now), *_booked(turn, call), *_counted(call, now))


def _ended(turn: Turn, sid: str, waited_for: Destination, now: datetime) -> Iterator[Change]:
    """A wait that is over. A caller who gave up at a vendor's says nothing about the vendor."""
    outcome = turn.hops[0].outcome if turn.hops else ""
    if waited_for.waits:
        yield Left(waited_for.queue, sid)
    elif outcome in ("done", "unanswered"):
        yield Reached(waited_for.queue, outcome == "done", now.timestamp())


def _begun(turn: Turn, call: Call, now: datetime) -> Iterator[Change]:
    """A wait that begins, or goes on elsewhere: the time already waited counts."""
    to = next((effect.destination for effect in turn.effects if isinstance(effect, HandOff)), None)
    if to and to.waits:
        since = call.facts.get("waits_since", now.timestamp())
        yield Joined(to.queue, call.sid, since, HEAD_START * call.facts.get("priority", 0))


def _booked(turn: Turn, call: Call) -> Iterator[Change]:
    for effect in turn.effects:
        if isinstance(effect, CallBack):
            yield Booked(effect.queue, call.sid, place_of(effect))


def place_of(booked: CallBack) -> float:
    """The time (seconds) from which a callback counts as waiting."""
    return booked.since - HEAD_START * booked.priority


def _counted(call: Call, now: datetime) -> Iterator[Change]:
    stored = (call.decision or {}).get("given")
    if stored:
        yield Counted(Assignment.from_stored(stored), now)
