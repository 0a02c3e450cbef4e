"""What is promised, and what is still under way."""

from datetime import date, timedelta

import pytest

from ivr.orders.delivery_status import is_under_way
from ivr.orders.delivery_window import current_window, first_window
from ivr.orders.model import Basis, DeliveryWindow, Order, Refund, RefundState, Return, ReturnState
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking

from .placed import ARRIVED, NOW, ON_ITS_WAY, OUT, at, due, order, parcel


def test_the_newest_window_counts() -> None:
    shipment = parcel(Tracking.IN_TRANSIT, due(22), due(26))
    assert current_window(order(shipment), shipment) == due(26)
    assert first_window(order(shipment), shipment) == due(22)


def test_an_estimate_goes_before_a_promise_that_was_noted_later() -> None:
    shipment = parcel(Tracking.IN_TRANSIT, due(26), due(22, basis=Basis.PROMISED))
    assert current_window(order(shipment), shipment) == due(26)


def test_a_parcels_own_window_goes_before_the_orders_promise() -> None:
    promise = due(22, basis=Basis.PROMISED)
    bare = parcel(Tracking.IN_TRANSIT)
    assert current_window(order(bare, promises=(promise,)), bare) == promise
    assert current_window(order(ON_ITS_WAY, promises=(promise,)), ON_ITS_WAY) == due(26)
    assert first_window(order(ON_ITS_WAY, promises=(promise,)), ON_ITS_WAY) == promise


def test_a_window_that_ends_before_it_begins_counts_for_nothing() -> None:
    odd = DeliveryWindow(date(2026, 11, 26), at(26, "18:00"))
    shipment = parcel(Tracking.IN_TRANSIT, due(26, 25), odd)
    assert current_window(order(shipment), shipment) is None


def aged(days: int, **more: object) -> Order:
    made = order(**more)
    return Order(**{name: getattr(made, name) for name in made.__slots__} | {"placed_at": NOW - timedelta(days=days)})


@pytest.mark.parametrize(
    ("whole", "under_way"),
    [
        (order(ON_ITS_WAY), True),
        (order(OUT), True),
        (order(ARRIVED), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00"))), False),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), ON_ITS_WAY), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), returns=(Return(ReturnState.RECEIVED),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund(RefundState.PENDING),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund(RefundState.COMPLETED),)), False),
        (order(status=Status.CANCELLED, cancelled_at=at(20, "09:00")), True),
        (order(status=Status.CANCELLED, cancelled_at=at(1, "09:00")), False),
        (aged(20, status=Status.DELIVERED), False),
        (aged(100, status=Status.PROCESSING), True),
        (aged(130, status=Status.PROCESSING), False),
        (aged(130, status=Status.PREORDER), True),
        (order(status=Status.UNKNOWN), True),
    ],
)
def test_what_a_caller_is_likely_to_call_about_is_under_way(whole: Order, under_way: bool) -> None:
    assert is_under_way(whole, NOW) is under_way
