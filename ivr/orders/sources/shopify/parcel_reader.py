"""Fulfilments and their events, read as parcels."""

from collections.abc import Iterator
from datetime import datetime

from ivr.orders.model import DeliveryWindow, Shipment, TrackingStatus
from ivr.orders.sources.field_parsers import code, plain, web_address
from ivr.orders.sources.shopify import status_codes
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.reading import Reading

MOST_PARCELS = 250
"""Parcels of one order that are read."""
_MARKED = "MARKED_AS_FULFILLED"
_GIVEN_OUT = frozenset({"FULFILLED", _MARKED})


def read_parcels(fulfilment: Node, reading: Reading) -> tuple[Shipment, ...]:
    """The parcels of a fulfilment: one for each tracking number, or a single one without."""
    events = fulfilment.nodes("events", 1)
    event = events[0] if events else Node()
    labels = fulfilment.nodes("trackingInfo", MOST_PARCELS) or [Node()]
    status, reason = _status(fulfilment, reading)
    seen = _last_scan(fulfilment, event)
    return tuple(
        Shipment(
            id=part_id(fulfilment.id("id"), place),
            status=status,
            carrier=plain(label.text("company"), 40),
            tracking_number=reading.read("trackingInfo.number", label.text("number"), code, "")[:60],
            tracking_url=reading.read("trackingInfo.url", label.text("url"), web_address, ""),
            reason=reason,
            windows=tuple(dict.fromkeys(_windows(fulfilment, event, reading))),
            last_scan_at=reading.local(seen),
            last_scan_city=plain(event.text("city"), 60),
            delivered_at=_delivered_at(status, fulfilment, event, reading),
        )
        for place, label in enumerate(labels)
    )


def read_event(event: Node, fulfilment_id: str, reading: Reading) -> Shipment:
    """What an event says of the parcel of its fulfilment."""
    status, reason = status_of(event.text("status"), reading)
    at = event.time("happenedAt")
    estimate = reading.estimate(event, at)
    return Shipment(
        id=part_id(fulfilment_id, 0),
        status=status,
        reason=reason,
        windows=(estimate,) if estimate else (),
        last_scan_at=reading.local(at),
        last_scan_city=plain(event.text("city"), 60),
        delivered_at=reading.local(at) if status is TrackingStatus.DELIVERED else None,
    )


def part_id(fulfilment_id: str, place: int) -> str:
    """The name of a parcel: its fulfilment's, with a number from the second tracking number on."""
    return f"{fulfilment_id}.{place + 1}" if place else fulfilment_id


def status_of(word: str, reading: Reading) -> tuple[TrackingStatus, str]:
    """The status of a parcel and its reason. An unknown word is kept as the reason."""
    if found := status_codes.tracking_status(word):
        return found
    reading.unknown("tracking_status", word)
    return TrackingStatus.UNKNOWN, plain(word, 60)


def _status(fulfilment: Node, reading: Reading) -> tuple[TrackingStatus, str]:
    """The status of a fulfilment. One that was marked as sent, without a tracking number, has left the shop."""
    if status_codes.is_failed(fulfilment.text("status")):
        return TrackingStatus.CANCELLED, ""
    word = fulfilment.text("displayStatus") or fulfilment.text("status")
    if not word:
        return TrackingStatus.UNKNOWN, ""
    if reading.is_collected and word in _GIVEN_OUT:
        return TrackingStatus.DELIVERED, ""
    if word == _MARKED and not fulfilment.nodes("trackingInfo", 1):
        return TrackingStatus.PICKED_UP, ""
    return status_of(word, reading)


def _windows(fulfilment: Node, event: Node, reading: Reading) -> Iterator[DeliveryWindow]:
    """The estimates for a fulfilment, the newest last."""
    estimates = (
        reading.estimate(fulfilment, fulfilment.time("createdAt")),
        reading.estimate(event, event.time("happenedAt")),
    )
    return (each for each in estimates if each)


def _last_scan(fulfilment: Node, event: Node) -> datetime | None:
    scans = (*event.times("happenedAt"), *fulfilment.times("deliveredAt", "inTransitAt"))
    return next(iter(scans), None)


def _delivered_at(status: TrackingStatus, fulfilment: Node, event: Node, reading: Reading) -> datetime | None:
    if status is not TrackingStatus.DELIVERED:
        return None
    at = fulfilment.time("deliveredAt")
    if at is None and event.text("status") == "DELIVERED":
        at = event.time("happenedAt")
    return reading.local(at)
