"""The state of each agent, and whom an agent may serve."""

from dataclasses import dataclass
from typing import Literal

AgentState = Literal["offline", "ready", "away", "ringing", "talking", "wrap_up"]
STATES: tuple[AgentState, ...] = ("offline", "ready", "away", "ringing", "talking", "wrap_up")
Station = Literal["browser", "phone"]
"""Where an agent's calls ring: in the browser, or on the telephone of their account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAgent:
    """An agent: the id, the name, the console user (empty without one) and the telephone (E.164, empty without one).

    `languages` and `issues` are skills; an empty tuple stands for all that the agent's queues have. `switches` are
    those that the agent may turn by telephone.
    """

    id: str
    name: str
    user: str = ""
    number: str = ""
    queues: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    station: Station = "browser"

    @property
    def client(self) -> str:
        """The identity of the agent's browser at Twilio: letters, digits and underscores (Twilio: Device)."""
        return f"agent_{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPresence:
    """The state of an agent `since` a time (seconds since 1970).

    `queues` are those that the agent serves now, `languages` and `issues` the agent's skills. `reason` belongs to
    `away`. `call` is the caller's call (SID), with its `queue` and `room`, from ringing to the end of the wrap-up;
    `until` is the time at which ringing or wrap-up ends by itself (0: never). `idle_since` is the end of the last
    conversation, or the time of getting ready. `beat` is the last sign of life of the browser; `desk_line` is the
    agent's own call (SID) to the desk line.
    """

    agent: str
    name: str
    state: AgentState
    since: float
    queues: tuple[str, ...] = ()
    reason: str = ""
    station: Station = "browser"
    call: str = ""
    queue: str = ""
    room: str = ""
    until: float = 0.0
    idle_since: float = 0.0
    beat: float = 0.0
    desk_line: str = ""
    message: str = ""
    """The last message from a supervisor, until the agent has read it."""
    languages: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    then: AgentState = "ready"
    """The state after a call and its wrap-up, with its reason: the agent may ask for one meanwhile."""
    then_reason: str = ""
    rests_until: float = 0.0
    """A ready agent is offered nothing before: just after declining a call."""
    is_extended: bool = False
    """Whether the agent has taken more time for this wrap-up."""
    handling: str = ""
    """The record of the call, from ringing to the end of the wrap-up."""
    is_disposed: bool = False
    """Whether the agent has written a disposition for it."""
    revision: int = 0
    """Counts the changes."""

    @property
    def is_at_work(self) -> bool:
        """Whether the agent is signed in to the desk."""
        return self.state != "offline"
