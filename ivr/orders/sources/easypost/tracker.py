"""A tracker of EasyPost: a parcel's status, the events on its way and the day it is expected."""

from collections.abc import Iterator

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at
from ivr.orders.sources.tracking_report import TrackingReport, instant, local_day, local_moment, newest, scans, window

STATUSES = StatusTable.packaged(__package__, "status", "status_detail")


def read_tracker(tracker: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of a tracker, and notes. Raises Unreadable."""
    status, reason, unknown = STATUSES.read(tracker.text("status"), tracker.text("status_detail"))
    carrier = carrier_name(tracker.text("carrier"))
    notes = list(unknown)
    events = tracker.parts("tracking_details")
    delivered = [each for each in events if each.text("status") == "delivered"]
    report = TrackingReport(
        number=tracker.text("tracking_code"),
        at=instant(tracker.text("updated_at")),
        status=status,
        reason=reason,
        carrier=carrier,
        address=tracker.text("public_url"),
        scans=scans((each.text("datetime"), each.part("tracking_location").text("city")) for each in events),
        windows=tuple(_windows(tracker, carrier or source.name, notes)),
        delivered_at=local_moment(newest(each.text("datetime") for each in delivered)),
        left_at=next(filter(None, (left_at(each.text("message")) for each in reversed(delivered))), None),
    )
    return report.news(source.name), tuple(notes)


def _windows(tracker: Payload, carrier: str, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The carrier's guarantee, then its estimate.

    Both are days: a time beside them is on the clock of the destination, which the tracker does not name.
    """
    detail = tracker.part("carrier_detail")
    sure = local_day(detail.text("guaranteed_delivery_date"))
    created = instant(tracker.text("created_at"))
    yield from window(
        "guaranteed_delivery_date", sure, sure, notes, source=carrier, basis=Basis.GUARANTEED, as_of=created
    )
    day = local_day(detail.text("est_delivery_date_local")) or local_day(tracker.text("est_delivery_date"))
    yield from window("est_delivery_date", day, day, notes, source=carrier, as_of=instant(tracker.text("updated_at")))
