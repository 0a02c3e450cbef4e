"""Hands the caller off to a queue."""

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
    """A caller waits in a queue since a time (seconds), with a head start of `head_start` seconds."""

    queue: str
    sid: str
    since: float
    head_start: float = 0.0


@dataclass(frozen=True, slots=True)
class Left(Change):
    """A caller no longer waits in a queue."""

    queue: str
    sid: str


@dataclass(frozen=True, slots=True)
class Reached(Change):
    """Whether a call handed to a queue was answered."""

    queue: str
    taken: bool
    at: float


@dataclass(frozen=True, slots=True)
class HandOff(Effect):
    """Connect the caller to a queue. `story` is the whisper for the agent who answers.

    `since` is the beginning of the wait (seconds), None for now: time waited in other queues counts. A higher
    `priority` is served first.
    """

    destination: Destination
    story: Mapping[str, str] = field(default_factory=dict)
    since: float | None = None
    priority: int = 0

    def changes(self, info: TurnInfo) -> Iterable[Change]:
        """The caller joins the queue's line, if callers wait in our own."""
        if not self.destination.waits:
            return ()
        since = info.now.timestamp() if self.since is None else self.since
        return [Joined(self.destination.queue, info.sid, since, HEAD_START * self.priority)]


def ended(outcome: str, info: TurnInfo, waited_for: Destination) -> Iterable[Change]:
    """The changes at the end of a hand-off. A caller who gave up at a vendor does not count against the vendor."""
    if waited_for.waits:
        return [Left(waited_for.queue, info.sid)]
    if outcome in ("done", "transferred", "unanswered"):
        return [Reached(waited_for.queue, outcome != "unanswered", info.now.timestamp())]
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffStep(Waiting[C, S]):
    """Hand the caller off, and wait for the end of the conversation or for no answer."""

    made_of: Callable[[Call[C]], HandOff | None]

    look: ClassVar[StepLook] = StepLook(("[[", "]]"), ', fillcolor="#ffe3c2"')

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The hand-off. Raises StepGone if no destination was chosen."""
        effect = self.made_of(call)
        if effect is None:
            raise StepGone(self.name)
        return Entered((effect,))

    def understand(self, _call: Call[C], answer: Answer, _ears: Ears) -> str:
        """The end of the hand-off; an unknown one counts as unanswered."""
        return answer.outcome if answer.outcome in self.edges else "unanswered"


def hand_over(
    flow: Flow[C, S],
    name: str,
    *,
    made_of: Callable[[Call[C]], HandOff | None],
    done: str,
    unanswered: str,
    left: str,
    transferred: str,
) -> None:
    """Declare a hand-off; the outcome is `done` after a conversation, `unanswered` if no agent took the call.

    `left` is for a caller who stopped waiting, by their own choice or by ours, and `transferred` for one whom a person
    sends to another queue. A caller who hangs up while waiting has `abandoned`, which ends the call.
    """
    edges = {
        "done": done,
        "unanswered": unanswered,
        "left": left,
        "transferred": transferred,
        "abandoned": HANG_UP,
    }
    flow.add(HandOffStep(name=name, edges=edges, made_of=made_of))
