"""A package of UPS: its status, its activities, and the day or window in which it is scheduled.

Days and times are on the clock of the destination, without a zone.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from ivr.orders.model import DeliveryWindow
from ivr.orders.news import ParcelNews
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.local_times import Place, clock_time, compact_day
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import left_at
from ivr.orders.sources.tracking_report import Scan, TrackingReport, city, window

STATUSES = StatusTable.packaged(__package__, "type", "statusCode")
_CARRIER = "UPS"
_WINDOWS = frozenset({"EDW", "CDW", "IDW"})
"""Types of a delivery time with both ends: estimated, confirmed, imminent."""


def read_package(answer: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of an answer, None if UPS does not know the parcel, and notes. Raises Unreadable."""
    package = _package(answer)
    if not package:
        return None, ()
    activities = package.parts("activity")
    now = package.part("currentStatus") or next(iter(activities), Payload()).part("status")
    status, reason, unknown = STATUSES.read(now.text("type"), _code(now.text("statusCode")))
    notes = list(unknown)
    to = _destination(package)
    report = TrackingReport(
        number=package.text("trackingNumber"),
        at=None,
        status=status,
        reason=reason,
        carrier=_CARRIER,
        scans=tuple(_scans(activities)),
        windows=tuple(_windows(package, to, notes)),
        delivered_at=_delivered_at(package, to),
        left_at=left_at(package.part("deliveryInformation").text("location")),
        pickup_until=compact_day(package.part("accessPointInformation").text("pickupByDate")),
    )
    return report.news(source.name), tuple(notes)


def _package(answer: Payload) -> Payload:
    """The package that was asked for, of a shipment that may have others."""
    shipment = next(iter(answer.part("trackResponse").parts("shipment")), Payload())
    packages, asked = shipment.parts("package"), shipment.text("inquiryNumber")
    same = (each for each in packages if each.text("trackingNumber") == asked)
    return next(same, next(iter(packages), Payload()))


def _code(text: str) -> str:
    return text.zfill(3) if text.isdecimal() else text


def _destination(package: Payload) -> Place:
    addresses = package.parts("packageAddress")
    to = next((each.part("address") for each in addresses if each.text("type") == "DESTINATION"), Payload())
    return Place(to.text("countryCode") or to.text("country"), to.text("stateProvince"))


def _scans(activities: Sequence[Payload]) -> Iterator[Scan]:
    for each in activities:
        where = each.part("location", "address")
        place = Place(where.text("countryCode") or where.text("country"), where.text("stateProvince"))
        if at := _gmt(each) or _local(each, place):
            yield Scan(at, city(where.text("city")))


def _gmt(activity: Payload) -> datetime | None:
    day, clock = compact_day(activity.text("gmtDate")), clock_time(_six(activity.text("gmtTime")))
    return datetime.combine(day, clock, UTC) if day and clock else None


def _local(activity: Payload, place: Place) -> datetime | None:
    """The time of an activity by its local time; taken as GMT if the clock there is not known."""
    day, clock = compact_day(activity.text("date")), clock_time(_six(activity.text("time")))
    if day is None or clock is None:
        return None
    return place.at(day, clock) or datetime.combine(day, clock, UTC)


def _six(text: str) -> str:
    """A time with six digits: 74700 is 074700."""
    return text.zfill(6) if text.isdecimal() else text


def _day(package: Payload, kind: str) -> date | None:
    days = (compact_day(each.text("date")) for each in package.parts("deliveryDate") if each.text("type") == kind)
    return max(filter(None, days), default=None)


def _windows(package: Payload, to: Place, notes: list[Note]) -> Iterator[DeliveryWindow]:
    """The scheduled day, then the rescheduled one, then the window within it."""
    days = [day for day in (_day(package, "SDD"), _day(package, "RDD")) if day]
    for day in days:
        yield from window("deliveryDate", day, day, notes, source=_CARRIER)
    times = package.part("deliveryTime")
    if days and times.text("type") in _WINDOWS:
        begin, end = (_at(days[-1], times.text(name), to) for name in ("startTime", "endTime"))
        if begin and end:
            yield from window("deliveryTime", begin, end, notes, source=_CARRIER)


def _at(day: date, text: str, to: Place) -> datetime | None:
    clock = clock_time(_six(text))
    return to.at(day, clock) if clock else None


def _delivered_at(package: Payload, to: Place) -> date | datetime | None:
    day, times = _day(package, "DEL"), package.part("deliveryTime")
    return (_at(day, times.text("endTime"), to) or day) if day and times.text("type") == "DEL" else day
