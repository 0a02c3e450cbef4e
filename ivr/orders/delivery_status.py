"""The delivery status of an order at a given time, as data.

It is decided here once. The sentences that callers hear, the issue and the routing of their calls, the note for
agents and the reports all follow from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ivr.orders.delivery_window import DestinationClock, Lateness, current_window, newest_window, overdue
from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    Order,
    OrderStatus,
    RefundState,
    ReturnState,
    Shipment,
    TrackingStatus,
)
from ivr.orders.parcel_status import (
    MOVING,
    SETTLED,
    ExceptionReason,
    ParcelStatus,
    is_certain,
    known_parcels,
    parcel_status,
)
from routing.issues import DAMAGED, DELIVERY_PROBLEM, LATE, MISSING, ORDER_STATUS, CallIssue, Problem

RECENT = timedelta(days=14)
"""For so long after a delivery, callers are likely to call about it."""
FORGOTTEN = timedelta(days=120)
"""From this age on an order is no longer under way, whatever its status."""


class DeliveryState(StrEnum):
    """The state of a delivery in one word, as said of an order in a list of several (prompts `state.*`)."""

    OUT_FOR_DELIVERY = "out_for_delivery"
    ON_ITS_WAY = "on_its_way"
    LATE = "late"
    ATTEMPTED = "attempted"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    PROBLEM = "problem"
    BEING_PREPARED = "being_prepared"
    WAITING = "waiting"
    COMING_BACK = "coming_back"
    CANCELLED = "cancelled"
    IN_PARCELS = "in_parcels"
    UNKNOWN = "unknown"


class Help(StrEnum):
    """The help that goes with a delivery status."""

    AGENT = "agent"
    """Agents can sort it out with the caller."""
    LOOK_AROUND = "look_around"
    """Where to look for a delivered parcel that the caller cannot find."""


_HELD = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.ON_HOLD, OrderStatus.PREORDER, OrderStatus.BACKORDER})
"""States in which a label alone does not mean that the order is sent."""
_UNSENT = _HELD | {OrderStatus.PROCESSING, OrderStatus.PARTIALLY_SHIPPED}
_IN_PART = frozenset({OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PARTIALLY_DELIVERED})
_CAN_BE_LATE = (_UNSENT - {OrderStatus.PENDING_PAYMENT}) | _IN_PART | {OrderStatus.SHIPPED}
_FIRM = frozenset({Basis.PROMISED, Basis.GUARANTEED})
_PROBLEMS: Mapping[ExceptionReason | None, Problem] = {ExceptionReason.DAMAGED: DAMAGED, ExceptionReason.LOST: MISSING}
"""The reason of an exception to the delivery problem that it is."""
_WITHOUT_AGENT = frozenset({ExceptionReason.CUSTOMS, ExceptionReason.WEATHER})
"""Reasons of an exception about which agents can do nothing."""
_NEEDS_AGENT = frozenset({TrackingStatus.UNKNOWN, TrackingStatus.RETURNING, TrackingStatus.RETURNED_TO_SENDER})
_OPEN_RETURNS = frozenset(
    (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT, ReturnState.RECEIVED, ReturnState.INSPECTED)
)
_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.PICKED_UP, OrderStatus.CANCELLED})

_PARCEL_STATES: Mapping[TrackingStatus, DeliveryState] = {
    TrackingStatus.LABEL_CREATED: DeliveryState.BEING_PREPARED,
    TrackingStatus.PICKED_UP: DeliveryState.ON_ITS_WAY,
    TrackingStatus.IN_TRANSIT: DeliveryState.ON_ITS_WAY,
    TrackingStatus.DELAYED: DeliveryState.LATE,
    TrackingStatus.OUT_FOR_DELIVERY: DeliveryState.OUT_FOR_DELIVERY,
    TrackingStatus.ATTEMPTED: DeliveryState.ATTEMPTED,
    TrackingStatus.READY_FOR_PICKUP: DeliveryState.READY_FOR_PICKUP,
    TrackingStatus.DELIVERED: DeliveryState.DELIVERED,
    TrackingStatus.EXCEPTION: DeliveryState.PROBLEM,
    TrackingStatus.RETURNING: DeliveryState.COMING_BACK,
    TrackingStatus.RETURNED_TO_SENDER: DeliveryState.COMING_BACK,
    TrackingStatus.CANCELLED: DeliveryState.CANCELLED,
    TrackingStatus.UNKNOWN: DeliveryState.UNKNOWN,
}
_ORDER_STATES: Mapping[OrderStatus, DeliveryState] = {
    OrderStatus.PENDING_PAYMENT: DeliveryState.WAITING,
    OrderStatus.ON_HOLD: DeliveryState.WAITING,
    OrderStatus.PREORDER: DeliveryState.WAITING,
    OrderStatus.BACKORDER: DeliveryState.WAITING,
    OrderStatus.PROCESSING: DeliveryState.BEING_PREPARED,
    OrderStatus.PARTIALLY_SHIPPED: DeliveryState.ON_ITS_WAY,
    OrderStatus.SHIPPED: DeliveryState.ON_ITS_WAY,
    OrderStatus.PARTIALLY_DELIVERED: DeliveryState.IN_PARCELS,
    OrderStatus.DELIVERED: DeliveryState.DELIVERED,
    OrderStatus.READY_FOR_PICKUP: DeliveryState.READY_FOR_PICKUP,
    OrderStatus.PICKED_UP: DeliveryState.DELIVERED,
    OrderStatus.CANCELLED: DeliveryState.CANCELLED,
    OrderStatus.UNKNOWN: DeliveryState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """The delivery status of an order at a time."""

    order: Order
    clock: DestinationClock
    """The time of the status, at the destination."""
    state: DeliveryState
    lateness: Lateness | None = None
    """The lateness of its latest part; None if nothing is late."""
    window: DeliveryWindow | None = None
    """When the part comes that is in none of `parcels`: the rest of the order, or all of it."""
    help: frozenset[Help] = frozenset()
    problem: Problem = ""
    is_held_up: bool = False
    """Whether a carrier reports any exception."""
    ship_day: date | None = None
    """The day on which it is to be sent, if it has not been."""
    parcels: tuple[ParcelStatus, ...] = ()
    """The parcels to report separately; empty if the order is told as a whole."""

    @property
    def issue(self) -> CallIssue:
        """The issue of a call about the order."""
        return DELIVERY_PROBLEM if self.problem or self.is_held_up else ORDER_STATUS


def delivery_status(order: Order, now: datetime) -> DeliveryStatus:
    """The delivery status of an order; `now` is aware, on the shop's clock."""
    clock, known = DestinationClock.of(order, now), known_parcels(order)
    return _of_whole(order, clock) if _is_told_whole(order, known) else _of_parcels(order, known, clock)


