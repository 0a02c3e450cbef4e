"""The sentences that callers hear of an order: its delivery status as prompts with their facts.

The data comes from `delivery_status`, the words of each prompt stand in prompts/.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ivr.orders.after_sale_message import refund_lines, return_state_lines
from ivr.orders.delivery_status import DeliveryState, DeliveryStatus, Help
from ivr.orders.delivery_window import DestinationClock
from ivr.orders.identity.verification import Level
from ivr.orders.model import DeliveryWindow, Order, OrderStatus, TrackingStatus
from ivr.orders.parcel_status import MOVING, ExceptionReason, ParcelStatus, known_parcels
from ivr.orders.time_facts import day_fact, time_fact, window_fact
from prompts.facts import Carrier, Count, Facts, Key, Line, Place, Term, Text

MOST_ITEMS = 3
"""Titles of items that are read out."""

_WHOLE: Mapping[OrderStatus, str] = {
    OrderStatus.PENDING_PAYMENT: "pending_payment",
    OrderStatus.ON_HOLD: "on_hold",
    OrderStatus.PROCESSING: "processing",
    OrderStatus.PARTIALLY_SHIPPED: "partially_shipped",
    OrderStatus.SHIPPED: "no_tracking",
    OrderStatus.PARTIALLY_DELIVERED: "partially_delivered",
    OrderStatus.DELIVERED: "delivered.no_day",
    OrderStatus.READY_FOR_PICKUP: "ready_for_pickup",
    OrderStatus.PICKED_UP: "picked_up_by_you",
}
_WITHOUT_A_DAY = frozenset({OrderStatus.DELIVERED, OrderStatus.READY_FOR_PICKUP, OrderStatus.PICKED_UP})
_CARRIER: Mapping[TrackingStatus, str] = {
    TrackingStatus.PICKED_UP: "carrier",
    TrackingStatus.IN_TRANSIT: "carrier",
    TrackingStatus.DELAYED: "carrier",
    TrackingStatus.OUT_FOR_DELIVERY: "carrier",
    TrackingStatus.ATTEMPTED: "carrier",
    TrackingStatus.READY_FOR_PICKUP: "pickup_at",
    TrackingStatus.DELIVERED: "delivered_by",
}
_DATED = frozenset({TrackingStatus.ATTEMPTED, TrackingStatus.DELIVERED})
"""States whose sentence tells when it happened."""
_LATE_APART = frozenset({TrackingStatus.ATTEMPTED, TrackingStatus.EXCEPTION})
"""States whose own sentence does not say that the parcel is late."""
_REGRETTED = frozenset({ExceptionReason.LOST, ExceptionReason.DAMAGED})
_SCANNED_ON_THE_WAY = frozenset({TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT, TrackingStatus.DELAYED})
_URGENCY = (
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.READY_FOR_PICKUP,
    TrackingStatus.ATTEMPTED,
    TrackingStatus.EXCEPTION,
    TrackingStatus.DELAYED,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.PICKED_UP,
    TrackingStatus.UNKNOWN,
    TrackingStatus.LABEL_CREATED,
    TrackingStatus.RETURNING,
    TrackingStatus.RETURNED_TO_SENDER,
    TrackingStatus.DELIVERED,
    TrackingStatus.CANCELLED,
)
"""The order in which parcels in different states are told."""


def status_lines(status: DeliveryStatus, *, level: Level, speak_items: bool = False) -> tuple[Line, ...]:
    """All that a caller hears of an order; nothing below level STATUS.

    If the shop allows `speak_items`, callers at level DETAILS hear the items too.
    """
    if level < Level.STATUS:
        return ()
    lines = (*_delivery(status), *return_state_lines(status.order))
    if level < Level.DETAILS:
        return (*lines, *_money(status, level))
    items = _items(status.order) if speak_items else ()
    return (*lines, *_last_seen(status.order), *_money(status, level), *items)


def choice_line(status: DeliveryStatus, *, key: Key) -> Line:
    """The order as one of several to choose from, without its contents."""
    placed = day_fact(status.order.placed_at, status.clock)
    return Line("choose_order.option", {"placed": placed, "state": Term(f"state.{status.state}"), "key": key})


def _money(status: DeliveryStatus, level: Level) -> tuple[Line, ...]:
    """The refunds, for level DETAILS; else that callers may ask for that of a cancelled order."""
    if status.order.refunds and level >= Level.DETAILS:
        return refund_lines(status.order)
    return (_line("ask_refund"),) if status.state is DeliveryState.CANCELLED else ()


def _delivery(status: DeliveryStatus) -> Iterator[Line]:
    if not status.parcels:
        yield from _whole(status)
    elif len(status.parcels) == 1:
        yield from _parcel(status.parcels[0], status.clock)
        yield from _rest(status)
    else:
        yield from _parcels(status.parcels, status.clock)
        yield from _rest(status)
    if _is_regretted(status):
        yield _line("sorry")
    yield from _carrier(status.parcels)
    yield from _pickup(status)
    if Help.LOOK_AROUND in status.help:
        yield _line("not_there" if len(status.parcels) <= 1 else "not_there.some")


def _is_regretted(status: DeliveryStatus) -> bool:
    """Whether the line apologises. A changed day is told only of a single parcel."""
    if status.lateness or (len(status.parcels) == 1 and status.parcels[0].first_window):
        return True
    return any(each.state is TrackingStatus.DELAYED or each.reason in _REGRETTED for each in status.parcels)


def _whole(status: DeliveryStatus) -> Iterator[Line]:
    """An order that is told as a whole."""
    order = status.order
    if order.status is OrderStatus.CANCELLED:
        at = order.cancelled_at
        yield _line("cancelled_on", {"day": day_fact(at, status.clock)}) if at else _line("cancelled")
    elif status.state is DeliveryState.UNKNOWN:
        yield _line("no_news")
    elif order.status in (OrderStatus.PREORDER, OrderStatus.BACKORDER):
        yield from _out_of_stock(status)
    elif order.status is OrderStatus.PROCESSING and status.ship_day is None:
        yield _processing(status)
    else:
        yield _line(_WHOLE[order.status])
        if order.status not in _WITHOUT_A_DAY:
            yield from _days(status)


def _out_of_stock(status: DeliveryStatus) -> Iterator[Line]:
    """A pre-order or back-order, with its day of sending or else its window in the first sentence."""
    state, late = status.order.status, ".late" if status.lateness else ""
    if status.ship_day is not None:
        yield _line(f"{state}{late}", {"day": day_fact(status.ship_day, status.clock)})
        yield from _still_expected(status)
    elif status.window:
        yield _line(f"{state}.expected{late}", {"window": window_fact(status.window, status.clock)})
    else:
        yield _line(f"{state}.no_day")


def _processing(status: DeliveryStatus) -> Line:
    if status.window is None:
        return _line("processing")
    how = "late" if status.lateness else "expected"
    return _line(f"processing.{how}", {"window": window_fact(status.window, status.clock)})


def _days(status: DeliveryStatus) -> Iterator[Line]:
    """The days of sending and of delivery. A day that has passed is told only if the order is late by it."""
    day, late = status.ship_day, status.lateness
    if day is not None and (late or not status.clock.has_passed(day)):
        yield _line(f"ships{'.late' if late else ''}", {"day": day_fact(day, status.clock)})
    if late and day is None:
        yield from _expected(status.window, status.clock)
    else:
        yield from _still_expected(status)


def _still_expected(status: DeliveryStatus) -> Iterator[Line]:
    if status.window and not status.clock.is_past(status.window):
        yield from _expected(status.window, status.clock)


def _expected(window: DeliveryWindow | None, clock: DestinationClock) -> Iterator[Line]:
    """When something comes, or should have come, after a sentence that does not say so."""
    if window:
        yield _line(f"expected{'.late' if clock.is_past(window) else ''}", {"window": window_fact(window, clock)})


def _rest(status: DeliveryStatus) -> Iterator[Line]:
    """The part of the order that is in none of the parcels."""
    if status.order.status is OrderStatus.PARTIALLY_SHIPPED:
        yield _line("rest_to_follow")
    arrived = all(each.state is TrackingStatus.DELIVERED for each in status.parcels)
    if status.order.status is OrderStatus.PARTIALLY_DELIVERED and arrived:
        yield _line("rest_not_delivered")
    yield from _expected(status.window, status.clock)


def _parcel(parcel: ParcelStatus, clock: DestinationClock) -> Iterator[Line]:
    """An order in a single parcel."""
    yield _line(*_state(parcel, clock))
    yield from _late_apart(parcel, clock)
    yield from _another_day(parcel, clock)
    if parcel.silent_since:
        yield _line("stale", {"when": day_fact(parcel.silent_since, clock)})


def _parcels(parcels: Sequence[ParcelStatus], clock: DestinationClock) -> Iterator[Line]:
    """An order in several parcels: those with the same news together, the most urgent first."""

    def rank(told: tuple[ParcelStatus, str, Facts]) -> tuple[int, bool, str, str]:
        parcel, state, facts = told
        return _URGENCY.index(parcel.state), parcel.lateness is None, state, str(facts)

    yield _line("parcels", {"count": Count(len(parcels))})
    told = sorted(((each, *_state(each, clock)) for each in parcels), key=rank)
    groups = [list(group) for _, group in groupby(told, key=rank)]
    for place, group in enumerate(groups):
        parcel, state, facts = group[0]
        which = Term("parcel.they") if len(groups) == 1 else _which(len(group), place, len(groups))
        yield Line(f"parcel.{state}", {**facts, "count": Count(len(group)), "which": which})
        yield from _late_apart(parcel, clock)


def _which(size: int, place: int, groups: int) -> Term | Count:
    if size > 1:
        return Count(size, "parcel")
    if place == 0:
        return Term("parcel.one")
    last = "parcel.other" if groups == 2 else "parcel.last"
    return Term(last if place == groups - 1 else "parcel.another")


def _state(parcel: ParcelStatus, clock: DestinationClock) -> tuple[str, Facts]:
    """The end of the prompt's id that tells the state of a parcel, such as `in_transit.late`, and its facts."""
    if parcel.state in MOVING:
        if parcel.window is None:
            return f"{parcel.state}.no_day", {}
        return f"{parcel.state}{'.late' if parcel.window_passed else ''}", {"window": window_fact(parcel.window, clock)}
    if parcel.state in _DATED:
        at = parcel.happened_at
        return (str(parcel.state), {"when": time_fact(at, clock)}) if at else (f"{parcel.state}.no_day", {})
    return f"{parcel.state}.{parcel.reason}" if parcel.reason else str(parcel.state), {}


