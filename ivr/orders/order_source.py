"""The port to the source of orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import compress
from typing import Protocol, Self

from ivr.orders.model import Order

DECODED = 20
"""The most orders of a phone number that are decoded, newest first."""
SEEN = 100
"""The most orders of a phone number that are examined to find out whether it belongs to one customer."""

LIKELY = 50
"""The most orders that one spoken number may mean. If there are more, none is found."""


class Unavailable(Exception):
    """The source cannot answer now: it timed out, failed, is busy, or its circuit breaker is open."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The time an order was placed, and its customer."""

    at: datetime
    customer: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that an order follows, empty for a file, and the time of the last news of it."""

    source: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class KnownOrders:
    """The orders that a source knows for a phone number."""

    phone: str
    """The number asked for, E.164."""
    orders: tuple[Order, ...] = ()
    """The newest DECODED orders, newest first."""
    placed: tuple[OrderPlaced, ...] = ()
    """The newest SEEN orders, newest first, decoded or not."""
    as_of: datetime | None = None
    """The time of the last news of any of these orders."""
    kept: bool = False
    """Whether this is a stored copy, used because the source does not answer; callers are told its age."""
    documents: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """`orders` as `order_document.dump` writes them, if the source has them, to save serializing in every call."""

    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False)
    """Where each of `orders` is from, if the source says so."""

    @classmethod
    def of(cls, phone: str, orders: Iterable[Order], as_of: datetime | None = None) -> Self:
        """The known orders of a number, from all of them."""
        newest = sorted(orders, key=lambda order: order.placed_at, reverse=True)[:SEEN]
        placed = tuple(OrderPlaced(order.placed_at, order.customer) for order in newest)
        return cls(phone, tuple(newest[:DECODED]), placed, as_of)

    def of_brand(self, brand: str) -> Self:
        """Those that callers of a brand hear of: without the orders of other brands."""
        heard = [order.is_of(brand) for order in self.orders]
        if all(heard):
            return self
        return replace(
            self,
            orders=tuple(compress(self.orders, heard)),
            placed=(*compress(self.placed, heard), *self.placed[len(heard) :]),
            documents=tuple(compress(self.documents, heard)),
            origins=tuple(compress(self.origins, heard)),
        )

    @property
    def customers(self) -> int:
        """The number of distinct customers who placed orders with this number, stale ones included."""
        return len({each.customer for each in self.placed})


class OrderSource(Protocol):
    """A source of orders. Every method raises Unavailable if there is no answer in time."""

    def by_phone(self, e164: str) -> KnownOrders:
        """The orders that carry a phone number. `verification.Policy.recognise` decides what may be told of them."""

    def by_number(self, number: str) -> tuple[Order, ...]:
        """The orders that a caller may mean by this order number, keyed or spoken. Usually one or none.

        If several sound alike, `verification.prove` decides which one is meant.
        """

    def by_identity(self, key: str) -> Order | None:
        """The order with this key (`Order.key`)."""


class OrderStore(OrderSource, Protocol):
    """A source of orders that can be written."""

    def replace(self, orders: Iterable[Order]) -> int:
        """Store orders, replacing those with the same key. Returns the number of orders."""
