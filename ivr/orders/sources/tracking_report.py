"""What a tracking service says of one parcel, and the news that follows from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ivr.orders.model import Basis, DeliveryWindow, LeftAt, Shipment, TrackingStatus
from ivr.orders.news import ParcelNews
from ivr.orders.parcel_status import SETTLED
from ivr.orders.sources.field_parsers import Unreadable, code, plain, web_address
from ivr.orders.sources.import_report import Note, NoteKind

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_YEARS = range(2000, 2101)
_LONGEST_NUMBER = 64
_LOST_TO_THE_CALLER = frozenset({"lost", "damaged", "refused"})


@dataclass(frozen=True, slots=True)
class Scan:
    """An event on a parcel's way."""

    at: datetime
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingReport:
    """A parcel as a service reports it; texts are as the service writes them. `windows` are oldest first."""

    number: str
    at: datetime | None
    status: TrackingStatus
    reason: str = ""
    carrier: str = ""
    address: str = ""
    """The page with its way."""
    scans: tuple[Scan, ...] = ()
    windows: tuple[DeliveryWindow, ...] = ()
    delivered_at: datetime | date | None = None
    left_at: LeftAt | None = None
    pickup_at: str = ""
    """The name of the shop or pickup point that holds it, as the service writes it."""
    pickup_until: datetime | date | None = None

    def news(self, source: str) -> ParcelNews | None:
        """The news; None if the service knows nothing of the parcel yet. Raises Unreadable for a report of no parcel.

        A report without a time is of the time of its last scan.
        """
        last = max(self.scans, key=lambda scan: scan.at, default=None)
        at = self.at or (last.at if last else None)
        number = code(self.number)[:_LONGEST_NUMBER]
        if not number:
            raise Unreadable("has no tracking number")
        if self.status is TrackingStatus.UNKNOWN and not (last or self.windows or self.reason):
            return None
        if at is None:
            raise Unreadable("has no time")
        return ParcelNews(source, self._parcel(number, last), at)

    def _parcel(self, number: str, last: Scan | None) -> Shipment:
        is_delivered, waits = self.status is TrackingStatus.DELIVERED, self.status is TrackingStatus.READY_FOR_PICKUP
        return Shipment(
            id=number,
            status=self.status,
            carrier=self.carrier,
            tracking_number=number,
            tracking_url=_link(self.address),
            reason=self.reason,
            windows=tuple(dict.fromkeys(self._windows_that_stand(last))),
            last_scan_at=last.at if last else None,
            last_scan_city=last.city if last else "",
            delivered_at=self.delivered_at if is_delivered else None,
            left_at=self.left_at if is_delivered else None,
            pickup_at=city(self.pickup_at) if waits else "",
            pickup_until=self.pickup_until if waits else None,
        )

    def _windows_that_stand(self, last: Scan | None) -> Iterator[DeliveryWindow]:
        """The windows of a parcel that may still come. After an exception one counts only if it is for a later day."""
        if self.status in SETTLED or self.reason in _LOST_TO_THE_CALLER:
            return
        is_exception = self.status is TrackingStatus.EXCEPTION
        for window in self.windows:
            if not (is_exception and last and _day_of(window.end) <= last.at.date()):
                yield window


def time_of(text: str) -> date | datetime | None:
    """A day or time in ISO 8601, as it is written; None for any other text."""
    try:
        at = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return at if at.year in _YEARS else None


def instant(text: str) -> datetime | None:
    """A point in time in UTC. A time without offset is taken as UTC, and a day as its noon there."""
    at = time_of(text)
    if at is None or isinstance(at, datetime):
        return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)) if at else None
    return datetime.combine(at, time(12), UTC)


def local_day(text: str) -> date | None:
    """The day that is written, on whatever clock."""
    at = time_of(text)
    return _day_of(at) if at else None


def local_moment(text: str) -> date | datetime | None:
    """A day, or a time with its offset. Midnight UTC and a time without offset give the day."""
    at = time_of(text)
    if isinstance(at, datetime) and (at.tzinfo is None or (at.time() == time.min and not at.utcoffset())):
        return at.date()
    return at


def newest(times: Iterable[str]) -> str:
    """The text of the latest time; empty if there is none."""
    return max((text for text in times if instant(text)), key=lambda text: instant(text) or _LONG_AGO, default="")


def window(
    name: str,
    start: date | datetime | None,
    end: date | datetime | None,
    notes: list[Note],
    *,
    source: str,
    basis: Basis = Basis.ESTIMATED,
    as_of: datetime | None = None,
) -> Iterator[DeliveryWindow]:
    """The delivery window between two ends, of which one may be missing; none, with a note, if the ends are reversed.

    `source` is the carrier if it is the carrier's, else the source. A single point in time is a day: an estimate is no
    appointment.
    """
    begin, until = start or end, end or start
    if begin is None or until is None:
        return
    if begin == until or not (isinstance(begin, datetime) and isinstance(until, datetime)):
        begin, until = _day_of(begin), _day_of(until)
    if begin > until:
        notes.append(Note(NoteKind.DROPPED, 0, name, "ends before it starts"))
    else:
        yield DeliveryWindow(begin, until, basis, as_of, source)


def city(text: str) -> str:
    """The name of a city or shop. One in capitals, as carriers write it, would be spelled out."""
    name = plain(text, 60)
    return name.title() if name.isupper() else name


def scans(pairs: Iterable[tuple[str, str]]) -> tuple[Scan, ...]:
    """The scans of times and cities; those without a time are left out."""
    return tuple(Scan(at, city(place)) for text, place in pairs if (at := instant(text)))


def _link(text: str) -> str:
    try:
        return web_address(text)
    except Unreadable:
        return ""


def _day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at
