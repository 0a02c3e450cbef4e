"""A track of Shippo: a parcel's status, the events on its way, and the days its carrier first and last estimated."""

from collections.abc import Iterator

from ivr.orders.model import DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at
from ivr.orders.sources.tracking_report import TrackingReport, instant, local_day, local_moment, newest, scans, window

STATUSES = StatusTable.packaged(__package__, "status", "substatus")


def read_track(track: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of a track, and notes. Raises Unreadable."""
    latest = track.part("tracking_status")
    status, reason, unknown = STATUSES.read(latest.text("status"), latest.part("substatus").text("code"))
    notes = list(unknown)
    carrier = carrier_name(track.text("carrier"))
    events = [*track.parts("tracking_history"), latest]
    times = [latest.text(name) for name in ("object_updated", "object_created", "status_date")]
    report = TrackingReport(
        number=track.text("tracking_number"),
        at=instant(newest(times)),
        status=status,
        reason=reason,
        carrier=carrier,
        scans=scans((each.text("status_date"), each.part("location").text("city")) for each in events),
        windows=tuple(_windows(track, carrier or source.name, notes)),
        delivered_at=local_moment(latest.text("status_date")),
        left_at=left_at(latest.text("status_details")),
    )
    return report.news(source.name), tuple(notes)


def _windows(track: Payload, carrier: str, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The carrier's first estimate, of the time of the first event, then its newest."""
    began = filter(None, (instant(each.text("status_date")) for each in track.parts("tracking_history")))
    first = min(began, default=None)
    for name, as_of in (("original_eta", first), ("eta", None)):
        day = local_day(track.text(name))
        yield from window(name, day, day, notes, source=carrier, as_of=as_of)
