"""What the use cases need from outside, as they see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ivr.calls.changes import Change
from ivr.calls.events import Event
from ivr.engine.call import SILENCE, Answer, Call
from ivr.engine.effects import Turn
from ivr.orders.order_source import Unavailable

__all__ = ["Kept", "Next", "Render", "Sessions", "Unavailable", "Waiting", "Webhook"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What Twilio sent about a call, in our words. `ani` is as it came: a number, a word, a SIP address."""

    sid: str
    ani: str
    dnis: str
    attestation: str = ""
    answer: Answer = SILENCE


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds for a turn: the call as it stands, and the answer if this turn was already taken.

    `wish` is what the caller chose while waiting for the turn, if anything; `memory` what earlier calls left.
    """

    call: Call | None
    answer: str | None
    wish: str = ""
    memory: Mapping[str, Any] = field(default_factory=dict)


class Sessions(Protocol):
    """Calls in flight."""

    def load(self, sid: str, turn: int, *, caller: str = "") -> Kept:
        """The call, and the kept answer to this turn; with `caller`, a caller's key, what is remembered of them.

        One round trip. Raises Unavailable.
        """

    def commit(
        self, call: Call, *, was: int | None, answer: str, events: Sequence[Event], changes: Sequence[Change] = ()
    ) -> str:
        """Keep call, answer, events and changes, all or nothing, unless somebody took this turn meanwhile.

        `was` is the turn the call was at when loaded, None for a call that was not stored. Gives the answer to
        send: ours, or the winner's. One round trip. Raises Unavailable.
        """

    def wish(self, sid: str, turn: int, wish: str) -> None:
        """Keep what a caller chose while waiting, for the turn that follows. Raises Unavailable."""

    def note(self, event: Event, changes: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Put an event into the record's stream, with what it changes. One that ends a call ends all that it holds.

        `if_known`: it is recorded only where the call is stored. Gives the name of a callback that an agent had in hand
        whose call this was. Raises Unavailable.
        """


@dataclass(frozen=True, slots=True)
class Next:
    """Who comes next in the line of a queue: a call by its SID, or a callback by its name (`is_callback`)."""

    queue: str
    member: str
    is_callback: bool


class Waiting(Protocol):
    """Callers who wait for people, by queue. A callback that was asked for keeps its place among them."""

    def take(self, queues: Sequence[str], desk: str) -> Next | None:
        """Whoever is first over all these queues, taken out of the line for one who will speak with them.

        `desk` is the call (SID) of that one: whom it took before, and was not put through to, goes back to the line
        first, also when the call ends. Raises Unavailable.
        """

    def put_back(self, taken: Next) -> None:
        """Back to the place they had, because nobody spoke with them. Raises Unavailable."""

    def drop(self, taken: Next) -> None:
        """They do not wait any more. Raises Unavailable."""

    def leave_desk(self, desk: str) -> None:
        """One who spoke with callers, by the call (SID), takes none any more. Raises Unavailable."""

    def stays(self, queue: str, sid: str, turn: int) -> int | None:
        """A caller still waits, until turn `turn`: one who was taken, and whom nobody spoke with, is put back.

        Gives how many come before them; None when it is not known. Raises Unavailable.
        """

    def call(self, sid: str) -> Call | None:
        """A call as it stands. Raises Unavailable."""


class Render(Protocol):
    """Turns effects into TwiML."""

    def __call__(self, turn: Turn, call: Call, *, action: str) -> str:
        """The document. `action` is the address of the next turn."""
