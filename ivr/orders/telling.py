"""All that a caller hears of one order, at the level of knowledge that is allowed."""

from collections.abc import Iterator
from datetime import datetime

from ivr.orders.delivery_status import delivery_status
from ivr.orders.delivery_window import Clock, is_under_way, parcels
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order, OrderStatus, Refund, TrackingStatus
from ivr.orders.status_message import of_order
from prompts.facts import Count, Key, Line, Money, Place, Term, Text

__all__ = [
    "is_under_way",
    "loyalty_lines",
    "refund_lines",
    "return_lines",
    "summary",
    "tell",
]

MOST_ITEMS = 3
"""Titles that are read out of an order."""

_ON_ITS_WAY = frozenset({TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT, TrackingStatus.DELAYED})
_REFUNDS = frozenset({"pending", "completed"})


def tell(order: Order, *, level: Level, now: datetime, speak_items: bool = False) -> tuple[Line, ...]:
    """The order's news and what goes with it; nothing below level STATUS.

    `now` is aware, on the shop's clock. `speak_items` is the shop's leave to name what was bought, which callers at
    level DETAILS then hear.
    """
    if level < Level.STATUS:
        return ()
    lines = (*of_order(order, Clock.of(order, now)), *_returns(order))
    if level < Level.DETAILS:
        return lines
    refunds = refund_lines(order) if order.refunds else ()
    return (*lines, *_last_seen(order), *refunds, *(_items(order) if speak_items else ()))


def summary(order: Order, *, now: datetime, key: Key) -> Line:
    """The order as one of several to choose from, without a word of what is in it."""
    placed = Clock.of(order, now).day(order.placed_at)
    return Line(
        "choose_order.option",
        {"placed": placed, "state": Term(f"state.{delivery_status(order, now).state}"), "key": key},
    )


def refund_lines(order: Order) -> tuple[Line, ...]:
    """The refunds with their amounts: for callers at level DETAILS alone."""
    return tuple(_refund(each, order.currency) for each in order.refunds) or (Line("refund_none"),)


def return_lines(order: Order) -> tuple[Line, ...]:
    """How far a return is, and that people help with it."""
    return (*_returns(order), Line("returns_person"))


def loyalty_lines(order: Order) -> tuple[Line, ...]:
    """The customer's points: for callers at level DETAILS alone."""
    points = order.loyalty_points
    return (Line("points_unknown") if points is None else Line("points", {"count": Count(points)}),)


def _refund(refund: Refund, currency: str) -> Line:
    if refund.state == "failed":
        return Line("refund_failed")
    if refund.state not in _REFUNDS:
        return Line("refund_unknown")
    if refund.cents is None or not currency:
        return Line(f"refund_{refund.state}.no_amount")
    return Line(f"refund_{refund.state}", {"money": Money(refund.cents, currency)})


def _returns(order: Order) -> Iterator[Line]:
    for each in order.returns:
        yield Line(f"return_state.{each.state}")


def _last_seen(order: Order) -> Iterator[Line]:
    """Where a single parcel on its way is; close to the end it would be where the customer lives."""
    known = () if order.status is OrderStatus.CANCELLED else parcels(order)
    if len(known) == 1 and known[0].last_scan_city and known[0].status in _ON_ITS_WAY:
        yield Line("order_status.last_seen", {"city": Place(known[0].last_scan_city)})


def _items(order: Order) -> Iterator[Line]:
    if order.items:
        yield Line("order_status.items", {"items": Text(", ".join(order.items[:MOST_ITEMS]))})
