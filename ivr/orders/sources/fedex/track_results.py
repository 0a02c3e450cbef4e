"""A track result of FedEx: the latest status, the scans, and the windows of delivery.

Midnight stands for a day without a time, on whatever clock it is written.
"""

from collections.abc import Iterator
from datetime import date, datetime

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.local_times import Place
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at, parcel_meaning
from ivr.orders.sources.tracking_report import TrackingReport, instant, scans, window

STATUSES = StatusTable.packaged(__package__, "derivedCode", "reason")
_CARRIER = "FedEx"


def read_track_result(answer: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of an answer, None if FedEx does not know the parcel, and notes. Raises Unreadable."""
    result = _result(answer)
    if not result:
        return None, ()
    latest = result.part("latestStatusDetail")
    status, reason, unknown = STATUSES.read(latest.text("derivedCode") or latest.text("code"), _detail(latest))
    notes = list(unknown)
    to = _destination(result)
    events = result.parts("scanEvents")
    report = TrackingReport(
        number=result.part("trackingNumberInfo").text("trackingNumber"),
        at=None,
        status=status,
        reason=reason,
        carrier=_CARRIER,
        scans=scans((each.text("date"), each.part("scanLocation").text("city")) for each in events),
        windows=tuple(_windows(result, to, notes)),
        delivered_at=_time(result, "ACTUAL_DELIVERY", to),
        left_at=left_at(result.part("deliveryDetails").text("locationDescription")),
        pickup_at=result.part("holdAtLocation", "locationContactAndAddress", "contact").text("companyName"),
    )
    return report.news(source.name), tuple(notes)


def _result(answer: Payload) -> Payload:
    """The result with the newest scan: FedEx uses a tracking number again after some months."""
    asked = answer.part("output").parts("completeTrackResults")
    results = [result for each in asked for result in each.parts("trackResults")]
    known = [each for each in results if each.part("latestStatusDetail")]
    return max(known, key=_newest, default=Payload())


def _newest(result: Payload) -> float:
    times = (instant(each.text("date")) for each in result.parts("scanEvents"))
    return max((at.timestamp() for at in times if at), default=0.0)


def _detail(latest: Payload) -> str:
    """The reason of an exception that is known, else whether it is delayed."""
    reasons = (each.text("reason") for each in latest.parts("ancillaryDetails"))
    known = next((each for each in reasons if parcel_meaning(STATUSES.details, each)), "")
    return known or latest.part("delayDetail").text("status")


def _destination(result: Payload) -> Place:
    for address in (
        result.part("lastUpdatedDestinationAddress"),
        result.part("recipientInformation", "address"),
        result.part("destinationLocation", "locationContactAndAddress", "address"),
    ):
        if country := address.text("countryCode"):
            return Place(country, address.text("stateOrProvinceCode"))
    return Place()


def _time(result: Payload, kind: str, to: Place) -> date | datetime | None:
    times = (each.text("dateTime") for each in result.parts("dateAndTimes") if each.text("type") == kind)
    return to.moment(next(times, ""))


def _windows(result: Payload, to: Place, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """What was committed to at first, then what is estimated now, the estimated window last."""
    committed, estimated = (_time(result, kind, to) for kind in ("COMMITMENT", "ESTIMATED_DELIVERY"))
    standard = _span(result, "standardTransitTimeWindow", to)
    window_now = _span(result, "estimatedDeliveryTimeWindow", to)
    first = committed or standard[1] or standard[0]
    yield from window("COMMITMENT", first, first, notes, source=_CARRIER, basis=Basis.PROMISED)
    yield from window("ESTIMATED_DELIVERY", estimated, estimated, notes, source=_CARRIER)
    yield from window("estimatedDeliveryTimeWindow", *window_now, notes, source=_CARRIER)


def _span(result: Payload, name: str, to: Place) -> tuple[date | datetime | None, date | datetime | None]:
    given = result.part(name, "window")
    return to.moment(given.text("begins")), to.moment(given.text("ends"))
