"""What is late, what is promised, what is still under way: judged by the calendar where the order goes."""

from datetime import date, datetime, timedelta

import pytest

from ivr.orders.model import Basis, DeliveryWindow, Order, Refund, Return
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking
from ivr.orders.timing import current, days_late, failed_promise, first, is_late, is_under_way

from .placed import ARRIVED, LATE, NOW, ON_ITS_WAY, OUT, at, between, due, order, parcel


def test_the_newest_window_counts() -> None:
    shipment = parcel(Tracking.IN_TRANSIT, due(22), due(26))
    assert current(order(shipment), shipment) == due(26)
    assert first(order(shipment), shipment) == due(22)


def test_an_estimate_goes_before_a_promise_that_was_noted_later() -> None:
    shipment = parcel(Tracking.IN_TRANSIT, due(26), due(22, basis=Basis.PROMISED))
    assert current(order(shipment), shipment) == due(26)


def test_a_parcels_own_window_goes_before_the_orders_promise() -> None:
    promise = due(22, basis=Basis.PROMISED)
    bare = parcel(Tracking.IN_TRANSIT)
    assert current(order(bare, promises=(promise,)), bare) == promise
    assert current(order(ON_ITS_WAY, promises=(promise,)), ON_ITS_WAY) == due(26)
    assert first(order(ON_ITS_WAY, promises=(promise,)), ON_ITS_WAY) == promise


def test_a_window_that_ends_before_it_begins_counts_for_nothing() -> None:
    odd = DeliveryWindow(date(2026, 11, 26), at(26, "18:00"))
    shipment = parcel(Tracking.IN_TRANSIT, due(26, 25), odd)
    assert current(order(shipment), shipment) is None


@pytest.mark.parametrize(
    ("shipment", "now", "days"),
    [
        (ON_ITS_WAY, NOW, 0),
        (LATE, NOW, 2),
        (OUT, at(24, "17:59"), 0),
        (OUT, at(24, "23:59"), 0),
        (OUT, at(25, "00:00"), 1),
        (parcel(Tracking.IN_TRANSIT, due(24)), at(24, "23:59"), 0),
        (parcel(Tracking.IN_TRANSIT, due(24)), at(25, "00:00"), 1),
        (parcel(Tracking.IN_TRANSIT, DeliveryWindow(at(24, "08:00"), at(25, "00:00"))), at(25, "00:30"), 1),
        (parcel(Tracking.DELIVERED, due(20), delivered=at(23, "09:00")), NOW, 0),
        (parcel(Tracking.READY_FOR_PICKUP, due(20)), NOW, 0),
        (parcel(Tracking.RETURNING, due(20)), NOW, 0),
        (parcel(Tracking.IN_TRANSIT), NOW, 0),
    ],
)
def test_lateness_begins_when_the_last_day_is_over(shipment: object, now: datetime, days: int) -> None:
    assert days_late(order(shipment), now) == days
    assert is_late(order(shipment), now) is (days > 0)


def test_the_day_ends_where_the_order_goes() -> None:
    due_today = parcel(Tracking.IN_TRANSIT, due(24))
    assert is_late(order(due_today, time_zone="Pacific/Auckland"), at(24, "12:00"))
    assert not is_late(order(due_today, time_zone="Pacific/Honolulu"), at(25, "03:00"))


def test_an_order_is_as_late_as_its_latest_parcel() -> None:
    assert days_late(order(ON_ITS_WAY, LATE, ARRIVED), NOW) == 2


@pytest.mark.parametrize(
    ("whole", "days"),
    [
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 21)), 3),
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 24)), 0),
        (order(status=Status.PROCESSING, promises=(due(20),)), 4),
        (order(status=Status.DELIVERED, promises=(due(20),)), 0),
        (order(LATE, status=Status.CANCELLED), 0),
    ],
)
def test_an_order_without_parcels_can_be_late(whole: Order, days: int) -> None:
    assert days_late(whole, NOW) == days


PROMISE = due(22, basis=Basis.PROMISED)


@pytest.mark.parametrize(
    ("whole", "failed"),
    [
        (order(parcel(Tracking.IN_TRANSIT, PROMISE, due(26))), True),
        (order(parcel(Tracking.IN_TRANSIT, PROMISE, due(21, 22))), True),
        (order(parcel(Tracking.IN_TRANSIT, due(26, basis=Basis.PROMISED), due(23))), False),
        (order(parcel(Tracking.DELIVERED, PROMISE, delivered=at(23, "09:00"))), True),
        (order(parcel(Tracking.DELIVERED, PROMISE, delivered=at(22, "22:00"))), False),
        (order(ON_ITS_WAY), False),
        (order(LATE), False),
        (order(status=Status.PROCESSING, promises=(PROMISE,)), True),
        (order(status=Status.PROCESSING, promises=(due(25, basis=Basis.GUARANTEED),)), False),
    ],
)
def test_a_promise_is_broken_by_the_day_or_by_the_carriers_word(whole: Order, failed: bool) -> None:
    assert failed_promise(whole, NOW) is failed


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
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), returns=(Return("received"),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund("pending"),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund("completed"),)), False),
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


def test_a_window_of_hours_is_late_only_when_its_day_is_over() -> None:
    assert not is_late(order(parcel(Tracking.OUT_FOR_DELIVERY, between("08:00", "10:00"))), NOW)
