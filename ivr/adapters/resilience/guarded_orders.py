"""The orders as a call may ask for them: within a deadline, and from memory when there is no answer."""

import math
import time
from typing import Protocol, Self

from ivr.adapters.redis.last_known_orders import LastKnownOrders
from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders, Unavailable


class PunctualOrders(Protocol):
    """A source that answers within so many seconds, or raises: TimeoutError when they are over."""

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        """As `OrderSource.by_phone`."""

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        """As `OrderSource.by_number`."""

    def by_identity(self, number: str, *, patience: float) -> Order | None:
        """As `OrderSource.by_identity`."""


class GuardedOrders:
    """A source behind a guard. What was read is kept for a day and stands in, with its age, for what cannot be.

    `until` is the point of time.monotonic() after which nobody waits for it any more.
    """

    def __init__(
        self,
        source: PunctualOrders,
        guard: Bulkhead,
        last_known: LastKnownOrders | None = None,
        *,
        until: float = math.inf,
    ) -> None:
        self._source = source
        self._guard = guard
        self._last_known = last_known
        self._until = until

    def within(self, seconds: float) -> Self:
        """The same orders for one turn: all its questions together wait so long at most, from now on."""
        until = time.monotonic() + seconds
        return type(self)(self._source, self._guard, self._last_known, until=until)

    def by_phone(self, e164: str) -> KnownOrders:
        """The orders that carry a number; the last known ones, marked `kept`, when the source does not answer."""
        try:
            known = self._guard.call(lambda left: self._source.by_phone(e164, patience=left), until=self._until)
        except Unavailable:
            kept = self._last_known.read(e164) if self._last_known else None
            if kept is None:
                raise
            return kept
        if self._last_known:
            self._last_known.keep(known)
        return known

    def by_number(self, number: str) -> tuple[Order, ...]:
        """The orders that a caller may mean. Nothing is kept of these: who asks is not known yet."""
        return self._guard.call(lambda left: self._source.by_number(number, patience=left), until=self._until)

    def by_identity(self, number: str) -> Order | None:
        """The order with exactly this number. Nothing is kept of it either."""
        return self._guard.call(lambda left: self._source.by_identity(number, patience=left), until=self._until)