def _late_apart(parcel: ParcelStatus, clock: DestinationClock) -> Iterator[Line]:
    if parcel.lateness and parcel.state in _LATE_APART:
        yield from _expected(parcel.window, clock)


def _another_day(parcel: ParcelStatus, clock: DestinationClock) -> Iterator[Line]:
    """How the day has changed: the first one, or the one after a failed attempt or an exception."""
    if parcel.first_window:
        yield _line("first_expected", {"window": window_fact(parcel.first_window, clock)})
    elif parcel.rescheduled and parcel.window:
        prompt = "next_try" if parcel.state is TrackingStatus.ATTEMPTED else "new_day"
        yield _line(prompt, {"window": window_fact(parcel.window, clock)})


def _carrier(parcels: Sequence[ParcelStatus]) -> Iterator[Line]:
    """The carrier of a single parcel; of several it would be one sentence too many."""
    if len(parcels) != 1 or _has_pickup_place(parcels[0]):
        return
    if (name := parcels[0].shipment.carrier) and parcels[0].state in _CARRIER:
        yield _line(_CARRIER[parcels[0].state], {"carrier": Carrier(name)})


def _has_pickup_place(parcel: ParcelStatus) -> bool:
    return parcel.state is TrackingStatus.READY_FOR_PICKUP and bool(parcel.shipment.pickup_at)


