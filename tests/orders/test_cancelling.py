"""An order counts as unsent only if neither the shop nor any parcel says otherwise."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.cancelling import CancelState, cancel_state
from ivr.orders.model import Order, OrderStatus, Shipment, TrackingStatus

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
UNMOVED = {TrackingStatus.LABEL_CREATED, TrackingStatus.CANCELLED}


def order(status: OrderStatus = OrderStatus.PROCESSING, *parcels: TrackingStatus, **values: Any) -> Order:
    shipments = tuple(Shipment(f"S{place}", each) for place, each in enumerate(parcels))
    return Order("1001", NOW, "c", status, shipments=shipments, **values)


@pytest.mark.parametrize("status", ["pending_payment", "on_hold", "preorder", "backorder", "processing"])
def test_what_is_not_sent_can_be_cancelled(status: str):
    assert cancel_state(order(OrderStatus(status))) is CancelState.UNSENT
    assert cancel_state(order(OrderStatus(status), TrackingStatus.LABEL_CREATED)) is CancelState.UNSENT


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (order(OrderStatus.CANCELLED), CancelState.CANCELLED),
        (order(OrderStatus.PROCESSING, cancelled_at=NOW), CancelState.CANCELLED),
        (order(OrderStatus.PARTIALLY_SHIPPED), CancelState.PARTLY_SENT),
        (order(OrderStatus.SHIPPED), CancelState.SENT),
        (order(OrderStatus.READY_FOR_PICKUP), CancelState.UNKNOWN),
        (order(OrderStatus.DELIVERED), CancelState.DELIVERED),
        (order(OrderStatus.UNKNOWN), CancelState.UNKNOWN),
        (order(OrderStatus.PROCESSING, unknown_words={"status": "paused"}), CancelState.UNKNOWN),
        (order(OrderStatus.PROCESSING, TrackingStatus.UNKNOWN), CancelState.UNKNOWN),
    ],
)
def test_the_state_is_told(found: Order, state: CancelState):
    assert cancel_state(found) is state


@given(st.sampled_from(OrderStatus), st.lists(st.sampled_from(TrackingStatus), max_size=3))
def test_nothing_that_moved_counts_as_unsent(status: OrderStatus, parcels: list[TrackingStatus]):
    if cancel_state(order(status, *parcels)) is CancelState.UNSENT:
        assert set(parcels) <= UNMOVED
