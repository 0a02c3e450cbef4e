"""The status of a whole order, from what is sent and what is still to be sent."""

from collections.abc import Sequence
from datetime import date

from ivr.orders.model import OrderStatus, Shipment, TrackingStatus
from ivr.orders.sources import status_words
from ivr.orders.sources.order_builder import whole_status
from ivr.orders.sources.shopify import status_codes
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.reading import Reading

_NOTHING_TO_SEND = frozenset({OrderStatus.SHIPPED, OrderStatus.UNKNOWN})
"""Statuses by Shopify's own words in which nothing is to be sent: FULFILLED, FULFILLMENT_NOT_REQUIRED, RESTOCKED."""
_IN_PART = "PARTIALLY_FULFILLED"
_SCHEDULED = "SCHEDULED"
_ON_HOLD = "ON_HOLD"
_NO_DATE = "UNKNOWN_DELIVERY_DATE"
_PICK_UP = "PICK_UP"


def status_of_order(node: Node, parcels: Sequence[Shipment], reading: Reading) -> OrderStatus:
    """The status of an order. What is still to be sent is never lost behind parcels that were."""
    if node.text("cancelledAt"):
        return OrderStatus.CANCELLED
    said = _said(node, reading)
    sent = [each for each in parcels if each.status is not TrackingStatus.CANCELLED]
    if "status" in reading.unknown_words:
        return said
    if not sent:
        return _of_unsent(node, said)
    if said is OrderStatus.UNKNOWN:
        return said
    if _is_more_to_come(node):
        arrived = all(each.status is TrackingStatus.DELIVERED for each in sent)
        return OrderStatus.PARTIALLY_DELIVERED if arrived else OrderStatus.PARTIALLY_SHIPPED
    return _of_sent(said, parcels, reading)


def ship_day(node: Node, reading: Reading) -> date | None:
    """The day on which the last scheduled part of an order is to be sent."""
    scheduled = (part for part in node.nodes("fulfillmentOrders") if part.text("status") == _SCHEDULED)
    days = (reading.day(part, "fulfillAt") for part in scheduled)
    return max((day for day in days if day), default=None)


def given_out(node: Node) -> OrderStatus | None:
    """The status of an order whose goods need no parcel, once they are given out: sold in the store, or digital."""
    if node.members.get("requiresShipping") is False:
        return OrderStatus.DELIVERED
    found = {status_codes.status_without_parcel(method) for method in _methods(node)}
    return found.pop() if len(found) == 1 else None


def is_collected(node: Node) -> bool:
    """Whether the customer picks the whole order up in the store."""
    return _methods(node) == {_PICK_UP}


def _methods(node: Node) -> set[str]:
    parts = node.nodes("fulfillmentOrders")
    return {method for part in parts if (method := part.node("deliveryMethod").text("methodType"))}


def _said(node: Node, reading: Reading) -> OrderStatus:
    """The status by Shopify's own word. PROCESSING if it says nothing."""
    word = node.text("displayFulfillmentStatus")
    if not word:
        return OrderStatus.PROCESSING
    found = status_words.order_status(word)
    if found is None:
        reading.unknown("status", word)
    return found or OrderStatus.UNKNOWN


def _open_parts(node: Node) -> list[Node]:
    return [part for part in node.nodes("fulfillmentOrders") if status_codes.is_open(part.text("status"))]


def _is_more_to_come(node: Node) -> bool:
    return bool(_open_parts(node)) or node.text("displayFulfillmentStatus") == _IN_PART


def _of_unsent(node: Node, said: OrderStatus) -> OrderStatus:
    """The status of an order of which nothing was sent."""
    parts = _open_parts(node)
    if parts:
        waiting = [_waiting(part, node) for part in parts]
        return OrderStatus.PROCESSING if None in waiting else next(filter(None, waiting))
    if status_codes.is_paid_back(node.text("displayFinancialStatus")):
        return OrderStatus.CANCELLED
    return (given_out(node) or said) if said in _NOTHING_TO_SEND else said


def _waiting(part: Node, node: Node) -> OrderStatus | None:
    """The reason for which a part of an order is not being prepared; None if it is."""
    if part.text("status") == _SCHEDULED:
        return OrderStatus.PREORDER
    if part.text("status") != _ON_HOLD:
        return None
    reasons = [hold.text("reason") for hold in part.nodes("fulfillmentHolds")]
    if _NO_DATE in reasons and any(line.node("sellingPlan") for line in node.nodes("lineItems")):
        return OrderStatus.PREORDER
    states = [status_codes.hold_status(reason) for reason in reasons]
    return next((state for state in states if state is not OrderStatus.ON_HOLD), OrderStatus.ON_HOLD)


def _of_sent(said: OrderStatus, parcels: Sequence[Shipment], reading: Reading) -> OrderStatus:
    """The status of an order of which everything was sent."""
    found = whole_status(said, parcels, cancelled=False)
    return OrderStatus.PICKED_UP if reading.is_collected and found is OrderStatus.DELIVERED else found