def is_under_way(order: Order, now: datetime) -> bool:
    """Whether a caller is likely to call about it: on its way, over for less than RECENT, or on its way back."""
    over = _over_since(order, now)
    if over and now - over < RECENT:
        return True
    if over and not _is_coming_back(order):
        return False
    return now - order.placed_at < FORGOTTEN or order.status in (OrderStatus.PREORDER, OrderStatus.BACKORDER)


def is_over(order: Order, now: datetime) -> bool:
    """Whether its delivery has ended, so that no further news of it is expected."""
    return _over_since(order, now) is not None


def is_on_its_way(order: Order) -> bool:
    """Whether a parcel of it is still to come, so that there should be news of it."""
    return order.status is not OrderStatus.CANCELLED and any(each.status not in SETTLED for each in order.shipments)


def _is_told_whole(order: Order, known: Sequence[Shipment]) -> bool:
    """Whether an order is told as a whole: its parcels have nothing to add, or only a day that must not be promised."""
    if order.status is OrderStatus.CANCELLED or not known:
        return True
    if not is_certain(order):
        return any(each.status in MOVING for each in known)
    return order.status in _HELD and all(each.status is TrackingStatus.LABEL_CREATED for each in known)


def _of_whole(order: Order, clock: DestinationClock) -> DeliveryStatus:
    window = _whole_window(order)
    lateness = _whole_lateness(order, clock, window)
    state = _ORDER_STATES[order.status] if is_certain(order) else DeliveryState.UNKNOWN
    return DeliveryStatus(
        order=order,
        clock=clock,
        state=DeliveryState.LATE if lateness else state,
        lateness=lateness,
        window=window,
        help=frozenset(_whole_help(order, clock)),
        problem=LATE if lateness else "",
        ship_day=_ship_day(order),
    )


def _whole_lateness(order: Order, clock: DestinationClock, window: DeliveryWindow | None) -> Lateness | None:
    """The lateness of an order that is told as a whole: by its day of sending, else by its window."""
    if not is_certain(order) or order.status not in _CAN_BE_LATE:
        return None
    if (day := _ship_day(order)) is not None:
        return Lateness((clock.now.date() - day).days) if clock.has_passed(day) else None
    return overdue(window, clock)


