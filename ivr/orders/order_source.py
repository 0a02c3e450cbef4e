"""The port: what the line asks of whoever holds the orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from ivr.orders.model import Order

DECODED = 20
"""How many of a number's orders are read whole, newest first."""
SEEN = 100
"""How many of a number's orders are looked at, to tell whether it is one customer's."""

LIKELY = 50
"""How many orders may sound alike and still be told apart. Where there are more, none is found."""


class Unavailable(Exception):
    """What was asked cannot answer now: too late, refused while it recovers, busy, or broken."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """That an order was placed: when, and by whom."""

    at: datetime
    customer: str


@dataclass(frozen=True, slots=True)
class KnownOrders:
    """What a source holds on a phone number."""

    phone: str
    """E.164, as it was asked for."""
    orders: tuple[Order, ...] = ()
    """Newest first, the latest DECODED of them."""
    placed: tuple[OrderPlaced, ...] = ()
    """Newest first, the latest SEEN of them, whether they were read whole or not."""
    as_of: datetime | None = None
    """When the source last heard of any of these orders."""
    kept: bool = False
    """Whether it is a copy of what was known earlier, since the source does not answer; say how old it is."""
    documents: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """`orders` as `order_document.dump` writes them, where a source has them at hand: writing them costs every call."""

    @classmethod
    def of(cls, phone: str, orders: Iterable[Order], as_of: datetime | None = None) -> Self:
        """What is known when all orders of a number are at hand."""
        newest = sorted(orders, key=lambda order: order.placed_at, reverse=True)[:SEEN]
        placed = tuple(OrderPlaced(order.placed_at, order.customer) for order in newest)
        return cls(phone, tuple(newest[:DECODED]), placed, as_of)

    @property
    def customers(self) -> int:
        """How many distinct customers placed orders with this number, stale ones included."""
        return len({each.customer for each in self.placed})


class OrderSource(Protocol):
    """Where orders come from. Each question raises Unavailable when there is no answer in time."""

    def by_phone(self, e164: str) -> KnownOrders:
        """The orders that carry a number. What may be said of them, `verification.recognise` decides."""

    def by_number(self, number: str) -> tuple[Order, ...]:
        """The orders that a caller may mean who gave this number, by key or voice. Usually one or none.

        Several may sound alike; `verification.prove` tells which one is meant.
        """

    def by_identity(self, number: str) -> Order | None:
        """The order with exactly this number, as its source writes it."""


class OrderStore(OrderSource, Protocol):
    """A source that is ours to fill."""

    def replace(self, orders: Iterable[Order]) -> int:
        """Store orders; one of the same identity (see `order_numbers`) is replaced as a whole. Returns how many."""
