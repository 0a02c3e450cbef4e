"""The parties that can be called: agents, vendors, and customers for callbacks."""

from dataclasses import dataclass
from typing import Literal

from ivr.emulator.leg_events import Input
from ivr.emulator.pace import RING_SECONDS

Outcome = Literal["answers", "busy", "no-answer", "failed", "by hand", "offline"]

SIP_CODES: dict[str, str] = {
    "answers": "200",
    "busy": "486",
    "no-answer": "480",
    "failed": "503",
    "by hand": "200",
    "offline": "480",
}
"""The answer of a SIP address (RFC 3261)."""


@dataclass(frozen=True, slots=True)
class Party:
    """Rings for `rings` seconds, then answers (or is busy), gives `inputs`, one each time a verb listens, and talks.

    `by hand` rings until it is answered: a Phone, Handset or browser. `offline` is a browser that is not registered:
    its call ends at once. `talks` is in seconds; None is until the other hangs up.
    """

    outcome: Outcome = "answers"
    rings: float = RING_SECONDS
    talks: float | None = 60.0
    inputs: tuple[Input, ...] = ()


BY_HAND = Party("by hand", talks=None)
OFFLINE = Party("offline")
