"""The trouble with a delivery that the line helps with after its news: one kind, decided from the delivery status."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from ivr.orders.delivery_status import DeliveryStatus, Help
from ivr.orders.model import TrackingStatus
from ivr.orders.parcel_status import ExceptionReason, ParcelStatus

Kind = Literal["damaged", "lost", "address", "returning", "unclear", "attempted", "silent", "late", "new_day"]
"""The kinds of trouble. Of several the first counts.

`unclear` is what agents can sort out and the line knows no more of; `attempted` a failed delivery with no further
attempt known; `silent` a parcel without a scan for days. What is `late` has no new day; with a `new_day`, it comes
later than expected at first, or once more.
"""
Trouble = Literal["", Kind]
"""The trouble with a delivery; empty if there is none, or if nobody can do anything about it."""
KINDS: tuple[Kind, ...] = get_args(Kind)

_REASONS: Mapping[ExceptionReason | None, Kind] = {
    ExceptionReason.DAMAGED: "damaged",
    ExceptionReason.LOST: "lost",
    ExceptionReason.ADDRESS: "address",
}
_RETURNING = frozenset({TrackingStatus.RETURNING, TrackingStatus.RETURNED_TO_SENDER})


_FOR_AGENTS: frozenset[Kind] = frozenset({"damaged", "lost", "address", "returning", "attempted"})
"""The kinds that agents sort out, beside `unclear`."""


def trouble_of(status: DeliveryStatus) -> Trouble:
    """The trouble with a delivery."""
    found: set[Kind] = {*_of_parcels(status), *_of_time(status)}
    if Help.AGENT in status.help and not found & _FOR_AGENTS:
        found.add("unclear")
    return next((each for each in KINDS if each in found), "")


def _of_parcels(status: DeliveryStatus) -> Iterator[Kind]:
    is_single = len(status.parcels) == 1
    for parcel in status.parcels:
        if parcel.state is TrackingStatus.EXCEPTION and parcel.reason in _REASONS:
            yield _REASONS[parcel.reason]
        if parcel.state in _RETURNING:
            yield "returning"
        if parcel.state is TrackingStatus.ATTEMPTED:
            yield "new_day" if is_single and parcel.rescheduled else "attempted"
        if is_single and parcel.silent_since:
            yield "silent"
        if is_single and parcel.first_window:
            yield "new_day"


def _of_time(status: DeliveryStatus) -> Iterator[Kind]:
    if status.lateness:
        yield "new_day" if _has_new_day(status) else "late"


def _has_new_day(status: DeliveryStatus) -> bool:
    """Whether callers hear of a day ahead for everything that is late."""
    late = [each for each in status.parcels if each.lateness]
    return all(_is_ahead(each) for each in late) if late else _is_whole_ahead(status)


def _is_ahead(parcel: ParcelStatus) -> bool:
    return parcel.window is not None and not parcel.window_passed


def _is_whole_ahead(status: DeliveryStatus) -> bool:
    return status.window is not None and not status.clock.is_past(status.window)
