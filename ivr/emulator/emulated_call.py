"""A call as Twilio records it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from ivr.emulator.sids import new_sid

Status = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]
FINAL: frozenset[Status] = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Geography:
    """The place that a number belongs to; only known fields are sent."""

    city: str = ""
    state: str = ""
    zip_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A status callback: its URL and the events of the call that it is sent for."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(slots=True, kw_only=True)
class EmulatedCall:
    """`extra` holds parameters beside the standard ones: StirVerstat, CallToken, ForwardedFrom.

    `sip_headers` are the headers of the call to a SIP address.
    """

    account_sid: str
    from_: str
    to: str
    direction: Direction
    created: datetime
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: Status = "queued"
    parent_sid: str = ""
    answered: datetime | None = None
    ended: datetime | None = None
    from_place: Geography = Geography()
    to_place: Geography = Geography()
    extra: Mapping[str, str] = field(default_factory=dict)
    sip_headers: Mapping[str, str] = field(default_factory=dict)
    progress: Progress | None = None
    sequence: int = 0

    @property
    def is_over(self) -> bool:
        return self.status in FINAL

    @property
    def duration(self) -> int:
        """Whole seconds from answer to end."""
        if not self.answered or not self.ended:
            return 0
        return int((self.ended - self.answered).total_seconds())

    @property
    def address(self) -> str:
        """The other party's address: the caller of an inbound call, else the party called."""
        return self.from_ if self.direction == "inbound" else self.to
