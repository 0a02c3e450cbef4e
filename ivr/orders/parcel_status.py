"""The status of a parcel at a given time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ivr.orders.delivery_window import DestinationClock, Lateness, current_window, first_window, overdue
from ivr.orders.model import DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus

STALE = timedelta(days=5)
"""Without a scan for so long, a parcel counts as silent."""

MOVING = frozenset(
    {
        TrackingStatus.OUT_FOR_DELIVERY,
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.PICKED_UP,
        TrackingStatus.LABEL_CREATED,
        TrackingStatus.DELAYED,
    }
)
"""States of a parcel that has a day of delivery ahead."""
SETTLED = frozenset(
    {
        TrackingStatus.DELIVERED,
        TrackingStatus.READY_FOR_PICKUP,
        TrackingStatus.RETURNING,
        TrackingStatus.RETURNED_TO_SENDER,
        TrackingStatus.CANCELLED,
    }
)
"""States of a parcel that is no longer awaited."""
_NO_FURTHER_SCAN = (SETTLED - {TrackingStatus.RETURNING}) | {TrackingStatus.LABEL_CREATED}


class ExceptionReason(StrEnum):
    """The reasons of an exception that have prompts of their own; an exception for any other is told as a problem."""

    LOST = "lost"
    DAMAGED = "damaged"
    ADDRESS = "address"
    CUSTOMS = "customs"
    WEATHER = "weather"
    REFUSED = "refused"


REASONS: Mapping[str, ExceptionReason] = {
    **{reason.value: reason for reason in ExceptionReason},
    "damage": ExceptionReason.DAMAGED,
    "address_correction": ExceptionReason.ADDRESS,
    "wrong_address": ExceptionReason.ADDRESS,
    "moved": ExceptionReason.ADDRESS,
    "customs_delay": ExceptionReason.CUSTOMS,
    "missing_documents": ExceptionReason.CUSTOMS,
    "weather_delay": ExceptionReason.WEATHER,
    "extreme_weather": ExceptionReason.WEATHER,
}
"""Carriers' words for the reason of an exception."""
_NO_LONGER_AWAITED = frozenset({ExceptionReason.LOST, ExceptionReason.DAMAGED, ExceptionReason.REFUSED})


@dataclass(frozen=True, slots=True)
class ParcelStatus:
    """The status of a parcel: where it is, when it is expected, and by how much it is late."""

    shipment: Shipment
    reason: ExceptionReason | None = None
    window: DeliveryWindow | None = None
    window_passed: bool = False
    lateness: Lateness | None = None
    first_window: DeliveryWindow | None = None
    """The window that was given first, if a parcel on its way is now expected on a later day."""
    rescheduled: bool = False
    """Whether `window` was given after the delivery attempt or the exception."""
    happened_at: date | None = None
    """The day or time of the delivery or of the delivery attempt, if it is known."""
    silent_since: date | None = None
    """The day of the last scan, if it is older than STALE and another one is to be expected."""

    @property
    def state(self) -> TrackingStatus:
        """The state that the carrier reports."""
        return self.shipment.status


def parcel_status(shipment: Shipment, order: Order, clock: DestinationClock) -> ParcelStatus:
    """The status of one parcel of an order."""
    window = current_window(order, shipment)
    passed = window is not None and clock.is_past(window)
    return ParcelStatus(
        shipment,
        reason=_reason(shipment),
        window=window,
        window_passed=passed,
        lateness=_lateness(shipment, order, clock, window),
        first_window=_earlier_window(shipment, order, clock, window) if window and not passed else None,
        rescheduled=window is not None and not passed and is_certain(order) and _rescheduled(shipment, clock, window),
        happened_at=_happened_at(shipment, clock),
        silent_since=_silent_since(shipment, clock),
    )


def known_parcels(order: Order) -> tuple[Shipment, ...]:
    """The parcels that something is known of, without cancelled ones if there are others."""
    known = tuple([each for each in order.shipments if not _is_blank(each)])
    return tuple([each for each in known if each.status is not TrackingStatus.CANCELLED]) or known


def is_certain(order: Order) -> bool:
    """Whether the state of the whole order is known. If not, it may have been cancelled, and no day is promised."""
    return order.status is not OrderStatus.UNKNOWN and "status" not in order.unknown_words


def _is_blank(shipment: Shipment) -> bool:
    """Whether nothing is known of a parcel."""
    if shipment.status is not TrackingStatus.UNKNOWN:
        return False
    return not (shipment.tracking_number or shipment.last_scan_at or shipment.delivered_at)


def _reason(shipment: Shipment) -> ExceptionReason | None:
    if shipment.status is not TrackingStatus.EXCEPTION:
        return None
    return REASONS.get(shipment.reason.strip().lower().replace(" ", "_"))


def _lateness(
    shipment: Shipment, order: Order, clock: DestinationClock, window: DeliveryWindow | None
) -> Lateness | None:
    """The lateness of a parcel that is still awaited. One that is delayed is late by the window given first."""
    if not is_certain(order) or not _is_awaited(shipment):
        return None
    if window and shipment.status is TrackingStatus.ATTEMPTED and not _is_after_the_attempt(shipment, clock, window):
        return None
    late = overdue(window, clock)
    if late or shipment.status is not TrackingStatus.DELAYED:
        return late
    return overdue(first_window(order, shipment), clock) or Lateness()


def _is_awaited(shipment: Shipment) -> bool:
    if shipment.status is TrackingStatus.EXCEPTION:
        return _reason(shipment) not in _NO_LONGER_AWAITED
    return shipment.status in MOVING or shipment.status is TrackingStatus.ATTEMPTED


def _earlier_window(
    shipment: Shipment, order: Order, clock: DestinationClock, window: DeliveryWindow
) -> DeliveryWindow | None:
    if shipment.status not in MOVING or not is_certain(order):
        return None
    first = first_window(order, shipment)
    return first if first and clock.last_day(first) < clock.last_day(window) else None


def _rescheduled(shipment: Shipment, clock: DestinationClock, window: DeliveryWindow) -> bool:
    if shipment.status is TrackingStatus.ATTEMPTED:
        return _is_after_the_attempt(shipment, clock, window)
    known_since = shipment.last_scan_at if shipment.status is TrackingStatus.EXCEPTION else None
    return bool(window.as_of and known_since and window.as_of >= known_since)


def _is_after_the_attempt(shipment: Shipment, clock: DestinationClock, window: DeliveryWindow) -> bool:
    """Whether a window begins on a later day than the last scan, so that it is not the one of the failed attempt."""
    scan = shipment.last_scan_at
    return scan is not None and clock.day(window.start) > clock.day(scan)


def _happened_at(shipment: Shipment, clock: DestinationClock) -> date | None:
    if shipment.status is TrackingStatus.DELIVERED:
        at = shipment.delivered_at
    else:
        at = shipment.last_scan_at if shipment.status is TrackingStatus.ATTEMPTED else None
    return None if at is None or clock.is_ahead(at) else at


def _silent_since(shipment: Shipment, clock: DestinationClock) -> date | None:
    scan = shipment.last_scan_at
    is_silent = scan and shipment.status not in _NO_FURTHER_SCAN and clock.now - scan > STALE
    return clock.day(scan) if scan and is_silent else None
