"""A shipment of DHL: its status, its events, and the time frame of delivery."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from ivr.orders.model import DeliveryWindow, TrackingStatus
from ivr.orders.news import ParcelNews
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.local_times import Place
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.tracking_report import Scan, TrackingReport, city, instant, window

STATUSES = StatusTable.packaged(__package__, "statusCode", "")
_CARRIER = "DHL"


def read_shipment(answer: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of an answer, None if DHL does not know the parcel, and notes. Raises Unreadable."""
    shipment = next(iter(answer.parts("shipments")), Payload())
    if not shipment:
        return None, ()
    now, events = shipment.part("status"), shipment.parts("events")
    status, reason, unknown = STATUSES.read(now.text("statusCode"), "")
    notes = list(unknown)
    to = _place(shipment.part("destination"))
    report = TrackingReport(
        number=shipment.text("id"),
        at=None,
        status=_with_return(status, shipment),
        reason=reason,
        carrier=_CARRIER,
        address=shipment.text("serviceUrl"),
        scans=tuple(_scans([now, *events])),
        windows=tuple(_windows(shipment, to, notes)),
        delivered_at=to.moment(now.text("timestamp")) if status is TrackingStatus.DELIVERED else None,
    )
    return report.news(source.name), tuple(notes)


def _with_return(status: TrackingStatus, shipment: Payload) -> TrackingStatus:
    """The status, seen with the whole way: a parcel that goes back is delivered to its sender."""
    if not shipment.flag("returnFlag"):
        return status
    return TrackingStatus.RETURNED_TO_SENDER if status is TrackingStatus.DELIVERED else TrackingStatus.RETURNING


def _place(location: Payload) -> Place:
    return Place(location.part("address").text("countryCode"))


def _scans(events: Iterable[Payload]) -> Iterator[Scan]:
    for each in events:
        where = each.part("location")
        local = _place(where).moment(each.text("timestamp"))
        at = local.astimezone(UTC) if isinstance(local, datetime) else instant(each.text("timestamp"))
        if at:
            yield Scan(at, city(where.part("address").text("addressLocality")))


def _windows(shipment: Payload, to: Place, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The estimated day, then the time frame."""
    day: date | datetime | None = to.moment(shipment.text("estimatedTimeOfDelivery"))
    frame = shipment.part("estimatedDeliveryTimeFrame")
    begin, end = (to.moment(frame.text(name)) for name in ("estimatedFrom", "estimatedThrough"))
    yield from window("estimatedTimeOfDelivery", day, day, notes, source=_CARRIER)
    yield from window("estimatedDeliveryTimeFrame", begin, end, notes, source=_CARRIER)
