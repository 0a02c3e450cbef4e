"""The port to the source of orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
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

    @classmethod
    def of(cls, phone: str, orders: Iterable[Order], as_of: datetime | None = None) -> Self:
        """The known orders of a number, from all of them."""
        newest = sorted(orders, key=lambda order: order.placed_at, reverse=True)[:SEEN]
        placed = tuple(OrderPlaced(order.placed_at, order.customer) for order in newest)
        return cls(phone, tuple(newest[:DECODED]), placed, as_of)

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

    def by_identity(self, number: str) -> Order | None:
        """The order with exactly this number, as its source writes it."""


class OrderStore(OrderSource, Protocol):
    """A source of orders that can be written."""

    def replace(self, orders: Iterable[Order]) -> int:
        """Store orders, replacing those with the same identity (see `order_numbers`). Returns the number of orders."""
