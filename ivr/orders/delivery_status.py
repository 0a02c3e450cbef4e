"""How the delivery of an order stands, judged once.

What callers hear, what their call is about, where it is routed and what is reported of it all follow from this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ivr.orders.delivery_window import SETTLED, Clock, current, first, newest, parcels
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus
from routing.issues import DAMAGED, LATE, MISSING

MOVING = (
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.PICKED_UP,
    TrackingStatus.LABEL_CREATED,
    TrackingStatus.DELAYED,
)
"""States of a parcel that is told with the day it comes."""

REASONS: Mapping[str, str] = {
    "lost": "lost",
    "damaged": "damaged",
    "damage": "damaged",
    "address": "address",
    "address_correction": "address",
    "wrong_address": "address",
    "moved": "address",
    "customs": "customs",
    "customs_delay": "customs",
    "missing_documents": "customs",
    "weather": "weather",
    "weather_delay": "weather",
    "extreme_weather": "weather",
    "refused": "refused",
}
"""Reasons for an exception, as carriers put them, that have words of their own; any other is told as a problem."""

_PROBLEMS: Mapping[str, str] = {"damaged": DAMAGED, "lost": MISSING}
_NO_LONGER_AWAITED = frozenset({"lost", "damaged", "refused"})

HELD = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.ON_HOLD, OrderStatus.PREORDER, OrderStatus.BACKORDER})
"""States in which a label alone does not mean that the order goes."""
_UNSENT = HELD | {OrderStatus.PROCESSING, OrderStatus.PARTIALLY_SHIPPED}
_IN_PART = frozenset({OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PARTIALLY_DELIVERED})
_FIRM = frozenset({Basis.PROMISED, Basis.GUARANTEED})
_CAN_BE_LATE = (_UNSENT - {OrderStatus.PENDING_PAYMENT}) | _IN_PART | {OrderStatus.SHIPPED}

_PARCEL_STATES: Mapping[TrackingStatus, str] = {
    TrackingStatus.LABEL_CREATED: "being_prepared",
    TrackingStatus.PICKED_UP: "on_its_way",
    TrackingStatus.IN_TRANSIT: "on_its_way",
    TrackingStatus.DELAYED: "late",
    TrackingStatus.OUT_FOR_DELIVERY: "out_for_delivery",
    TrackingStatus.ATTEMPTED: "attempted",
    TrackingStatus.READY_FOR_PICKUP: "ready_for_pickup",
    TrackingStatus.DELIVERED: "delivered",
    TrackingStatus.EXCEPTION: "problem",
    TrackingStatus.RETURNING: "coming_back",
    TrackingStatus.RETURNED_TO_SENDER: "coming_back",
    TrackingStatus.CANCELLED: "cancelled",
    TrackingStatus.UNKNOWN: "unknown",
}
_ORDER_STATES: Mapping[OrderStatus, str] = {
    OrderStatus.PENDING_PAYMENT: "waiting",
    OrderStatus.ON_HOLD: "waiting",
    OrderStatus.PREORDER: "waiting",
    OrderStatus.BACKORDER: "waiting",
    OrderStatus.PROCESSING: "being_prepared",
    OrderStatus.PARTIALLY_SHIPPED: "on_its_way",
    OrderStatus.SHIPPED: "on_its_way",
    OrderStatus.PARTIALLY_DELIVERED: "in_parcels",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.READY_FOR_PICKUP: "ready_for_pickup",
    OrderStatus.PICKED_UP: "delivered",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Lateness:
    """That something should have come, or left, by now. `days`: since when; 0 is earlier today, or not known."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """How an order stands: a state of the catalogue's `state.*`, by how much it is late, and what is wrong with it.

    `problem` is late, missing, damaged or empty; `is_held_up` says that a carrier reports any problem at all.
    """

    state: str
    lateness: Lateness | None = None
    problem: str = ""
    is_held_up: bool = False

    @property
    def has_problem(self) -> bool:
        """Whether a call about the order is about a problem with its delivery."""
        return bool(self.problem) or self.is_held_up


def delivery_status(order: Order, now: datetime) -> DeliveryStatus:
    """How an order stands at a time; `now` is aware, on the shop's clock."""
    clock, known = Clock.of(order, now), parcels(order)
    if is_told_whole(order, known):
        lateness = whole_lateness(order, clock)
        state = _ORDER_STATES[order.status] if is_certain(order) else "unknown"
        return DeliveryStatus(LATE if lateness else state, lateness, LATE if lateness else "")
    lateness = max(_lateness(order, known, clock), key=lambda each: each.days, default=None)
    problem = _reported(known) or (LATE if lateness else "")
    held_up = any(each.status is TrackingStatus.EXCEPTION for each in known)
    return DeliveryStatus(_state(known, problem), lateness, problem, held_up)


