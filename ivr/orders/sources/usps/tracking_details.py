"""The tracking details of USPS: category and text of the status, events, and the days expected.

A predicted window is on the clock of the destination, without a zone.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.local_times import Place, clock_time
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at, parcel_meaning
from ivr.orders.sources.tracking_report import TrackingReport, instant, local_day, scans, time_of, window

STATUSES = StatusTable.packaged(__package__, "statusCategory", "status")
_CARRIER = "USPS"


def read_tracking_details(answer: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of an answer, and notes. Raises Unreadable."""
    events = answer.parts("trackingEvents")
    status, reason, unknown = STATUSES.read(answer.text("statusCategory"), _detail(answer))
    notes = list(unknown)
    report = TrackingReport(
        number=answer.text("trackingNumber"),
        at=None,
        status=status,
        reason=reason,
        carrier=_CARRIER,
        scans=scans((_gmt(each), each.text("eventCity")) for each in events),
        windows=tuple(_windows(answer, notes)),
        delivered_at=_delivered_at(events),
        left_at=left_at(answer.text("status")),
    )
    return report.news(source.name), tuple(notes)


def _detail(answer: Payload) -> str:
    """The text of the status, if it is one that says more than its category."""
    text = answer.text("status")
    return text if parcel_meaning(STATUSES.details, text) else ""


def _gmt(event: Payload) -> str:
    """The time of an event: in GMT, else local with its offset, such as -5:00."""
    if gmt := event.text("GMTTimestamp"):
        return gmt
    offset = event.text("GMTOffset")
    sign, hours = offset[:1], offset[1:].zfill(5)
    return f"{event.text('eventTimestamp')}{sign}{hours}" if sign in ("+", "-") else event.text("eventTimestamp")


def _delivered_at(events: Sequence[Payload]) -> date | datetime | None:
    """The time of the newest event that is a delivery, on the clock there."""
    delivered = (each for each in events if each.text("eventType").startswith("Delivered"))
    newest = max(delivered, key=lambda each: each.text("GMTTimestamp"), default=Payload())
    local = f"{newest.text('eventTimestamp')}{newest.text('GMTOffset')}"
    at = time_of(local) or instant(_gmt(newest))
    return at.date() if isinstance(at, datetime) and at.tzinfo is None else at


def _windows(answer: Payload, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The guarantee, then the expected day, then the predicted one, then the window within it."""
    for name, basis in (
        ("guaranteedDelivery", Basis.GUARANTEED),
        ("expectedDelivery", Basis.ESTIMATED),
        ("predictedDelivery", Basis.ESTIMATED),
    ):
        day = _day(answer, name)
        yield from window(name, day, day, notes, source=_CARRIER, basis=basis)
    begin, end = (_predicted(answer, end) for end in ("Start", "End"))
    if begin and end:
        yield from window("predictedDeliveryWindow", begin, end, notes, source=_CARRIER)


def _day(answer: Payload, name: str) -> date | None:
    return local_day(answer.text(f"{name}TimeStamp") or answer.text(f"{name}Date"))


def _predicted(answer: Payload, end: str) -> datetime | None:
    """An end of the predicted window; None if it is not known on which clock."""
    day, clock = _day(answer, "predictedDelivery"), clock_time(answer.text(f"predictedDeliveryWindow{end}Time"))
    to = Place(answer.text("destinationCountryCode") or "US", answer.text("destinationState"))
    return to.at(day, clock) if day and clock else None
