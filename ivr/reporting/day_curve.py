"""Figures by half-hour, as the small curves in the tiles of the board."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from ivr.reporting.kpis import Counts, total

HALF_HOUR = 1800
"""Seconds."""
WIDTH, HEIGHT = 100.0, 24.0
"""The box in which a curve is drawn."""

Halves = Mapping[tuple[int, str], Counts]
"""The counts of each half-hour (its beginning, in seconds since 1970) and queue."""


@dataclass(frozen=True, slots=True)
class DayCurve:
    """The values of a figure in each half-hour from the first with calls to the last. None means unknown."""

    values: tuple[float | None, ...]
    goal: float | None = None

    @property
    def most(self) -> float:
        """The value at the top of the box."""
        return max((value for value in (*self.values, self.goal) if value is not None), default=0.0) or 1.0

    @property
    def is_drawn(self) -> bool:
        """Whether there are values of more than one half-hour."""
        return sum(value is not None for value in self.values) > 1

    def lines(self) -> Iterator[str]:
        """The points of each line, as SVG writes them; a gap for half-hours without a value."""
        places = list(enumerate(self.values))
        for is_known, run in groupby(places, key=lambda each: each[1] is not None):
            if is_known:
                yield " ".join(f"{self._x(place):.1f},{self.y(value or 0.0):.1f}" for place, value in run)

    def y(self, value: float) -> float:
        """The height of a value in the box, from its top."""
        return HEIGHT - 1 - (HEIGHT - 2) * value / self.most

    def _x(self, place: int) -> float:
        return WIDTH * place / max(len(self.values) - 1, 1)


def day_curve(halves: Halves, figure: Callable[[Counts], float | None], goal: float | None = None) -> DayCurve:
    """The curve of a figure over all queues."""
    beginnings = [begins for begins, _ in halves]
    if not beginnings:
        return DayCurve((), goal)
    by_half: dict[int, list[Counts]] = {at: [] for at in range(min(beginnings), max(beginnings) + 1, HALF_HOUR)}
    for (begins, _), counts in halves.items():
        by_half[begins].append(counts)
    return DayCurve(tuple(figure(total(counts)) for counts in by_half.values()), goal)
