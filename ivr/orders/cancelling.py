"""Whether an order can still be cancelled before it is sent."""

from enum import StrEnum

from ivr.orders.model import Order, OrderStatus, TrackingStatus


class CancelState(StrEnum):
    """How far an order is, for a caller who wants it cancelled. UNKNOWN: people have to look."""

    UNSENT = "unsent"
    PARTLY_SENT = "partly_sent"
    SENT = "sent"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


_UNSENT = frozenset(
    {
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.ON_HOLD,
        OrderStatus.PREORDER,
        OrderStatus.BACKORDER,
        OrderStatus.PROCESSING,
    }
)
_PARTLY = frozenset({OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PARTIALLY_DELIVERED})
_DELIVERED = frozenset({OrderStatus.DELIVERED, OrderStatus.PICKED_UP})
_NOT_MOVED = frozenset({TrackingStatus.LABEL_CREATED, TrackingStatus.CANCELLED})


def cancel_state(order: Order) -> CancelState:
    """How far an order is. It counts as unsent only if neither the shop nor any parcel says otherwise."""
    if order.status is OrderStatus.CANCELLED or order.cancelled_at:
        return CancelState.CANCELLED
    if order.status is OrderStatus.UNKNOWN or order.unknown_words.keys() & {"status", "cancelled_at"}:
        return CancelState.UNKNOWN
    if order.status in _UNSENT:
        return CancelState.UNSENT if _rests(order) else CancelState.UNKNOWN
    if order.status in _PARTLY:
        return CancelState.PARTLY_SENT
    if order.status is OrderStatus.READY_FOR_PICKUP:  # it can be left where it is: people know how
        return CancelState.UNKNOWN
    return CancelState.DELIVERED if order.status in _DELIVERED else CancelState.SENT


def _rests(order: Order) -> bool:
    """Whether no parcel has moved."""
    return all(each.status in _NOT_MOVED for each in order.shipments)
