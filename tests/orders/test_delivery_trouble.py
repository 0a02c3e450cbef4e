"""The trouble with a delivery, by which its news ends in help."""

from datetime import date

import pytest
from hypothesis import given

from ivr.orders.delivery_status import Help, delivery_status
from ivr.orders.delivery_trouble import KINDS, trouble_of
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order, Shipment
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking
from ivr.orders.status_message import status_lines

from .placed import ARRIVED, LATE, NOW, ON_ITS_WAY, at, due, order, parcel
from .test_order_prompts import ORDERS

SCANNED_LAST_WEEK = at(17, "08:00")

SINGLE = [
    (LATE, "late"),
    (parcel(Tracking.DELAYED), "late"),
    (parcel(Tracking.DELAYED, due(26)), "new_day"),
    (parcel(Tracking.IN_TRANSIT, due(22), due(26)), "new_day"),
    (parcel(Tracking.IN_TRANSIT, due(26), scanned=SCANNED_LAST_WEEK), "silent"),
    (parcel(Tracking.IN_TRANSIT, due(20), scanned=SCANNED_LAST_WEEK), "silent"),
    (parcel(Tracking.ATTEMPTED), "attempted"),
    (parcel(Tracking.ATTEMPTED, due(26)), "new_day"),
    (parcel(Tracking.EXCEPTION, reason="lost"), "lost"),
    (parcel(Tracking.EXCEPTION, reason="damaged"), "damaged"),
    (parcel(Tracking.EXCEPTION, reason="wrong address"), "address"),
    (parcel(Tracking.EXCEPTION, reason="refused"), "unclear"),
    (parcel(Tracking.EXCEPTION, reason="gremlins"), "unclear"),
    (parcel(Tracking.RETURNING), "returning"),
    (parcel(Tracking.RETURNED_TO_SENDER), "returning"),
    (parcel(Tracking.UNKNOWN), "unclear"),
    (parcel(Tracking.EXCEPTION, reason="customs"), ""),
    (ON_ITS_WAY, ""),
    (ARRIVED, ""),
    (parcel(Tracking.READY_FOR_PICKUP), ""),
    (parcel(Tracking.CANCELLED), ""),
]


@pytest.mark.parametrize(("shipment", "trouble"), SINGLE)
def test_the_trouble_with_a_parcel(shipment: Shipment, trouble: str) -> None:
    assert trouble_of(delivery_status(order(shipment), NOW)) == trouble


@pytest.mark.parametrize(
    ("whole", "trouble"),
    [
        (order(LATE, parcel(Tracking.EXCEPTION, reason="lost")), "lost"),
        (order(ON_ITS_WAY, parcel(Tracking.IN_TRANSIT, due(26), scanned=SCANNED_LAST_WEEK)), ""),
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 20)), "late"),
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 20), promises=(due(27),)), "new_day"),
        (order(status=Status.UNKNOWN), "unclear"),
        (order(status=Status.ON_HOLD), ""),
    ],
)
def test_the_trouble_with_an_order(whole: Order, trouble: str) -> None:
    assert trouble_of(delivery_status(whole, NOW)) == trouble


@given(ORDERS)
def test_whoever_hears_an_apology_or_needs_an_agent_is_helped(whole: Order) -> None:
    status = delivery_status(whole, NOW)
    prompts = {line.prompt for line in status_lines(status, level=Level.STATUS)}
    if "order_status.sorry" in prompts or Help.AGENT in status.help:
        assert trouble_of(status) in KINDS


@given(ORDERS)
def test_what_is_called_late_is_late_and_a_new_day_is_never_denied(whole: Order) -> None:
    status = delivery_status(whole, NOW)
    if trouble_of(status) == "late":
        assert status.lateness
        assert not all(each.window and not each.window_passed for each in status.parcels) or not status.parcels
