"""The trouble with a delivery that the line helps with after its news: one kind, decided from the delivery status."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from ivr.orders.delivery_status import DeliveryStatus, Help
from ivr.orders.model import TrackingStatus
from ivr.orders.parcel_status import ExceptionReason, ParcelStatus


class Trouble(StrEnum):
    """The kinds of trouble, each with its own help; the first that a delivery has counts."""

    DAMAGED = "damaged"
    LOST = "lost"
    ADDRESS = "address"
    RETURNING = "returning"
    UNCLEAR = "unclear"
    """Agents can sort it out, and the line knows no more."""
    ATTEMPTED = "attempted"
    """Nobody took it, and no further attempt is known."""
    SILENT = "silent"
    """No scan for days."""
    LATE = "late"
    """Late, and no new day is known."""
    NEW_DAY = "new_day"
    """It comes later than expected at first, or once more, on a known day."""


_REASONS: Mapping[ExceptionReason | None, Trouble] = {
    ExceptionReason.DAMAGED: Trouble.DAMAGED,
    ExceptionReason.LOST: Trouble.LOST,
    ExceptionReason.ADDRESS: Trouble.ADDRESS,
}
_RETURNING = frozenset({TrackingStatus.RETURNING, TrackingStatus.RETURNED_TO_SENDER})


_FOR_AGENTS = frozenset({Trouble.DAMAGED, Trouble.LOST, Trouble.ADDRESS, Trouble.RETURNING, Trouble.ATTEMPTED})
"""The kinds that agents sort out, beside UNCLEAR."""


def trouble_of(status: DeliveryStatus) -> Trouble | None:
    """The trouble with a delivery; None if there is none, or if nobody can do anything about it."""
    found = {*_of_parcels(status), *_of_time(status)}
    if Help.AGENT in status.help and not found & _FOR_AGENTS:
        found.add(Trouble.UNCLEAR)
    return next((each for each in Trouble if each in found), None)


def _of_parcels(status: DeliveryStatus) -> Iterator[Trouble]:
    is_single = len(status.parcels) == 1
    for parcel in status.parcels:
        if parcel.state is TrackingStatus.EXCEPTION and parcel.reason in _REASONS:
            yield _REASONS[parcel.reason]
        if parcel.state in _RETURNING:
            yield Trouble.RETURNING
        if parcel.state is TrackingStatus.ATTEMPTED:
            yield Trouble.NEW_DAY if is_single and parcel.rescheduled else Trouble.ATTEMPTED
        if is_single and parcel.silent_since:
            yield Trouble.SILENT
        if is_single and parcel.first_window:
            yield Trouble.NEW_DAY


def _of_time(status: DeliveryStatus) -> Iterator[Trouble]:
    if status.lateness:
        yield Trouble.NEW_DAY if _has_new_day(status) else Trouble.LATE


def _has_new_day(status: DeliveryStatus) -> bool:
    """Whether callers hear of a day ahead for everything that is late."""
    late = [each for each in status.parcels if each.lateness]
    return all(_is_ahead(each) for each in late) if late else _is_whole_ahead(status)


def _is_ahead(parcel: ParcelStatus) -> bool:
    return parcel.window is not None and not parcel.window_passed


def _is_whole_ahead(status: DeliveryStatus) -> bool:
    return status.window is not None and not status.clock.is_past(status.window)
