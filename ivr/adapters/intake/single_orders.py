"""Asks shops for single orders that changed in a way that no message told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.adapters.redis.news.pending import PendingOrders
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.news import News, OrderGone
from ivr.orders.sources.source import OrderHidden, Shop, Source

PATIENCE = 10.0
"""Seconds for one order. No caller waits for it."""
AT_ONCE = 50
"""Orders that are asked for in one run, so that other jobs have their turn."""


@dataclass(frozen=True, slots=True)
class SingleOrders:
    """Asks for the orders that wait. Safe to run twice at once, and to be killed."""

    pending: PendingOrders
    writer: NewsWriter
    clock: Callable[[], datetime]

    def ask(self, source: Source, shop: Shop, goes_on: Callable[[], bool]) -> int:
        """Ask for waiting orders while `goes_on`. Returns their number. Raises SourceRefused and SourceSilent."""
        asked = 0
        for name, changed in self.pending.of(source.name, AT_ONCE).items():
            if not goes_on():
                break
            self.writer.apply(self._news(source, shop, name), source)
            self.pending.done(source.name, {name: changed})
            asked += 1
        return asked

    def _news(self, source: Source, shop: Shop, name: str) -> list[News]:
        """What the shop says of an order now: nothing of one that it does not show."""
        try:
            return [shop.order(name, patience=PATIENCE) or OrderGone(source.name, name, self.clock())]
        except OrderHidden:
            return []
