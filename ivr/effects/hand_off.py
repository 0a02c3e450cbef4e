"""Connecting the caller with people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.engine.call import Answer, C, Call, Destination
from ivr.engine.effects import Change, Effect, TurnInfo
from ivr.engine.flow import HANG_UP, Flow
from ivr.engine.steps import Ears, Entered, S, StepGone, StepLook, Waiting
from routing.wait_estimates import HEAD_START


@dataclass(frozen=True, slots=True)
class Joined(Change):
    """A caller waits for the people of a queue since a time (seconds), `head_start` seconds ahead of it."""

    queue: str
    sid: str
    since: float
    head_start: float = 0.0


@dataclass(frozen=True, slots=True)
class Left(Change):
    """A caller waits there no more."""

    queue: str
    sid: str


@dataclass(frozen=True, slots=True)
class Reached(Change):
    """Whether somebody took a call that was handed to a queue."""

    queue: str
    taken: bool
    at: float


@dataclass(frozen=True, slots=True)
class HandOff(Effect):
    """Connect the caller to people. `story` is what whoever answers is told.

    `since` is when the wait began (seconds), None for now: time already waited elsewhere counts. A higher `priority`
    is served first.
    """

    destination: Destination
    story: Mapping[str, str] = field(default_factory=dict)
    since: float | None = None
    priority: int = 0

    def changes(self, info: TurnInfo) -> Iterable[Change]:
        """The caller joins the line of a queue whose line is ours."""
        if not self.destination.waits:
            return ()
        since = info.now.timestamp() if self.since is None else self.since
        return [Joined(self.destination.queue, info.sid, since, HEAD_START * self.priority)]


def ended(outcome: str, info: TurnInfo, waited_for: Destination) -> Iterable[Change]:
    """What changes when a hand-off is over. A caller who gave up at a vendor's says nothing about the vendor."""
    if waited_for.waits:
        return [Left(waited_for.queue, info.sid)]
    if outcome in ("done", "unanswered"):
        return [Reached(waited_for.queue, outcome == "done", info.now.timestamp())]
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffStep(Waiting[C, S]):
    """Hand the caller over, and wait until the conversation is over or nobody answered."""

    made_of: Callable[[Call[C]], HandOff | None]

    look: ClassVar[StepLook] = StepLook(("[[", "]]"), ', fillcolor="#ffe3c2"')

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The hand-off. Raises StepGone when no destination was chosen."""
        effect = self.made_of(call)
        if effect is None:
            raise StepGone(self.name)
        return Entered((effect,))

    def understand(self, _call: Call[C], answer: Answer, _ears: Ears) -> str:
        """How the hand-off ended; an unknown ending counts as unanswered."""
        return answer.outcome if answer.outcome in self.edges else "unanswered"


def hand_over(
    flow: Flow[C, S], name: str, *, made_of: Callable[[Call[C]], HandOff | None], done: str, unanswered: str, left: str
) -> None:
    """Declare a hand-off; `done` when people spoke, `unanswered` when nobody took the call.

    `left` is for a caller who waits no more, by their own choice or by ours. One who hangs up while waiting has
    `abandoned`; that ends the call.
    """
    edges = {"done": done, "unanswered": unanswered, "left": left, "abandoned": HANG_UP}
    flow.add(HandOffStep(name=name, edges=edges, made_of=made_of))
