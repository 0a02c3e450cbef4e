"""Events that reach a leg while it waits, and the wait itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ivr.emulator.twiml import verbs as v


@dataclass(frozen=True, slots=True)
class NextDocument:
    """The next document to run: by URL, with `params` beside the standard ones, or as text in `twiml`."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    twiml: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    digits: str


@dataclass(frozen=True, slots=True)
class Speech:
    words: str
    confidence: float = 0.9


Input = Keys | Speech


@dataclass(frozen=True, slots=True)
class Begun:
    """The leg's script starts."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time of the wait numbered `wait` is over."""

    wait: int


@dataclass(frozen=True, slots=True)
class PutDown:
    """The party hangs up, or the leg is ended from outside with `status`."""

    status: Literal["completed", "canceled", "no-answer", "busy"] = "completed"


@dataclass(frozen=True, slots=True)
class Redirected:
    """REST gives the live call another document."""

    document: NextDocument


@dataclass(frozen=True, slots=True)
class PickedUp:
    """A phone that is held by hand is answered."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dialled leg has answered and heard its whisper."""

    call_sid: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A leg that this one called or talked with is over."""

    call_sid: str


@dataclass(frozen=True, slots=True)
class Bridged:
    """The leg is connected with the leg of `call_sid`."""

    call_sid: str


@dataclass(frozen=True, slots=True)
class Unbridged:
    """The other leg has left the bridge."""


@dataclass(frozen=True, slots=True)
class Dequeued:
    """A waiting leg is taken by the leg of `agent_sid` after an `announcement`, or assigned to an `endpoint`."""

    agent_sid: str = ""
    announcement: NextDocument | None = None
    endpoint: v.Endpoint | None = None


@dataclass(frozen=True, slots=True)
class CallerJoined:
    """A call is waiting in the queue for which this leg listens."""


@dataclass(frozen=True, slots=True)
class ConferenceChanged:
    """The part that the leg has in its conference has changed: it begins, is held, is announced to, or is over."""


Event = (
    Keys
    | Speech
    | Begun
    | Elapsed
    | PutDown
    | Redirected
    | PickedUp
    | Accepted
    | Ended
    | Bridged
    | Unbridged
    | Dequeued
    | CallerJoined
    | ConferenceChanged
)


@dataclass(frozen=True, slots=True)
class Ear:
    """The kinds of input that a listening verb takes."""

    verb: Literal["Gather", "Record", "Bridge"]
    keys: bool = False
    speech: bool = False

    def takes(self, event: Event) -> bool:
        return (self.keys and isinstance(event, Keys)) or (self.speech and isinstance(event, Speech))


@dataclass(frozen=True, slots=True)
class Wait:
    """A leg that waits `until` a time, listening with `ear`; `rests` means that nothing follows until a party acts."""

    number: int
    until: datetime | None
    state: str
    ear: Ear | None = None
    rests: bool = False
