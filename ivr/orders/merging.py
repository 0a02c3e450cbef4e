"""Merging: the one order that callers hear, from what several sources say of it.

The order of arrival has no influence. docs/orders.md has the precedence in words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

from ivr.orders.model import DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus
from ivr.orders.news import OrderPart
from ivr.orders.parcel_status import SETTLED
from ivr.orders.sources.order_builder import whole_status
from ivr.orders.tracking_numbers import tracking_key

RECYCLED = timedelta(days=2)
"""News of a parcel from so long before its order was placed is of an earlier parcel with the same number."""
SETTLING = timedelta(hours=12)
"""For so long after a parcel has arrived, other sources may still report that it moves: they learn of it later."""
APART = timedelta(days=2)
"""Orders of two customers that were placed further apart are two, whatever their numbers."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FILLED = (
    ("phones",),
    ("promises",),
    ("returns",),
    ("currency", "total_cents", "refunds"),
    ("items",),
    ("tags",),
    ("language",),
    ("tier",),
    ("country", "postcode"),
    ("loyalty_points",),
    ("time_zone",),
    ("expected_ship_on",),
)
"""The fields that a report fills where those before it have nothing; fields of one group come from one report."""


class Rank(IntEnum):
    """The precedence of sources for the facts of an order."""

    FILE = 0
    API = 1
    SHOP = 2


@dataclass(frozen=True, slots=True)
class Report:
    """What a source says of an order. `at` is the source's own time; None if it has none.

    `parts_at` are the times of news on single parts, by their names, that are newer than `at`.
    """

    source: str
    order: Order
    at: datetime | None = None
    rank: Rank = Rank.FILE
    received_at: datetime | None = None
    parts_at: Mapping[str, datetime] = field(default_factory=dict)

    def part_at(self, part: OrderPart) -> datetime | None:
        """The time of the newest news of a part."""
        return self.parts_at.get(part_name(part), self.at)


