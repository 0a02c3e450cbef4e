"""What moved lately, and what went wrong where: the busy edges and the troubled steps of the live map."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping

from ivr.engine.steps import GIVES_UP

MOVES_KEPT = 60.0
"""Seconds in which a walked edge counts as busy."""
TROUBLE_KEPT = 300.0
"""Seconds in which trouble at a step is shown."""
MOST_KEPT = 100_000

TROUBLES = {
    "error": "broke",
    GIVES_UP: "gave up",
    "unseen": "saw no order",
    "unanswered": "not answered",
    "nobody": "nobody there",
}
"""What an outcome says of its step: a fault of ours, a caller not understood, orders or people that did not come."""

Hop = tuple[str, str, str]


class Moves:
    """Counts what was walked within the last minutes. Times are seconds, and never go back."""

    def __init__(self) -> None:
        self._edges: deque[tuple[float, tuple[str, str]]] = deque(maxlen=MOST_KEPT)
        self._troubles: deque[tuple[float, tuple[str, str]]] = deque(maxlen=MOST_KEPT)

    def add(self, hops: Iterable[Hop], now: float) -> None:
        """The edges (step, outcome, to) that were walked just now; what is too old is forgotten."""
        for step, outcome, to in hops:
            self._edges.append((now, (step, to)))
            if outcome in TROUBLES:
                self._troubles.append((now, (step, TROUBLES[outcome])))
        for kept, seconds in ((self._edges, MOVES_KEPT), (self._troubles, TROUBLE_KEPT)):
            while kept and kept[0][0] < now - seconds:
                kept.popleft()

    def edges(self) -> Mapping[tuple[str, str], int]:
        """How often each edge (step, to) was walked in the last minute."""
        return Counter(edge for _, edge in self._edges)

    def trouble(self) -> Mapping[str, Mapping[str, int]]:
        """What went wrong in the last five minutes, counted by step and kind."""
        found: dict[str, Counter[str]] = {}
        for _, (step, kind) in self._troubles:
            found.setdefault(step, Counter())[kind] += 1
        return found
