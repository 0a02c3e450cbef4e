"""What the line sends and rings by itself, and how much: it costs money, and may be asked for in another's name."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OutreachLimits:
    """How many there are in a day.

    `people` are the texts to a telephone of the shop's own people, who are told of messages that were left. `withheld`
    are the callbacks in an hour of all callers who withhold their number.
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
    """There was one lately, or one is on its way: the same again is not needed."""
    TOO_MANY = "too_many"
    OURS = "ours"
    """The number is one at which the line itself answers."""


class Outreach(Protocol):
    """Grants texts and callbacks, and counts them. Never raises: what cannot be counted is granted, since whoever
    carries it out counts again. The same question of the same call has the same answer and counts once.
    """

    def text(self, *, call: str, order: str, number: str) -> Grant:
        """A text about an order, by its key, to a number (E.164). BEFORE: there were enough of this order."""

    def call_back(self, *, call: str, number: str, caller: str, replaces: str = "") -> Grant:
        """A callback to a number (E.164), for whoever rings from `caller`, empty for one who withholds the number.

        `replaces` is the callback for which this very call was made. BEFORE: one is booked for the number.
        """
