"""Counts guesses at orders: wrong claims of callers, within limits across all calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.effects import Change, Effect, TurnInfo

Counter = tuple[str, int, int]
"""A counter: name, free attempts, and seconds until it expires."""


@dataclass(frozen=True, slots=True)
class Guessed(Change):
    """Increase the counters `counted` and decrease those `returned`, in the write that stores the turn.

    The turn is not stored if any of `free` has become full: other calls have used the attempts that were free when the
    turn began, and it must be run again. So parallel calls get no more attempts than successive ones.
    """

    counted: tuple[Counter, ...]
    returned: tuple[Counter, ...]
    free: tuple[Counter, ...]

    must_be_stored: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class CountGuess(Effect):
    """A guess was checked; the fields are those of Guessed."""

    counted: tuple[Counter, ...]
    returned: tuple[Counter, ...]
    free: tuple[Counter, ...]

    def changes(self, _info: TurnInfo) -> Iterable[Change]:
        """The counts."""
        return [Guessed(self.counted, self.returned, self.free)]
