"""What the carrier takes for calls, by a table of prices."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

Reached = Literal["desk", "phone", "sip", ""]
"""How the people of a queue are reached; empty if not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPrices:
    """Prices of a begun minute and of a text, in one currency. What has no price costs nothing here."""

    inbound: float = 0.0
    phone: float = 0.0
    sip: float = 0.0
    desk: float = 0.0
    text: float = 0.0

    def of_call(self, seconds: float, texts: int) -> float:
        """The cost of a call to the line and of the texts that it sent."""
        return self.inbound * minutes(seconds) + self.text * texts

    def of_talk(self, seconds: float, reached: Reached) -> float:
        """The cost of a conversation, beside that of the call."""
        price = {"desk": self.desk, "phone": self.phone, "sip": self.sip}.get(reached, 0.0)
        return price * minutes(seconds)


def minutes(seconds: float) -> int:
    """Begun minutes, as the carrier counts them. Twilio: Voice pricing."""
    return ceil(seconds / 60)
