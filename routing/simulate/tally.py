"""Counters of call outcomes."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Tally:
    """Counts of one queue, one kind of callers or the whole line. Times are seconds."""

    offered: int = 0
    answered: int = 0
    in_target: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    flowed_out: int = 0
    waiting: int = 0
    waited: float = 0.0
    """Total wait of answered callers."""
    longest: float = 0.0
    waits: "array[float]" = field(default_factory=lambda: array("d"))
    """The wait of each caller who was answered or gave up."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Flow-outs by reason."""

    def answer(self, wait: float, target: float) -> None:
        """Count an answered caller by the wait and the target, in seconds."""
        self.answered += 1
        self.in_target += wait <= target
        self.waited += wait
        self._over(wait)

    def abandon(self, wait: float, short: float) -> None:
        """Count an abandoned call; within `short` seconds it is excluded from service levels."""
        self.abandoned += 1
        self.short_abandoned += wait < short
        self._over(wait)

    def flow_out(self, reason: str) -> None:
        """Count a caller who was refused, left a message or went to another queue."""
        self.flowed_out += 1
        self.reasons[reason] += 1

    def keep_waiting(self, wait: float) -> None:
        """Count a caller who still waits at the end."""
        self.waiting += 1
        self.longest = max(self.longest, wait)

    def _over(self, wait: float) -> None:
        self.longest = max(self.longest, wait)
        self.waits.append(wait)

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        for name in ("offered", "answered", "in_target", "abandoned", "short_abandoned", "flowed_out", "waiting"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waited += other.waited
        self.longest = max(self.longest, other.longest)
        self.waits.extend(other.waits)
        self.reasons.update(other.reasons)

    @classmethod
    def of(cls, tallies: Iterable["Tally"]) -> Self:
        """The sum of tallies."""
        whole = cls()
        for each in tallies:
            whole.add(each)
        return whole
