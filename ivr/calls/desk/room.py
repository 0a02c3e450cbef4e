"""A room: the conference in which a caller talks with people, and everybody in it (Twilio: Conference)."""

from dataclasses import dataclass
from typing import Literal

SeatKind = Literal["caller", "agent", "guest", "supervisor"]
"""`guest` is a person at an outside number, or of another company."""
Listening = Literal["", "listen", "coach", "barge"]
"""How a supervisor takes part: unheard, heard by the agent in charge alone, or heard by all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody in a room. `label` is unique in it (Twilio: participantLabel); `leg` is their call (SID), if placed.

    `agent` is the id of an agent or supervisor. `joined` is the time (seconds since 1970) of coming in, 0 while the
    telephone rings.
    """

    label: str
    kind: SeatKind
    name: str = ""
    leg: str = ""
    agent: str = ""
    joined: float = 0.0
    is_held: bool = False
    is_muted: bool = False
    listening: Listening = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A conversation. `name` is random and says nothing of anybody (Twilio: friendly name of a conference).

    `call` is the caller's call (SID), handed to `queue`; `agent` is the id of the agent in charge. `conference` is
    Twilio's SID of it, empty until somebody is in. `began` is in seconds since 1970. `revision` counts changes, for
    compare-and-set. `handling` is the id of the agent's record of this conversation.
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

    def seat(self, label: str) -> Seat | None:
        """The seat of a label."""
        return next((each for each in self.seats if each.label == label), None)

    @property
    def present(self) -> tuple[Seat, ...]:
        """Those who have come in."""
        return tuple(each for each in self.seats if each.joined)
