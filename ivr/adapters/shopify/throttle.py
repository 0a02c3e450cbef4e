"""Shopify's limit of points: each document costs some, and they come back by the second."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ivr.orders.sources.shopify.node import Node

_RESERVE = 0.25
"""The share of all points that is left to questions for which a caller waits."""
_LEAST_RATE = 1.0
LONGEST_WAIT = 60.0


@dataclass(slots=True)
class Throttle:
    """What is known of the points that are left, from the last answer. `clock` is in seconds."""

    clock: Callable[[], float]
    _most: float = 0.0
    _left: float = 0.0
    _rate: float = _LEAST_RATE
    _at: float = 0.0
    _costs: dict[str, float] = field(default_factory=dict)
    """The points that a document needs at first; some come back once it is answered."""

    def wait(self, document: str, *, hurried: bool) -> float:
        """Seconds until there are enough points for a document, 0 if there are, or nothing is known yet.

        One that is not `hurried` leaves some for those that are.
        """
        needed = self._costs.get(document, 0.0) + (0.0 if hurried else _RESERVE * self._most)
        missing = min(needed, self._most) - (self._left + self._rate * (self.clock() - self._at))
        return min(LONGEST_WAIT, max(0.0, missing / self._rate))

    def learn(self, document: str, answer: Node) -> None:
        """Note what an answer says of the points."""
        cost = answer.node("extensions").node("cost")
        status = cost.node("throttleStatus")
        if not status:
            return
        self._costs[document] = cost.amount("requestedQueryCost")
        self._most = status.amount("maximumAvailable")
        self._left = status.amount("currentlyAvailable")
        self._rate = max(_LEAST_RATE, status.amount("restoreRate"))
        self._at = self.clock()
