"""What the use cases need from outside, as they see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ivr.calls.events import Event
from ivr.engine.call import SILENCE, Answer
from ivr.engine.effects import Change, Turn
from ivr.flows.context import HoldChoice, LineCall
from ivr.orders.order_source import Unavailable

__all__ = [
    "LimitReached",
    "NextInLine",
    "Render",
    "Sessions",
    "Stored",
    "Unavailable",
    "WaitingLine",
    "Webhook",
]


@dataclass(frozen=True, slots=True)
class Webhook:
    """What Twilio sent about a call, in our words. `ani` is as it came: a number, a word, a SIP address."""

    sid: str
    ani: str
    dnis: str
    attestation: str = ""
    answer: Answer = SILENCE


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds for a turn: the call as it stands, and the answer if this turn was already taken.

    `hold_choice` is what the caller chose while waiting for the turn; `memory` is what earlier calls left.
    """

    call: LineCall | None
    answer: str | None
    hold_choice: HoldChoice = ""
    memory: Mapping[str, str] = field(default_factory=dict)


class LimitReached(Exception):
    """A turn was not stored: a count that it takes to be below a limit is full by now."""


class Sessions(Protocol):
    """Calls in flight."""

    def load(self, sid: str, turn: int, *, caller: str = "") -> Stored:
        """The call, and the stored answer to this turn; with `caller`, a caller's key, what is remembered of them.

        One round trip. Raises Unavailable.
        """

    def commit(
        self, call: LineCall, *, was: int | None, answer: str, events: Sequence[Event], changes: Sequence[Change] = ()
    ) -> str:
        """Store call, answer, events and changes, all or nothing, unless somebody took this turn meanwhile.

        `was` is the turn the call was at when loaded, None for a call that was not stored. Gives the answer to
        send: ours, or the winner's. One round trip. Raises Unavailable and LimitReached.
        """

    def choose(self, sid: str, turn: int, choice: HoldChoice) -> None:
        """Store what a caller chose while waiting, for the turn that follows. Raises Unavailable."""

    def note(self, event: Event, changes: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Put an event into the record's stream, with what it changes. One that ends a call ends all that it holds.

        `if_known`: it is recorded only where the call is stored. Gives the name of a callback that an agent had in hand
        whose call this was. Raises Unavailable.
        """


@dataclass(frozen=True, slots=True)
class NextInLine:
    """Who comes next in the line of a queue: a call by its SID, or a callback by its name (`is_callback`)."""

    queue: str
    member: str
    is_callback: bool


class WaitingLine(Protocol):
    """Callers who wait for people, by queue. A callback that was asked for keeps its place among them."""

    def take(self, queues: Sequence[str], desk: str) -> NextInLine | None:
        """Whoever is first over all these queues, taken out of the line for one who will speak with them.

        `desk` is the call (SID) of that one: whom it took before, and was not put through to, goes back to the line
        first, also when the call ends. Raises Unavailable.
        """

    def put_back(self, taken: NextInLine) -> None:
        """Back to the place they had, because nobody spoke with them. Raises Unavailable."""

    def drop(self, taken: NextInLine) -> None:
        """They do not wait any more. Raises Unavailable."""

    def leave_desk(self, desk: str) -> None:
        """One who spoke with callers, by the call (SID), takes none any more. Raises Unavailable."""

    def stays(self, queue: str, sid: str, turn: int) -> int | None:
        """A caller still waits, until turn `turn`: one who was taken, and whom nobody spoke with, is put back.

        Gives how many come before them; None when it is not known. Raises Unavailable.
        """

    def call(self, sid: str) -> LineCall | None:
        """A call as it stands. Raises Unavailable."""


class Render(Protocol):
    """Turns effects into TwiML."""

    def __call__(self, turn: Turn, call: LineCall, *, action: str) -> str:
        """The document. `action` is the address of the next turn."""
