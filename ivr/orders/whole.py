"""The sentences on an order as a whole: cancelled, not sent yet, or sent without a parcel that is known."""

from collections.abc import Iterator, Mapping

from ivr.orders.model import Order, OrderStatus
from ivr.orders.timing import Clock, current
from prompts.facts import Line

_SAID: Mapping[OrderStatus, str] = {
    OrderStatus.PENDING_PAYMENT: "pending_payment",
    OrderStatus.ON_HOLD: "on_hold",
    OrderStatus.PARTIALLY_SHIPPED: "partially_shipped",
    OrderStatus.PARTIALLY_DELIVERED: "partially_delivered",
    OrderStatus.DELIVERED: "delivered.no_day",
    OrderStatus.READY_FOR_PICKUP: "ready_for_pickup",
    OrderStatus.PICKED_UP: "picked_up_by_you",
    OrderStatus.UNKNOWN: "no_news",
}
"""Where the status says it all."""


def of_the_whole(order: Order, clock: Clock) -> Iterator[Line]:
    """The news of an order whose parcels, if any, have nothing to add."""
    match order.status:
        case OrderStatus.CANCELLED:
            yield _cancelled(order, clock)
        case OrderStatus.PREORDER | OrderStatus.BACKORDER:
            yield _ahead(order, clock)
        case OrderStatus.PROCESSING:
            yield _processing(order, clock)
        case OrderStatus.SHIPPED:
            yield Line("order_status.no_tracking")
            yield from _expected(order, clock)
        case status:
            yield Line(f"order_status.{_SAID[status]}")


def _cancelled(order: Order, clock: Clock) -> Line:
    at = order.cancelled_at
    return Line("order_status.cancelled_on", {"day": clock.day(at)}) if at else Line("order_status.cancelled")


def _ahead(order: Order, clock: Clock) -> Line:
    day = order.expected_ship_on
    if day is None:
        return Line(f"order_status.{order.status}.no_day")
    late = ".late" if day < clock.now.date() else ""
    return Line(f"order_status.{order.status}{late}", {"day": clock.day(day)})


def _processing(order: Order, clock: Clock) -> Line:
    window = current(order)
    if window is None:
        return Line("order_status.processing")
    state = "late" if clock.is_past(window) else "expected"
    return Line(f"order_status.processing.{state}", {"window": clock.window(window)})


def _expected(order: Order, clock: Clock) -> Iterator[Line]:
    if window := current(order):
        late = ".late" if clock.is_past(window) else ""
        yield Line(f"order_status.expected{late}", {"window": clock.window(window)})
