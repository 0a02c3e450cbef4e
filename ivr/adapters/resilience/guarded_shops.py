"""Shops that are asked while a caller waits: each behind a bulkhead of its own, so that one that hangs costs little."""

import time
from collections.abc import Callable

from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.orders.news import OrderNews
from ivr.orders.order_source import Unavailable
from ivr.orders.sources.source import OrderHidden, Shop


class GuardedShops:
    """Implements `LiveShops`. `shop` gives the shop of a source, None if it has none; `keep` stores an order."""

    def __init__(
        self,
        shop: Callable[[str], Shop | None],
        keep: Callable[[OrderNews], object],
        *,
        deadline: float,
        most: int,
    ) -> None:
        self._shop = shop
        self._keep = keep
        self._deadline = deadline
        self._most = most
        self._guards: dict[str, Bulkhead] = {}

    def order(self, source: str, source_id: str, *, patience: float) -> OrderNews | None:
        """One order as it is now; None if its source has no API, or does not answer in time."""
        shop = self._shop(source)
        if shop is None:
            return None
        until = time.monotonic() + patience
        try:
            return self._guard(source).call(lambda left: _shown(shop, source_id, left), until=until)
        except Unavailable:
            return None

    def keep(self, news: OrderNews) -> None:
        """Have an order stored. It is asked for again if that fails."""
        try:
            self._keep(news)
        except Exception:  # redis-py raises more than RedisError
            return

    def _guard(self, source: str) -> Bulkhead:
        made = Bulkhead(f"shop {source}", deadline=self._deadline, most=self._most)
        return self._guards.setdefault(source, made)


def _shown(shop: Shop, source_id: str, patience: float) -> OrderNews | None:
    """One order, if the shop shows it. That it does not is no failure."""
    try:
        return shop.order(source_id, patience=patience)
    except OrderHidden:
        return None
