"""Limits of texts and callbacks, which cost money and can be requested in another person's name."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OutreachLimits:
    """Maximum numbers in a day.

    `people` limits texts to a telephone of the shop's own staff about messages left. `withheld` limits the callbacks in
    an hour of all callers with a withheld number.
    """

    texts_order: int = 3
    texts_number: int = 5
    people: int = 200
    callbacks_number: int = 3
    callbacks_caller: int = 3
    withheld: int = 30


LIMITS = OutreachLimits()


class Grant(Enum):
    """Whether a text or a callback may be promised."""

    GRANTED = "granted"
    BEFORE = "before"
    """A recent one exists, or one is in progress; another is not needed."""
    TOO_MANY = "too_many"
    OURS = "ours"
    """The number belongs to the line itself."""
    STOPPED = "stopped"
    """The number has opted out of texts."""


class Outreach(Protocol):
    """Grants texts and callbacks, and counts them. Never raises: if counting fails, the request is granted, since it is
    counted again when carried out. The same request of the same call has the same answer and counts once.
    """

    def text(self, *, call: str, order: str, number: str) -> Grant:
        """A text about an order, by its key, to a number (E.164). BEFORE: enough texts were sent about this order."""

    def call_back(self, *, call: str, number: str, caller: str, replaces: str = "") -> Grant:
        """A callback to a number (E.164), for the caller's number `caller`, which is empty if withheld.

        `replaces` is the callback for which this call was placed. BEFORE means that one is booked for the number.
        """
