"""Orders and what sources say of them, as rows of the tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import orjson

from ivr.adapters.sql.orders.tables import SOURCE_ID
from ivr.orders.merging import ParcelReport, Rank, Report
from ivr.orders.model import Order, Shipment
from ivr.orders.order_document import dump, load, load_parcel
from ivr.orders.order_numbers import digits, keypad
from ivr.orders.parcel_status import SETTLED
from ivr.orders.sources.source import SourceKind
from ivr.orders.tracking_numbers import tracking_key

Row = dict[str, Any]
T = TypeVar("T")

AT_ONCE = 1000
"""Values in one IN list: SQLite and PostgreSQL limit the parameters of a statement."""
MOST_PARCELS = 200
"""Parcels of one order that are joined with tracking services."""

_RANKS: Mapping[str, Rank] = {
    "": Rank.FILE,
    "file": Rank.FILE,
    "api": Rank.API,
}
_CARRIERS = frozenset({"ups", "fedex", "dhl", "usps"})


def rank_of(kind: SourceKind | str) -> Rank:
    """The precedence of a kind of source; empty for a file that was imported without one."""
    return _RANKS.get(kind, Rank.SHOP)


def is_carrier(kind: SourceKind | str) -> bool:
    """Whether a kind of source is a carrier itself."""
    return kind in _CARRIERS


@dataclass
class StoredReport:
    """A source's report as it is stored. Its order is decoded when it is needed."""

    source: str
    source_id: str
    source_at: int | None
    received_at: int
    document: str
    parts_at: str = ""

    @classmethod
    def of(cls, report: Report, received_at: int) -> "StoredReport":
        """A report as it will be stored."""
        parts = {name: int(at.timestamp()) for name, at in report.parts_at.items()}
        stored = cls(
            source=report.source,
            source_id=short(report.order.source_id),
            source_at=seconds(report.at),
            received_at=received_at,
            document=dump(report.order),
            parts_at=orjson.dumps(parts).decode() if parts else "",
        )
        stored.__dict__["order"] = report.order  # as decoded later, at no cost
        return stored

    @property
    def is_gone(self) -> bool:
        """Whether the order was deleted at its source."""
        return not self.document

    @cached_property
    def order(self) -> Order:
        """The order that the source described."""
        return load(self.document)

    def report(self, rank: Rank) -> Report:
        """The report as rules read it."""
        parts = {name: moment(at) for name, at in orjson.loads(self.parts_at or "{}").items()}
        at = moment(self.source_at) if self.source_at is not None else None
        return Report(self.source, self.order, at, rank, moment(self.received_at), parts)

    def row(self, key: str) -> Row:
        """The row of `order_reports`."""
        return {
            "order_key": key,
            "source": self.source,
            "source_id": self.source_id,
            "source_at": self.source_at,
            "received_at": self.received_at,
            "document": self.document,
            "parts_at": self.parts_at,
        }


def numbers_of(reports: Iterable[StoredReport]) -> list[str]:
    """The tracking numbers in any of these reports."""
    return sorted({number for each in reports for number in numbered_parcels(each.order)})


@dataclass(slots=True)
class StoredParcelReport:
    """A tracking service's report as it is stored."""

    tracking_number: str
    source: str
    source_at: int | None
    received_at: int
    document: str
    asked_at: int | None = None

    @property
    def row(self) -> Row:
        """The row of `parcel_reports`."""
        return {name: getattr(self, name) for name in self.__slots__}

    def report(self, *, of_carrier: bool) -> ParcelReport:
        """The report as rules read it."""
        at = moment(self.source_at) if self.source_at is not None else None
        parcel = load_parcel(self.document)
        return ParcelReport(self.source, parcel, at, of_carrier, moment(self.received_at))


def order_row(key: str, order: Order, told: StoredReport, document: str, now: int) -> Row:
    """The row of `orders`; `told` is the report that the order follows."""
    return {
        "key": key,
        "keypad": keypad(order.number),
        "digits": digits(order.number),
        "customer": order.customer,
        "placed_at": int(order.placed_at.timestamp()),
        "stored_at": now,
        "document": document,
        "source": told.source,
        "source_id": told.source_id,
        "source_at": told.source_at,
        "parts_at": told.parts_at,
    }


def phone_rows(key: str, order: Order) -> list[Row]:
    """The rows of `order_phones`."""
    placed_at = int(order.placed_at.timestamp())
    numbers = {phone.e164 for phone in order.phones if phone.e164}
    return [{"e164": e164, "placed_at": placed_at, "order_key": key} for e164 in sorted(numbers)]


def parcel_rows(key: str, order: Order, stored: Row) -> list[Row]:
    """The rows of `order_parcels`. Of a parcel without a scan, the last news is that of its order in `stored`."""
    news_at = stored["source_at"] if stored["source"] else stored["placed_at"]
    found = numbered_parcels(order).items()
    return [
        {
            "tracking_number": number,
            "order_key": key,
            "carrier": parcel.carrier[:80],
            "awaited_since": _awaited_since(parcel, news_at),
        }
        for number, parcel in sorted(found)
    ]


def numbered_parcels(order: Order) -> dict[str, Shipment]:
    """The parcels that other sources may know, by their tracking number without signs."""
    numbered = ((tracking_key(each.tracking_number), each) for each in order.shipments[:MOST_PARCELS])
    return {number: parcel for number, parcel in numbered if number}


def _awaited_since(parcel: Shipment, news_at: int | None) -> int | None:
    if parcel.status in SETTLED:
        return None
    return seconds(parcel.last_scan_at) or news_at


def seconds(at: date | None) -> int | None:
    """A time in whole seconds since 1970."""
    if at is None:
        return None
    return int((at if isinstance(at, datetime) else datetime.combine(at, time(0), UTC)).timestamp())


def moment(at: int) -> datetime:
    """The time of whole seconds since 1970, in UTC."""
    return datetime.fromtimestamp(at, UTC)


def short(source_id: str) -> str:
    """The name of an order at its source, as far as it is stored."""
    return source_id[:SOURCE_ID]


def portions(values: Iterable[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """Values in lists of at most `size`."""
    rest = iter(values)
    while portion := list(islice(rest, size)):
        yield portion
