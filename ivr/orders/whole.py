"""The sentences on an order as a whole: cancelled, not sent yet, or sent without a parcel that is known."""

from collections.abc import Iterator, Mapping

from ivr.orders.delivery_status import is_certain, overdue, ship_day, whole_lateness, whole_window
from ivr.orders.delivery_window import Clock
from ivr.orders.model import DeliveryWindow, Order, OrderStatus
from prompts.facts import Line

_SAID: Mapping[OrderStatus, str] = {
    OrderStatus.PENDING_PAYMENT: "pending_payment",
    OrderStatus.ON_HOLD: "on_hold",
    OrderStatus.PROCESSING: "processing",
    OrderStatus.PARTIALLY_SHIPPED: "partially_shipped",
    OrderStatus.SHIPPED: "no_tracking",
    OrderStatus.PARTIALLY_DELIVERED: "partially_delivered",
    OrderStatus.DELIVERED: "delivered.no_day",
    OrderStatus.READY_FOR_PICKUP: "ready_for_pickup",
    OrderStatus.PICKED_UP: "picked_up_by_you",
    OrderStatus.UNKNOWN: "no_news",
}
_WITHOUT_A_DAY = frozenset(
    {OrderStatus.DELIVERED, OrderStatus.READY_FOR_PICKUP, OrderStatus.PICKED_UP, OrderStatus.UNKNOWN}
)


def of_the_whole(order: Order, clock: Clock) -> Iterator[Line]:
    """The news of an order whose parcels, if any, have nothing to add."""
    if order.status is OrderStatus.CANCELLED:
        yield _cancelled(order, clock)
    elif not is_certain(order):
        yield Line("order_status.no_news")
    elif order.status in (OrderStatus.PREORDER, OrderStatus.BACKORDER):
        yield from _ahead(order, clock)
    elif order.status is OrderStatus.PROCESSING and ship_day(order) is None:
        yield _processing(order, clock)
    else:
        yield Line(f"order_status.{_SAID[order.status]}")
        yield from _days(order, clock)


def expected(window: DeliveryWindow | None, clock: Clock) -> Iterator[Line]:
    """When something comes, or should have come, after a sentence that does not say so."""
    if window:
        late = ".late" if overdue(window, clock) else ""
        yield Line(f"order_status.expected{late}", {"window": clock.window(window)})


def _cancelled(order: Order, clock: Clock) -> Line:
    at = order.cancelled_at
    return Line("order_status.cancelled_on", {"day": clock.day(at)}) if at else Line("order_status.cancelled")


def _ahead(order: Order, clock: Clock) -> Iterator[Line]:
    """A pre-order or back-order, with its ship day or else its window in the first sentence."""
    day, window = ship_day(order), whole_window(order)
    late = ".late" if whole_lateness(order, clock) else ""
    if day is not None:
        yield Line(f"order_status.{order.status}{late}", {"day": clock.day(day)})
        yield from _still_ahead(order, clock)
    elif window:
        yield Line(f"order_status.{order.status}.expected{late}", {"window": clock.window(window)})
    else:
        yield Line(f"order_status.{order.status}.no_day")


def _processing(order: Order, clock: Clock) -> Line:
    window = whole_window(order)
    if window is None:
        return Line("order_status.processing")
    state = "late" if whole_lateness(order, clock) else "expected"
    return Line(f"order_status.processing.{state}", {"window": clock.window(window)})


def _days(order: Order, clock: Clock) -> Iterator[Line]:
    """When an order is sent and comes, as far as it is known; a day that has passed only where that is late."""
    if order.status in _WITHOUT_A_DAY:
        return
    day, late = ship_day(order), whole_lateness(order, clock)
    if day is not None and (late or not clock.has_passed(day)):
        yield Line(f"order_status.ships{'.late' if late else ''}", {"day": clock.day(day)})
    if late and day is None:
        yield from expected(whole_window(order), clock)
    else:
        yield from _still_ahead(order, clock)


def _still_ahead(order: Order, clock: Clock) -> Iterator[Line]:
    window = whole_window(order)
    if window and not overdue(window, clock):
        yield from expected(window, clock)
