"""A parcel of 17TRACK: its status, the events on its way, and the day or hours in which it is expected."""

from collections.abc import Iterator

from ivr.orders.model import DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at
from ivr.orders.sources.tracking_report import TrackingReport, instant, local_moment, newest, scans, window

STATUSES = StatusTable.packaged(__package__, "status", "sub_status")


def read_parcel(parcel: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of a parcel, an object with `number` and `track_info`, and notes. Raises Unreadable."""
    info = parcel.part("track_info")
    latest = info.part("latest_status")
    status, reason, unknown = STATUSES.read(latest.text("status"), latest.text("sub_status"))
    notes = list(unknown)
    providers = info.part("tracking").parts("providers")
    carrier = next((carrier_name(each.part("provider").text("name")) for each in providers), "")
    report = TrackingReport(
        number=parcel.text("number"),
        at=instant(newest(each.text("latest_sync_time") for each in providers)),
        status=status,
        reason=reason,
        carrier=carrier,
        scans=scans(_events(info, providers)),
        windows=tuple(_windows(info, carrier, source, notes)),
        delivered_at=local_moment(_time(info.part("latest_event"))),
        left_at=left_at(info.part("latest_event").text("description")),
    )
    return report.news(source.name), tuple(notes)


def _events(info: Payload, providers: list[Payload]) -> Iterator[tuple[str, str]]:
    """The times and cities of the events, the latest one first."""
    for event in (info.part("latest_event"), *(event for each in providers for event in each.parts("events"))):
        yield _time(event), event.part("address").text("city")


def _time(event: Payload) -> str:
    return event.text("time_utc") or event.text("time_iso")


def _windows(info: Payload, carrier: str, source: Source, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The one window of a parcel: the carrier's, which 17TRACK calls official, or 17TRACK's own estimate."""
    name = "estimated_delivery_date"
    given = info.part("time_metrics", name)
    is_carriers = given.text("source").casefold() == "official"
    ends = local_moment(given.text("from")), local_moment(given.text("to"))
    yield from window(name, *ends, notes, source=carrier if is_carriers and carrier else source.name)
