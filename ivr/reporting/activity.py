"""Recent activity for the live map: busy edges, and steps with trouble."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from ivr.engine.steps import GIVES_UP

MOVES_KEPT = 60.0
"""Seconds for which a walked edge counts as busy."""
TROUBLE_KEPT = 300.0
"""Seconds for which trouble at a step is shown."""

TROUBLES = {
    "error": "broke",
    GIVES_UP: "gave up",
    "unseen": "saw no order",
    "unanswered": "not answered",
    "nobody": "nobody there",
    "locked": "too many tries",
    "person": "too many tries",
}
"""The kind of trouble by outcome: a fault of ours, a caller not understood, unavailable orders or agents, too many
wrong order numbers."""

Hop = tuple[str, str, str]
T = TypeVar("T")


class EdgeActivity:
    """Counts the edges walked in the last minutes. Times are seconds and never decrease."""

    def __init__(self) -> None:
        self._edges: _Lately[tuple[str, str]] = _Lately(MOVES_KEPT)
        self._troubles: _Lately[tuple[str, str]] = _Lately(TROUBLE_KEPT)

    def add(self, hops: Iterable[Hop], now: float) -> None:
        """Count edges (step, outcome, to) walked now, and drop old ones."""
        for step, outcome, to in hops:
            self._edges.add((step, to), now)
            if outcome in TROUBLES:
                self._troubles.add((step, TROUBLES[outcome]), now)
        self._edges.forget(now)
        self._troubles.forget(now)

    def edges(self) -> Mapping[tuple[str, str], int]:
        """Return how often each edge (step, to) was walked in the last minute."""
        return dict(self._edges.times)

    def trouble(self) -> Mapping[str, Mapping[str, int]]:
        """Return the trouble of the last five minutes, counted by step and kind."""
        found: dict[str, dict[str, int]] = {}
        for (step, kind), times in self._troubles.times.items():
            found.setdefault(step, {})[kind] = times
        return found


class _Lately(Generic[T]):
    """Counts of events within a sliding period, updated with each event instead of computed on reading.

    Events of the same time share an entry, so that memory grows with the readings, not with the calls.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._happened: deque[tuple[float, Counter[T]]] = deque()
        self.times: Counter[T] = Counter()

    def add(self, what: T, now: float) -> None:
        if not self._happened or self._happened[-1][0] != now:
            self._happened.append((now, Counter()))
        self._happened[-1][1][what] += 1
        self.times[what] += 1

    def forget(self, now: float) -> None:
        """Drop entries that are too old."""
        while self._happened and self._happened[0][0] < now - self._seconds:
            self.times -= self._happened.popleft()[1]  # what comes to nothing is left out (Python: Counter)