def part_name(part: OrderPart) -> str:
    """The name of a part within its order."""
    return f"{type(part).__name__.lower()} {part.id}"


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """What a tracking service or carrier says of a parcel."""

    source: str
    parcel: Shipment
    at: datetime | None = None
    is_carrier: bool = False
    """Whether the source is the carrier itself."""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Winner:
    """The source that a part of the merged order is from.

    `part` is "order" for all that is not listed, a field of the order, or "parcel" for the status of `parcel` (its id).
    """

    part: str
    source: str
    at: datetime | None = None
    parcel: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The order that callers hear, and which source each part of it is from."""

    order: Order
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True)
class OrderReports:
    """All that is known of an order: what callers hear, and what each source says."""

    merged: Merged
    reports: tuple[Report, ...]
    """In the order of precedence."""
    parcels: tuple[ParcelReport, ...]
    heard_at: datetime
    """The time of the last news of it."""


def merged(reports: Iterable[Report], parcels: Iterable[ParcelReport] = ()) -> Merged:
    """The order of at least one report and any number of reports on its parcels."""
    first, *others = sorted(reports, key=precedence)
    others = [each for each in others if _is_of_same_order(first.order, each.order)]
    facts, winners = _facts(first, others)
    shown, of_parcels = _parcels(first, others, _by_number(parcels))
    order = replace(facts, shipments=shown, status=restated(first.order, shown))
    return Merged(order, (Winner("order", first.source, first.at), *winners, *of_parcels))


def restated(order: Order, parcels: Sequence[Shipment]) -> OrderStatus:
    """The status of a whole order whose parcels are now these.

    What the shop itself said of the whole, beyond its parcels, still holds.
    """
    if "status" in order.unknown_words or [each.status for each in order.shipments] == [p.status for p in parcels]:
        return order.status
    is_cancelled = order.cancelled_at is not None
    if whole_status(None, order.shipments, cancelled=is_cancelled) is order.status:
        return whole_status(None, parcels, cancelled=is_cancelled)
    if order.status in (OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PARTIALLY_DELIVERED):
        delivered = whole_status(OrderStatus.PARTIALLY_DELIVERED, parcels, cancelled=is_cancelled)
        is_some = delivered is OrderStatus.PARTIALLY_DELIVERED
        return delivered if is_some else whole_status(OrderStatus.PARTIALLY_SHIPPED, parcels, cancelled=is_cancelled)
    return whole_status(order.status, parcels, cancelled=is_cancelled)


def precedence(report: Report) -> tuple[int, float, str]:
    """A key that sorts reports, the one whose facts count first."""
    return -report.rank, -(report.at or _LONG_AGO).timestamp(), report.source


def _is_of_same_order(order: Order, other: Order) -> bool:
    return order.customer == other.customer or abs(order.placed_at - other.placed_at) <= APART


def _facts(first: Report, others: Sequence[Report]) -> tuple[Order, list[Winner]]:
    """The order of the first report, its blanks filled by the others."""
    order, winners = first.order, []
    for group in _FILLED:
        if any(_is_given(getattr(order, name)) for name in group):
            continue
        found = next((each for each in others if any(_is_given(getattr(each.order, name)) for name in group)), None)
        if found:
            order = replace(order, **{name: getattr(found.order, name) for name in group})
            winners += [Winner(name, found.source, found.at) for name in group if _is_given(getattr(order, name))]
    return order, winners


def _is_given(value: object) -> bool:
    return value not in ("", None, ())


def _by_number(reports: Iterable[ParcelReport]) -> Mapping[str, list[ParcelReport]]:
    found: dict[str, list[ParcelReport]] = {}
    for each in sorted(reports, key=lambda report: (report.at or _LONG_AGO, report.source)):
        found.setdefault(tracking_key(each.parcel.tracking_number), []).append(each)
    return found


def _parcels(
    first: Report, others: Sequence[Report], tracked: Mapping[str, Sequence[ParcelReport]]
) -> tuple[tuple[Shipment, ...], list[Winner]]:
    """The parcels of the first report that has any, each with what all others say of it."""
    owner, *rest = [each for each in (first, *others) if each.order.shipments] or [first]
    same: dict[str, list[_Said]] = {}
    for report in rest:
        for parcel in report.order.shipments:
            same.setdefault(tracking_key(parcel.tracking_number), []).append(_Said.by_shop(parcel, report))
    shown, winners = [], []
    for parcel in owner.order.shipments:
        number, own = tracking_key(parcel.tracking_number), _Said.by_shop(parcel, owner)
        services = [_Said.by_service(each) for each in tracked.get(number, ()) if number]
        said = [own, *(same.get(number, ()) if number else ())]
        said += [each for each in services if first.order.placed_at - each.time <= RECYCLED]
        newest = max(said, key=_weight)
        shown.append(_shown(parcel, newest, said))
        winners.append(Winner("parcel", newest.source, newest.at, parcel.id))
    return tuple(shown), winners


@dataclass(frozen=True, slots=True)
class _Said:
    """What one source says of one parcel."""

    source: str
    parcel: Shipment
    at: datetime | None
    is_service: bool = False
    is_carrier: bool = False

    @classmethod
    def by_shop(cls, parcel: Shipment, report: Report) -> "_Said":
        return cls(report.source, parcel, report.part_at(parcel))

    @classmethod
    def by_service(cls, report: ParcelReport) -> "_Said":
        return cls(report.source, report.parcel, report.at, is_service=True, is_carrier=report.is_carrier)

    @property
    def happened_at(self) -> datetime | None:
        """The time of the last scan or of the delivery, which is not later than the report."""
        known = (self.parcel.last_scan_at, _by_end_of(self.parcel.delivered_at))
        found = max((each for each in known if each), default=None)
        return min(found, self.at) if found and self.at else found

    @property
    def time(self) -> datetime:
        return self.happened_at or self.at or _LONG_AGO


def _by_end_of(delivered: date | None) -> datetime | None:
    """The latest time of a delivery of which the day or time is known."""
    if delivered is None or isinstance(delivered, datetime):
        return delivered
    return datetime.combine(delivered, time.max, UTC)


def _weight(said: _Said) -> tuple[int, float, bool, str, str]:
    """How a status compares with others of the same parcel: the newest wins, a tracking service at the same time.

    A status without a time of its own is of an unknown time before the report. It counts less than a scan, unless
    the way of the parcel has come to an end; a label or nothing counts least.
    """
    status = said.parcel.status
    lasting = SETTLING.total_seconds() if status in SETTLED else 0.0
    if said.happened_at or status in SETTLED:
        grade = 2
    else:
        grade = 0 if status in (TrackingStatus.UNKNOWN, TrackingStatus.LABEL_CREATED) else 1
    return grade, said.time.timestamp() + lasting, said.is_service, status, said.source


def _shown(parcel: Shipment, newest: _Said, said: Sequence[_Said]) -> Shipment:
    """A parcel with the status of the newest report, and the windows of all."""
    if len(said) == 1:
        return parcel
    found = newest.parcel
    status, reason = _told(newest)
    return replace(
        found,
        id=parcel.id,
        tracking_number=parcel.tracking_number,
        status=status,
        reason=reason,
        carrier=next((each.parcel.carrier for each in said if each.parcel.carrier), ""),
        tracking_url=next((each.parcel.tracking_url for each in said if each.parcel.tracking_url), ""),
        windows=tuple(dict.fromkeys(_windows(said))),
        warehouse=next((each.parcel.warehouse for each in said if each.parcel.warehouse), ""),
    )


def _told(newest: _Said) -> tuple[TrackingStatus, str]:
    """The status and its reason. A label that a service calls cancelled is no order that was: only a shop says so."""
    status, reason = newest.parcel.status, newest.parcel.reason
    is_label = newest.is_service and status is TrackingStatus.CANCELLED
    return (TrackingStatus.UNKNOWN, status.value) if is_label else (status, reason)


def _windows(said: Sequence[_Said]) -> Iterator[DeliveryWindow]:
    """The windows of a parcel, those that count most at the end."""
    yield from next((each.parcel.windows for each in said if each.parcel.windows and not each.is_service), ())
    tracked = [
        (replace(window, source=window.source or each.source, as_of=window.as_of or each.at), each)
        for each in said
        if each.is_service
        for window in each.parcel.windows
    ]
    estimates = [window for window, each in tracked if not _is_of_carrier(window, each)]
    yield from sorted(estimates, key=_age)
    yield from sorted((window for window, each in tracked if _is_of_carrier(window, each)), key=_age)


def _is_of_carrier(window: DeliveryWindow, said: _Said) -> bool:
    """Whether a tracking service passes on a window of the carrier's, which it then names, or is the carrier."""
    return said.is_carrier or window.source != said.source


def _age(window: DeliveryWindow) -> datetime:
    return window.as_of or _LONG_AGO
