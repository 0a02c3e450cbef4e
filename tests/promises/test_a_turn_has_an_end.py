"""All that a turn asks of the orders fits in one time: what is left of it is all that the next question may take."""

from dataclasses import dataclass, field

import pytest

from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.adapters.resilience.guarded_orders import GuardedOrders
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders, Unavailable

pytestmark = pytest.mark.promise


@dataclass
class Source:
    """Has no orders, and records its requests."""

    asked: list[str] = field(default_factory=list)

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        self.asked.append(e164)
        return KnownOrders(e164)

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        self.asked.append(number)
        return ()


def test_a_turn_with_time_left_is_answered():
    orders = GuardedOrders(Source(), Bulkhead("orders", deadline=5)).within(5)
    assert orders.by_number("5123") == ()


def test_a_turn_without_time_left_does_not_ask():
    source = Source()
    orders = GuardedOrders(source, Bulkhead("orders", deadline=5))
    for ask in (orders.within(0).by_phone, orders.within(0).by_number):
        with pytest.raises(Unavailable):
            ask("5123")
    assert source.asked == []


def test_turns_that_ran_out_of_time_do_not_close_the_way_for_others():
    guard = Bulkhead("orders", deadline=5)
    orders = GuardedOrders(Source(), guard)
    for _ in range(5):
        with pytest.raises(Unavailable):
            orders.within(0).by_number("5123")
    assert not guard.is_open
