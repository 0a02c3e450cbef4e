"""The news of one parcel: which sentence tells it, and the facts in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.orders.delivery_status import MOVING, Lateness, overdue, parcel_lateness, reason_of
from ivr.orders.delivery_window import Clock, current, is_blank
from ivr.orders.model import Order, Shipment, TrackingStatus
from prompts.facts import Fact

DATED = (TrackingStatus.ATTEMPTED, TrackingStatus.DELIVERED)
"""States that came about at a known time, or not (`.no_day`)."""
NO_TRACKING = "no_tracking"


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of a parcel: the end of a prompt's id, such as `in_transit.late`, and its facts."""

    state: str
    facts: Mapping[str, Fact]
    shipment: Shipment
    lateness: Lateness | None = None


def news_of(shipment: Shipment, order: Order, clock: Clock) -> News:
    """The news of a parcel, as things stand."""
    return News(*_told(shipment, order, clock), shipment, parcel_lateness(shipment, order, clock))


def _told(shipment: Shipment, order: Order, clock: Clock) -> tuple[str, dict[str, Fact]]:
    status = shipment.status
    if status in MOVING:
        return _moving(shipment, order, clock)
    if status in DATED:
        return _dated(shipment, clock)
    if reason := reason_of(shipment):
        return f"{status}.{reason}", {}
    return (NO_TRACKING if is_blank(shipment) else str(status)), {}


def _moving(shipment: Shipment, order: Order, clock: Clock) -> tuple[str, dict[str, Fact]]:
    window = current(order, shipment)
    if window is None:
        return f"{shipment.status}.no_day", {}
    state = f"{shipment.status}.late" if overdue(window, clock) else str(shipment.status)
    return state, {"window": clock.window(window)}


def _dated(shipment: Shipment, clock: Clock) -> tuple[str, dict[str, Fact]]:
    at = shipment.delivered_at if shipment.status is TrackingStatus.DELIVERED else shipment.last_scan_at
    if at is None or clock.is_ahead(at):
        return f"{shipment.status}.no_day", {}
    return str(shipment.status), {"when": clock.when(at)}
