"""The machine that the bench runs on: the share of it that other processes used."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

_FIELDS = 8
"""The first fields of `cpu`, up to `steal`: time of guests, which follows, is counted in them already."""


@dataclass(frozen=True, slots=True)
class Processors:
    """The processors' times since the machine started, in ticks (proc(5): /proc/stat)."""

    stolen: int
    whole: int

    @classmethod
    def now(cls) -> Self:
        """As of this moment."""
        ticks = [int(field) for field in Path("/proc/stat").read_text().split()[1 : _FIELDS + 1]]
        return cls(stolen=ticks[-1], whole=sum(ticks))

    def stolen_since(self, earlier: Self) -> float:
        """The percentage of their time that the host of a virtual machine gave to others meanwhile."""
        return 100 * (self.stolen - earlier.stolen) / max(self.whole - earlier.whole, 1)