def _pickup(status: DeliveryStatus) -> Iterator[Line]:
    """Where a single parcel waits to be fetched, and until when if that is still ahead."""
    if len(status.parcels) != 1 or status.parcels[0].state is not TrackingStatus.READY_FOR_PICKUP:
        return
    shipment, clock = status.parcels[0].shipment, status.clock
    if _has_pickup_place(status.parcels[0]):
        yield _line("pickup_place", {"place": Place(shipment.pickup_at)})
    if shipment.pickup_until and not clock.has_passed(clock.day(shipment.pickup_until)):
        yield _line("pickup_until", {"when": time_fact(shipment.pickup_until, clock)})


def _last_seen(order: Order) -> Iterator[Line]:
    """The city of the last scan of a single parcel on its way; on the day of delivery it would be the customer's."""
    known = () if order.status is OrderStatus.CANCELLED else known_parcels(order)
    if len(known) == 1 and known[0].last_scan_city and known[0].status in _SCANNED_ON_THE_WAY:
        yield _line("last_seen", {"city": Place(known[0].last_scan_city)})


def _items(order: Order) -> Iterator[Line]:
    if order.items:
        yield _line("items", {"items": Text(", ".join(order.items[:MOST_ITEMS]))})


def _line(state: str, facts: Facts | None = None) -> Line:
    return Line(f"order_status.{state}", facts or {})
