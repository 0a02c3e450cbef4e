"""The desk of an agent, and the acts of supervisors on live calls.

Each raises DeskRefused, with a reason in the field's words, if the state does not allow it or Twilio refuses, and
Unavailable while Redis or SQL cannot be reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent, Station
from ivr.calls.desk.room import Listening, Room


class DeskRefused(Exception):
    """The act is not possible now. The message is for the user."""


TargetKind = Literal["queue", "agent", "number"]


@dataclass(frozen=True, slots=True)
class TransferTarget:
    """Where a call goes: a queue by key, an agent by id, or an outside number by its name on the allow-list."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class Disposed:
    """What an agent writes after a call: the code of a disposition, and a note."""

    disposition: str
    note: str


@dataclass(frozen=True, slots=True)
class SoftphoneAccess:
    """How a browser connects: `kind` is twilio (`token` is an access token) or emulator (`address` is its API)."""

    kind: Literal["twilio", "emulator", "none"]
    identity: str = ""
    token: str = ""
    address: str = ""
    seconds: int = 0


class AgentStation(Protocol):
    """What an agent does at the desk."""

    def agent(self, user: str) -> DeskAgent | None:
        """The agent who is this user."""

    def presence(self, agent: DeskAgent) -> AgentPresence:
        """The agent's state."""

    def room(self, agent: DeskAgent) -> Room | None:
        """The room that the agent is in, is rung into, or writes about in the wrap-up."""

    def softphone(self, agent: DeskAgent) -> SoftphoneAccess:
        """Access for the agent's browser."""

    def sign_in(self, agent: DeskAgent, *, queues: Sequence[str], station: Station) -> AgentPresence:
        """Come to work: the chosen queues of the agent's own, and where calls ring. The agent is away at first."""

    def ready(self, agent: DeskAgent) -> AgentPresence:
        """Take calls; also ends the wrap-up."""

    def away(self, agent: DeskAgent, reason: str) -> AgentPresence:
        """Take no calls, for a reason of the routing document; during a call, afterwards."""

    def sign_out(self, agent: DeskAgent) -> AgentPresence:
        """Go home; during a call, afterwards."""

    def beat(self, agent: DeskAgent, *, tab: str) -> bool:
        """A sign of life of the browser, by a random name of its tab; False if another tab has the telephone."""

    def can_ring(self, agent: DeskAgent) -> bool:
        """Whether the agent's telephone would ring now: one of their own, or a browser that gives signs of life."""

    def decline(self, agent: DeskAgent) -> None:
        """Let the ringing call go to somebody else."""

    def hang_up(self, agent: DeskAgent) -> None:
        """Leave the conversation; the caller goes on with the line (a survey, goodbye)."""

    def hold(self, agent: DeskAgent, *, held: bool) -> None:
        """Put the caller on hold, or take them back."""

    def mute(self, agent: DeskAgent, *, muted: bool) -> None:
        """Mute the agent, or the reverse."""

    def transfer(self, agent: DeskAgent, to: TransferTarget, *, first: bool) -> None:
        """Hand the caller over. With `first` the agent talks to the other side while the caller is on hold."""

    def invite(self, agent: DeskAgent, to: TransferTarget) -> None:
        """Take in a third person."""

    def complete(self, agent: DeskAgent) -> None:
        """End one's own part in a transfer with a word before, or in a call of three."""

    def dismiss(self, agent: DeskAgent, label: str) -> None:
        """Have a guest or another agent leave, also while they ring; the caller comes off hold."""

    def wrap_up(self, agent: DeskAgent, disposed: Disposed) -> AgentPresence:
        """Store disposition and note. Raises DeskRefused for a code that is not, or no longer, on the list."""

    def longer(self, agent: DeskAgent) -> AgentPresence:
        """Extend the wrap-up once by its length."""

    def call_out(self, agent: DeskAgent, number: str, *, shown: str, about: str) -> None:
        """Call a customer (E.164): the agent's telephone rings first. `about` is the earlier call (SID)."""

    def read_message(self, agent: DeskAgent) -> None:
        """The message of a supervisor was read."""


class Supervising(Protocol):
    """What a supervisor does with live calls and agents. Each act has an entry in the audit."""

    def agents(self) -> Sequence[AgentPresence]:
        """Everybody at work."""

    def desk_of(self, user: str) -> DeskAgent:
        """The desk of a supervisor; one without queues is made at first."""

    def room_of(self, sid: str) -> Room | None:
        """The room of a caller's call."""

    def join(self, user: str, sid: str, how: Listening) -> None:
        """Take part in a call; the user's own desk rings and shows it. A bridged call becomes a room first."""

    def change(self, user: str, sid: str, how: Listening) -> None:
        """Take part in another way."""

    def take_over(self, user: str, sid: str) -> None:
        """Be in charge of the call in place of its agent."""

    def leave(self, user: str, sid: str) -> None:
        """Take part no more."""

    def move(self, user: str, sid: str, queue: str) -> None:
        """Send a waiting or connected caller to another queue."""

    def put_first(self, user: str, sid: str) -> None:
        """Have a waiting caller be served next."""

    def end(self, user: str, sid: str) -> None:
        """End a call."""

    def send_home(self, user: str, agent: str) -> None:
        """Sign an agent out; during a call, afterwards."""

    def set_queues(self, user: str, agent: str, queues: Sequence[str]) -> None:
        """Change the queues that an agent serves now."""

    def set_away(self, user: str, agent: str, reason: str) -> None:
        """Set an agent away; during a call, afterwards."""

    def message(self, user: str, agent: str, text: str) -> None:
        """Show a message at the agent's desk."""