def _whole_window(order: Order) -> DeliveryWindow | None:
    """The window of an order that is told as a whole. While it is held, an estimate made from a label is void."""
    if order.status not in _HELD:
        return current_window(order)
    windows = (window for each in order.shipments for window in each.windows if window.basis in _FIRM)
    return newest_window(windows) or newest_window(order.promises)


def _ship_day(order: Order) -> date | None:
    return order.expected_ship_on if order.status in _UNSENT else None


def _whole_help(order: Order, clock: DestinationClock) -> Iterator[Help]:
    if order.status is not OrderStatus.CANCELLED and not is_certain(order):
        yield Help.AGENT
    elif order.status is OrderStatus.DELIVERED and _may_be_searched(order, clock):
        yield Help.LOOK_AROUND


def _of_parcels(order: Order, known: Sequence[Shipment], clock: DestinationClock) -> DeliveryStatus:
    parcels = tuple([parcel_status(each, order, clock) for each in known])
    rest = _rest_window(order, known)
    found = [each for each in (*(parcel.lateness for parcel in parcels), overdue(rest, clock)) if each]
    lateness = max(found, key=lambda each: each.days, default=None)
    problem = _reported_problem(parcels) or (LATE if lateness else "")
    return DeliveryStatus(
        order=order,
        clock=clock,
        state=_parcels_state(parcels, problem),
        lateness=lateness,
        window=rest,
        help=frozenset(_parcels_help(order, parcels, clock)),
        problem=problem,
        is_held_up=any(each.state is TrackingStatus.EXCEPTION for each in parcels),
        parcels=parcels,
    )


def _rest_window(order: Order, known: Sequence[Shipment]) -> DeliveryWindow | None:
    """The window of the part of an order that is in none of its parcels, if it was promised."""
    is_open = order.status in _IN_PART and all(each.status in SETTLED for each in known)
    return newest_window(order.promises) if is_open and is_certain(order) else None


def _reported_problem(parcels: Sequence[ParcelStatus]) -> Problem:
    """The worst delivery problem that carriers report."""
    found = {_PROBLEMS.get(each.reason) for each in parcels}
    return DAMAGED if DAMAGED in found else MISSING if MISSING in found else ""


def _parcels_state(parcels: Sequence[ParcelStatus], problem: Problem) -> DeliveryState:
    if problem:
        return DeliveryState.LATE if problem == LATE else DeliveryState.PROBLEM
    states = {_PARCEL_STATES[each.state] for each in parcels}
    return states.pop() if len(states) == 1 else DeliveryState.IN_PARCELS


def _parcels_help(order: Order, parcels: Sequence[ParcelStatus], clock: DestinationClock) -> Iterator[Help]:
    if any(_needs_agent(each, is_single=len(parcels) == 1) for each in parcels):
        yield Help.AGENT
    if any(each.state is TrackingStatus.DELIVERED for each in parcels) and _may_be_searched(order, clock):
        yield Help.LOOK_AROUND


def _needs_agent(parcel: ParcelStatus, *, is_single: bool) -> bool:
    """Whether agents help with a parcel. The next attempt is told only of a single parcel, and makes help needless."""
    if parcel.state is TrackingStatus.EXCEPTION:
        return parcel.reason not in _WITHOUT_AGENT
    if parcel.state is TrackingStatus.ATTEMPTED:
        return not (is_single and parcel.rescheduled)
    return parcel.state in _NEEDS_AGENT


def _may_be_searched(order: Order, clock: DestinationClock) -> bool:
    """Whether the last delivery is recent enough to look around for, and nothing of it goes back."""
    days = [clock.day(each.delivered_at) for each in order.shipments if each.delivered_at]
    return not order.returns and (not days or clock.now.date() - max(days) < RECENT)


def _is_coming_back(order: Order) -> bool:
    """Whether goods or money are on their way back."""
    returning = any(each.state in _OPEN_RETURNS for each in order.returns)
    return returning or any(each.state is RefundState.PENDING for each in order.refunds)


def _over_since(order: Order, now: datetime) -> datetime | None:
    """The time at which the delivery of an order ended; None if it has not."""
    known = known_parcels(order)
    arrived = all(each.status is TrackingStatus.DELIVERED for each in known)
    if order.status is not OrderStatus.CANCELLED and not (arrived if known else order.status in _OVER):
        return None
    ends = [order.cancelled_at, *(each.delivered_at or each.last_scan_at for each in order.shipments)]
    return max((_time(each, now) for each in ends if each), default=order.placed_at)


def _time(at: date, now: datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(0), now.tzinfo)
