"""Counting a guess at an order: what callers get wrong, within limits that hold for all calls together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.effects import Change, Effect, TurnInfo

Counter = tuple[str, int, int]
"""A count by name, how many are free, and the seconds after which it is forgotten."""


@dataclass(frozen=True, slots=True)
class Guessed(Change):
    """The counts `counted` go up and those `returned` down, in the write that stores the turn.

    The turn is not stored where any of `free` is full by then: other calls have used up meanwhile what was free when
    the turn began, and it has to be taken anew. So no number of calls at once gets more tries than one after another.
    """

    counted: tuple[Counter, ...]
    returned: tuple[Counter, ...]
    free: tuple[Counter, ...]

    must_be_stored: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CountGuess(Effect):
    """A guess was looked at; the fields are those of Guessed."""

    counted: tuple[Counter, ...]
    returned: tuple[Counter, ...]
    free: tuple[Counter, ...]

    def changes(self, _info: TurnInfo) -> Iterable[Change]:
        """The counts."""
        return [Guessed(self.counted, self.returned, self.free)]
