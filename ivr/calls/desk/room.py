"""A room: the conference in which a caller talks with people, and everybody in it (Twilio: Conference)."""

from dataclasses import dataclass, replace
from typing import Literal

SeatKind = Literal["caller", "agent", "guest", "supervisor"]
"""`guest` is a person at an outside number, or of another company."""
RoomPhase = Literal["ringing", "joining", "talking", "over"]
"""The agent is rung; the agent is in, and the caller is on the way; they talk; the conversation is over."""
EndedBy = Literal["", "caller", "agent", "transfer", "supervisor", "failure"]
Listening = Literal["", "listen", "coach", "barge"]
"""How a supervisor takes part: unheard, heard by the agent in charge alone, or heard by all."""
TransferWay = Literal["blind", "consult", "invite"]
"""Without a word before; with one, while the caller is on hold; or as a third person."""
CALLER = "caller"
"""The label of the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody in a room. `label` is unique in it (Twilio: participantLabel); `leg` is their call (SID), if placed.

    `agent` is the id of an agent or supervisor. `asked` is the time (seconds since 1970) at which Twilio was asked for
    the leg, `joined` that of coming in, 0 while the telephone rings. `is_held`, `is_muted`, `ends` (Twilio:
    EndConferenceOnExit) and `heard` are what Twilio was told last; `wants_mute` and `listening` are what is wished, and
    `is_leaving` is the wish that they go. `coaches` is the label of the only one who hears a coach. `to` is the
    number (E.164) of a customer whom an agent calls.
    """

    label: str
    kind: SeatKind
    name: str = ""
    leg: str = ""
    agent: str = ""
    asked: float = 0.0
    joined: float = 0.0
    is_held: bool = False
    is_muted: bool = False
    ends: bool = False
    wants_mute: bool = False
    is_leaving: bool = False
    listening: Listening = ""
    heard: Listening = ""
    coaches: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer or an invitation under way: the `label` of the other side, and of the agent who asked for it."""

    label: str
    way: TransferWay
    by: str
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A conversation. `name` is random and says nothing of anybody (Twilio: friendly name of a conference).

    `call` is the caller's call (SID), handed to `queue`; `agent` is the id of the agent in charge, empty while a guest
    is. `conference` is Twilio's SID of it, empty until somebody is in. `began` is in seconds since 1970, as is
    `held_since`, the time at which the agent put the caller on hold (0: not on hold). `revision` counts changes, for
    compare-and-set. `handling` is the id of the agent's record of this conversation. `notice` tells the agent what
    became of a transfer. `goes_to` is the queue to which the caller goes on; `is_ending` sends them on with the line.
    `is_told` says that the caller was told of listening.

    `until` is the time at which ringing ends, `answered` that at which the agent in charge came in, `moved` that at
    which Twilio began to call a customer in; `hold_seconds` are those of the agent's holds that are over. `over` is the
    time of the end, and `ended_by` its cause. `line` is the number (E.164) that the caller dialled, `language` and
    `issue` are what the caller speaks and wants; `turn` is the turn of the call that follows.
    """

    name: str
    call: str
    queue: str = ""
    agent: str = ""
    conference: str = ""
    seats: tuple[Seat, ...] = ()
    began: float = 0.0
    held_since: float = 0.0
    revision: int = 0
    handling: str = ""
    transfer: Transfer | None = None
    notice: str = ""
    goes_to: str = ""
    is_ending: bool = False
    is_told: bool = False
    converted: float = 0.0
    """The time at which a bridged call became this room; 0 for a room from the start."""
    phase: RoomPhase = "talking"
    until: float = 0.0
    answered: float = 0.0
    moved: float = 0.0
    hold_seconds: float = 0.0
    over: float = 0.0
    ended_by: EndedBy = ""
    line: str = ""
    language: str = ""
    issue: str = ""
    turn: int = 0
    direction: Literal["in", "out"] = "in"

    def seat(self, label: str) -> Seat | None:
        """The seat of a label."""
        return next((each for each in self.seats if each.label == label), None)

    def seat_of(self, agent: str) -> Seat | None:
        """The seat of an agent or supervisor by id."""
        return next((each for each in self.seats if each.agent == agent), None) if agent else None

    @property
    def present(self) -> tuple[Seat, ...]:
        """Those who have come in."""
        return tuple(each for each in self.seats if each.joined)

    @property
    def still_ringing(self) -> tuple[Seat, ...]:
        """Those whose telephone rings."""
        return tuple(each for each in self.seats if each.leg and not each.joined and each.kind != "caller")

    @property
    def is_over(self) -> bool:
        """Whether the conversation, or the attempt at one, has ended."""
        return self.phase == "over"

    @property
    def in_charge(self) -> Seat | None:
        """The agent in charge, or the guest to whom the caller was handed over."""
        if self.agent:
            return self.seat_of(self.agent)
        return next((each for each in self.present if each.kind == "guest" and not each.is_leaving), None)

    def with_seat(self, seat: Seat) -> "Room":
        """The room with this seat, in place of the one of the same label."""
        if self.seat(seat.label) is None:
            return replace(self, seats=(*self.seats, seat))
        return replace(self, seats=tuple(seat if each.label == seat.label else each for each in self.seats))

    def without(self, label: str) -> "Room":
        """The room without a seat."""
        return replace(self, seats=tuple(each for each in self.seats if each.label != label))


def agent_label(agent: str) -> str:
    """The label of an agent by id."""
    return f"agent-{agent}"


def supervisor_label(agent: str) -> str:
    """The label of a supervisor by the id of their agent."""
    return f"supervisor-{agent}"


def guest_label(word: str) -> str:
    """The label of a guest; `word` is random."""
    return f"guest-{word}"
