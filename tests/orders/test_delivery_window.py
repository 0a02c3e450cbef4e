"""The choice of the delivery window."""

from datetime import date

from ivr.orders.delivery_window import current_window, first_window
from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.model import TrackingStatus as Tracking

from .placed import ON_ITS_WAY, at, due, order, parcel


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
