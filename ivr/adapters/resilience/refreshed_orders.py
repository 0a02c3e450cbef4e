"""Orders of callers as their shop has them now, where the stored copy is old."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from ivr.adapters.resilience.guarded_orders import PunctualOrders
from ivr.orders.delivery_status import is_over
from ivr.orders.model import Order
from ivr.orders.news import OrderNews
from ivr.orders.order_source import KnownOrders
from ivr.orders.refreshing import refreshed

SPARE = 0.05
"""Seconds of a look-up that are left for everything after the shop's answer."""
LEAST = 0.1
"""Seconds below which a shop is not asked: none answers so soon."""


class LiveShops(Protocol):
    """The shops that can be asked for an order while its customer waits. Neither method raises."""

    def order(self, source: str, source_id: str, *, patience: float) -> OrderNews | None:
        """One order as it is now; None if its source has no API, or does not answer in time."""

    def keep(self, news: OrderNews) -> None:
        """Have an order stored that was asked for."""


@dataclass(frozen=True, slots=True)
class RefreshedOrders:
    """The orders of an index. The newest of a caller, while it is under way, is asked for at its shop if it is older
    than `age`; without an answer the stored copy stands.
    """

    index: PunctualOrders
    shops: LiveShops
    age: timedelta
    clock: Callable[[], datetime]

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        """As `OrderSource.by_phone`."""
        until = time.monotonic() + patience - SPARE
        known = self.index.by_phone(e164, patience=patience)
        if not self._is_old(known) or (left := until - time.monotonic()) < LEAST:
            return known
        stored, *others = known.orders
        news = self.shops.order(known.origins[0].source, stored.source_id, patience=left)
        if news is None:
            return known
        self.shops.keep(news)
        fresh = refreshed(news, stored, e164)
        return replace(known, orders=(fresh, *others), documents=()) if fresh else known

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        """As `OrderSource.by_number`. Its caller is not identified yet, so that nobody is asked."""
        return self.index.by_number(number, patience=patience)

    def by_identity(self, key: str, *, patience: float) -> Order | None:
        """As `OrderSource.by_identity`."""
        return self.index.by_identity(key, patience=patience)

    def _is_old(self, known: KnownOrders) -> bool:
        """Whether the newest order has a shop to ask, is under way, and was heard of long ago."""
        if not known.origins or not known.origins[0].source or not known.orders[0].source_id:
            return False
        now = self.clock()
        return now - known.origins[0].heard_at > self.age and not is_over(known.orders[0], now)
