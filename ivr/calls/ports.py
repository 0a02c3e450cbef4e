"""The ports of the use cases."""

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
    """A parsed webhook of a call. `ani` is unchanged from Twilio: a number, a word or a SIP address."""

    sid: str
    ani: str
    dnis: str
    attestation: str = ""
    answer: Answer = SILENCE


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored data for a turn: the call, and the answer if this turn was already taken.

    `hold_choice` is the choice of a waiting caller before the turn; `memory` comes from the caller's earlier calls, and
    `asked` are the caller's open requests by their times (ISO 8601). `noticed` are the orders (by keyed hash) about
    which the caller was texted, with the times. `goes_to` is the queue to which a person sends the
    caller with this turn.
    """

    call: LineCall | None
    answer: str | None
    hold_choice: HoldChoice = ""
    memory: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    noticed: Mapping[str, str] = field(default_factory=dict)
    goes_to: str = ""


class LimitReached(Exception):
    """A turn was not stored because a counter that it assumes below a limit has become full."""


class Sessions(Protocol):
    """Stores live calls."""

    def load(self, sid: str, turn: int, *, caller: str = "") -> Stored:
        """The call, and the stored answer to this turn; also memory and requests of `caller` (a key) if given.

        One round trip. Raises Unavailable.
        """

    def commit(
        self, call: LineCall, *, was: int | None, answer: str, events: Sequence[Event], changes: Sequence[Change] = ()
    ) -> str:
        """Store call, answer, events and changes atomically, unless another worker took this turn meanwhile.

        `was` is the turn of the call when loaded, None for a call that was not stored. Returns the answer to send:
        ours, or the winner's. One round trip. Raises Unavailable and LimitReached.
        """

    def choose(self, sid: str, turn: int, choice: HoldChoice) -> None:
        """Store the choice of a waiting caller for the next turn. Raises Unavailable."""

    def send_on(self, sid: str, turn: int, queue: str) -> None:
        """Store that the caller goes to a queue with the next turn; with "" that they do not. Raises Unavailable."""

    def note(self, event: Event, changes: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Add an event to the record's stream, with its changes. The end of a call releases everything that it holds.

        With `if_known`, it is recorded only if the call is stored. Returns the name of a callback that an agent had in
        hand, if the call was the agent's. Raises Unavailable.
        """


@dataclass(frozen=True, slots=True)
class NextInLine:
    """The next in the line of a queue: a call by its SID, or a callback by its name (`is_callback`)."""

    queue: str
    member: str
    is_callback: bool


class WaitingLine(Protocol):
    """The waiting lines of queues. A requested callback keeps its place among the callers."""

    def take(self, queues: Sequence[str], desk: str) -> NextInLine | None:
        """Take the first in line over all these queues, for an agent.

        `desk` is the agent's call (SID): a caller whom it took before without being connected returns to the line
        first, also at the end of the call. Raises Unavailable.
        """

    def put_back(self, taken: NextInLine) -> None:
        """Return a caller to the former place, because no agent spoke with them. Raises Unavailable."""

    def drop(self, taken: NextInLine) -> None:
        """Remove a caller who no longer waits. Raises Unavailable."""

    def leave_desk(self, desk: str) -> None:
        """End the work of an agent, by the call (SID). Raises Unavailable."""

    def stays(self, queue: str, sid: str, turn: int) -> int | None:
        """Confirm that a caller still waits, until turn `turn`; one who was taken but not spoken with is put back.

        Returns the number of callers ahead, or None if it is unknown. Raises Unavailable.
        """

    def call(self, sid: str) -> LineCall | None:
        """The current state of a call. Raises Unavailable."""


class Render(Protocol):
    """Renders effects as TwiML."""

    def __call__(self, turn: Turn, call: LineCall, *, action: str) -> str:
        """The document. `action` is the address of the next turn."""
