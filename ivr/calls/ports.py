"""What the use cases need from outside, as they see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.calls.events import Event
from ivr.engine.call import SILENCE, Answer, Call
from ivr.engine.effects import Turn
from ivr.orders.source import Unavailable

__all__ = ["Kept", "Render", "Sessions", "Unavailable", "Waiting", "Webhook"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What the carrier sent about a call, in our words. `ani` is as it came: a number, a word, a SIP address."""

    sid: str
    ani: str
    dnis: str
    attestation: str = ""
    answer: Answer = SILENCE


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds for a turn: the call as it stands, and the answer if this turn was already taken."""

    call: Call | None
    answer: str | None


class Sessions(Protocol):
    """Calls in flight."""

    def load(self, sid: str, turn: int) -> Kept:
        """The call, and the kept answer to this turn. One round trip. Raises Unavailable."""

    def commit(self, call: Call, *, was: int | None, answer: str, events: Sequence[Event]) -> str:
        """Keep call, answer and events, all or nothing, unless somebody took this turn meanwhile.

        `was` is the turn the call was at when loaded, None for a call that was not stored. Gives the answer to
        send: ours, or the winner's. One round trip. Raises Unavailable.
        """

    def note(self, event: Event) -> None:
        """Put an event into the record's stream. Raises Unavailable."""


class Waiting(Protocol):
    """Callers in queues."""

    def first(self, queue: str, at: str) -> Call | None:
        """The call that has waited longest at a step for a queue. Raises Unavailable."""


class Render(Protocol):
    """Turns effects into the carrier's markup."""

    def __call__(self, turn: Turn, call: Call, *, action: str) -> str:
        """The document. `action` is the address of the next turn."""
