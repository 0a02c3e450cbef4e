"""What each source says of an order, and which of it callers hear."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ivr.orders.merging import OrderReports, ParcelReport, Report, Winner
from ivr.orders.model import Shipment

FILE = "file"
_WORDS = {"order": "the order", "total_cents": "total", "loyalty_points": "points", "promises": "promised windows"}


class Said(NamedTuple):
    """What one source says: of the order, or of a parcel by its tracking number.

    `at` is the source's own time, None if it has none; `won` is what callers hear of it.
    """

    source: str
    about: str
    state: str
    at: datetime | None
    received_at: datetime | None
    won: tuple[str, ...]


def said_by(found: OrderReports) -> list[Said]:
    """The reports on an order, those that count first, then those of tracking services on its parcels."""
    winners = found.merged.winners
    return [
        *(_of_order(each, winners) for each in found.reports),
        *(_of_parcel(each, found) for each in found.parcels),
    ]


def parcel_source(found: OrderReports, parcel: Shipment) -> Winner | None:
    """The source that the status of a parcel is from; None while there is a single one."""
    if len(found.reports) + len(found.parcels) < 2:
        return None
    return next((each for each in found.merged.winners if each.part == "parcel" and each.parcel == parcel.id), None)


def source_name(source: str) -> str:
    """A source as people call it."""
    return source or FILE


def _of_order(report: Report, winners: tuple[Winner, ...]) -> Said:
    count = len(report.order.shipments)
    parcels = f", {count} parcel{'' if count == 1 else 's'}" if count else ""
    state = f"{report.order.status.replace('_', ' ')}{parcels}"
    own = {parcel.id for parcel in report.order.shipments}
    won = tuple(dict.fromkeys(_parts(report, winners, own)))
    return Said(source_name(report.source), "the order", state, report.at, report.received_at, won)


def _parts(report: Report, winners: tuple[Winner, ...], own: set[str]) -> Iterator[str]:
    for each in winners:
        if each.source == report.source and (each.part != "parcel" or each.parcel in own):
            yield "status of a parcel" if each.part == "parcel" else _WORDS.get(each.part, each.part.replace("_", " "))


def _of_parcel(report: ParcelReport, found: OrderReports) -> Said:
    parcel = report.parcel
    winning = any(
        each.part == "parcel" and each.source == report.source and each.at == report.at for each in found.merged.winners
    )
    won = ("status of a parcel",) if winning else ()
    state = parcel.status.replace("_", " ")
    return Said(report.source, f"parcel {parcel.tracking_number}", state, report.at, report.received_at, won)
