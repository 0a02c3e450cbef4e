"""A store in memory, and the import of its files."""

from collections.abc import Iterable

from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders
from ivr.orders.sources.order_rows import ImportSettings

from .making import NOW

READING = ImportSettings(key=b"key", shop_country="US", now=NOW)


class Shop:
    """A store in memory."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}

    def replace(self, orders: Iterable[Order]) -> int:
        found = list(orders)
        self.orders |= {order.number: order for order in found}
        return len(found)

    def by_phone(self, e164: str) -> KnownOrders:
        return KnownOrders(e164)

    def by_number(self, number: str) -> tuple[Order, ...]:
        return ()

    def by_identity(self, number: str) -> Order | None:
        return None