def is_certain(order: Order) -> bool:
    """Whether the order's own state is known. If not it may have been called off, and no day is promised."""
    return order.status is not OrderStatus.UNKNOWN and "status" not in order.unknown_words


def is_told_whole(order: Order, known: Sequence[Shipment]) -> bool:
    """Whether the order is told as a whole: its parcels have nothing to add, or only what must not be promised."""
    if order.status is OrderStatus.CANCELLED or not known:
        return True
    if not is_certain(order):
        return any(each.status in MOVING for each in known)
    return order.status in HELD and all(each.status is TrackingStatus.LABEL_CREATED for each in known)


def parcel_lateness(shipment: Shipment, order: Order, clock: Clock) -> Lateness | None:
    """Whether a parcel should have come by now."""
    if not is_certain(order) or not _is_awaited(shipment):
        return None
    window = current(order, shipment)
    if window and shipment.status is TrackingStatus.ATTEMPTED and not is_after_the_try(shipment, window, clock):
        return None
    late = overdue(window, clock)
    if late or shipment.status is not TrackingStatus.DELAYED:
        return late
    return overdue(first(order, shipment), clock) or Lateness()


def whole_lateness(order: Order, clock: Clock) -> Lateness | None:
    """Whether an order that is told as a whole should have come, or have been sent, by now."""
    if not is_certain(order) or order.status not in _CAN_BE_LATE:
        return None
    if (day := ship_day(order)) is not None:
        return Lateness((clock.now.date() - day).days) if clock.has_passed(day) else None
    return overdue(whole_window(order), clock)


def whole_window(order: Order) -> DeliveryWindow | None:
    """When an order comes that is told as a whole. What a carrier reckons from a label is nothing while it is held."""
    if order.status not in HELD:
        return current(order)
    windows = (window for each in order.shipments for window in each.windows if window.basis in _FIRM)
    return newest(windows) or newest(order.promises)


def overdue(window: DeliveryWindow | None, clock: Clock) -> Lateness | None:
    """Whether a window has passed. This is the one place that says what late is."""
    return Lateness(max(0, clock.days_past(window))) if window and clock.is_past(window) else None


def ship_day(order: Order) -> date | None:
    """When an order is to be sent, while it has not been."""
    return order.expected_ship_on if order.status in _UNSENT else None


def rest_window(order: Order, known: Sequence[Shipment]) -> DeliveryWindow | None:
    """When the part of an order comes that is in none of its parcels, as far as it was promised."""
    is_open = order.status in _IN_PART and all(each.status in SETTLED for each in known)
    return newest(order.promises) if is_open and is_certain(order) else None


def is_after_the_try(shipment: Shipment, window: DeliveryWindow, clock: Clock) -> bool:
    """Whether a window begins on a later day than the last scan, so that it is no part of the try that failed."""
    scan = shipment.last_scan_at
    return scan is not None and clock.day(window.start).on > clock.day(scan).on


def reason_of(shipment: Shipment) -> str:
    """The reason of an exception, where it has words of its own."""
    if shipment.status is not TrackingStatus.EXCEPTION:
        return ""
    return REASONS.get(shipment.reason.strip().lower().replace(" ", "_"), "")


def _is_awaited(shipment: Shipment) -> bool:
    """Whether a parcel is still to come, for all that is known."""
    if shipment.status is TrackingStatus.EXCEPTION:
        return reason_of(shipment) not in _NO_LONGER_AWAITED
    return shipment.status in MOVING or shipment.status is TrackingStatus.ATTEMPTED


def _lateness(order: Order, known: Sequence[Shipment], clock: Clock) -> Iterator[Lateness]:
    found = (parcel_lateness(each, order, clock) for each in known)
    yield from (each for each in (*found, overdue(rest_window(order, known), clock)) if each)


def _reported(known: Sequence[Shipment]) -> str:
    """The worst problem that a carrier reports by name."""
    found = {_PROBLEMS.get(reason_of(each), "") for each in known}
    return next((each for each in (DAMAGED, MISSING) if each in found), "")


def _state(known: Sequence[Shipment], problem: str) -> str:
    if problem:
        return LATE if problem == LATE else "problem"
    states = {_PARCEL_STATES[each.status] for each in known}
    return states.pop() if len(states) == 1 else "in_parcels"
