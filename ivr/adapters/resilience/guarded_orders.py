"""Order look-ups for calls: with a deadline, and with the last known orders if the source does not answer."""

import math
import time
from typing import Protocol, Self

from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders, Unavailable


class PunctualOrders(Protocol):
    """An order source that answers within `patience` seconds or raises TimeoutError."""

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        """As `OrderSource.by_phone`."""

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        """As `OrderSource.by_number`."""

    def by_identity(self, key: str, *, patience: float) -> Order | None:
        """As `OrderSource.by_identity`."""


class OrderCache(Protocol):
    """The last known orders of telephone numbers. It never raises."""

    def read(self, e164: str) -> KnownOrders | None:
        """Return the orders last known of a number, or None."""

    def keep(self, known: KnownOrders) -> None:
        """Store the orders of a number."""


class GuardedOrders:
    """An order source behind a bulkhead. Its answers are stored for a day and used, with their age, while it fails.

    `until` is the time of time.monotonic() after which a look-up is abandoned.
    """

    def __init__(
        self,
        source: PunctualOrders,
        guard: Bulkhead,
        last_known: OrderCache | None = None,
        *,
        until: float = math.inf,
    ) -> None:
        self._source = source
        self._guard = guard
        self._last_known = last_known
        self._until = until

    def within(self, seconds: float) -> Self:
        """Return the same source for one turn: all its look-ups together take at most `seconds` from now."""
        until = time.monotonic() + seconds
        return type(self)(self._source, self._guard, self._last_known, until=until)

    def by_phone(self, e164: str) -> KnownOrders:
        """Return the orders of a number, or the last known ones, marked `kept`, if the source does not answer."""
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
        """Return the orders that a number may mean. They are not stored: the caller is not identified yet."""
        return self._guard.call(lambda left: self._source.by_number(number, patience=left), until=self._until)

    def by_identity(self, key: str) -> Order | None:
        """Return the order with this key, or None. It is not stored either."""
        return self._guard.call(lambda left: self._source.by_identity(key, patience=left), until=self._until)
