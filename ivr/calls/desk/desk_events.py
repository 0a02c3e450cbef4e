"""Events of the desk for the record. Plain data that can safely be applied twice, and in any order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Became = Literal["", "ringing", "answered", "missed", "declined", "lost"]
"""What came of an offer to an agent. `lost`: the caller hung up, or the agent's telephone could not be reached."""
HANDLING_TIMES = ("offered_at", "answered_at", "ended_at", "wrapped_at", "noted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """An agent's state, or its reason, changed; `number` counts the changes of an agent's presence."""

    agent: str
    number: int
    state: str
    at: datetime
    reason: str = ""
    kind: Literal["StateChanged"] = field(default="StateChanged", init=False, repr=False, compare=False)

    @property
    def sid(self) -> str:
        """No call."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became known of the handling of a call by an agent. Parts that are empty are not known here.

    A `became` other than ringing is final; of two notes the later one counts (`noted_at`).
    """

    handling: str
    sid: str
    at: datetime
    agent: str = ""
    agent_name: str = ""
    queue: str = ""
    language: str = ""
    issue: str = ""
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wrapped_at: datetime | None = None
    hold_seconds: float = 0.0
    became: Became = ""
    ended_by: str = ""
    disposition: str = ""
    note: str = ""
    noted_at: datetime | None = None
    direction: str = ""
    kind: Literal["Handled"] = field(default="Handled", init=False, repr=False, compare=False)


DeskEvent = StateChanged | Handled
