"""The news of one source, applied to what it said before.

News that is older than what it said changes nothing, so that news may arrive late, twice and in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ivr.orders.merging import Report, part_name, restated
from ivr.orders.model import Order, Refund, Return, Shipment, TrackingStatus
from ivr.orders.news import OrderPart
from ivr.orders.tracking_numbers import tracking_key

P = TypeVar("P", Refund, Return)


def with_whole(before: Report | None, report: Report) -> Report:
    """The report with news of the whole order; `before` itself if that is newer. Newer news on parts is kept."""
    if before is None or before.at is None or report.at is None:
        return report
    if report.at < before.at:
        return before
    newer = {name: at for name, at in before.parts_at.items() if at > report.at}
    order = report.order
    for part in _parts(before.order):
        if part_name(part) in newer:
            order = with_part_laid_over(order, part)
    return replace(report, order=order, parts_at=newer)


def with_part(before: Report, part: OrderPart, at: datetime) -> Report:
    """The report with news of one part of its order; `before` itself if it has newer news of it."""
    known = before.part_at(part)
    if known and at < known:
        return before
    return replace(
        before, order=with_part_laid_over(before.order, part), parts_at={**before.parts_at, part_name(part): at}
    )


def has_part(order: Order, part: OrderPart) -> bool:
    """Whether an order has this parcel, refund or return."""
    return any(_is_same(each, part) for each in _parts(order))


def _parts(order: Order) -> Iterable[OrderPart]:
    return (*order.shipments, *order.refunds, *order.returns)


def with_part_laid_over(order: Order, part: OrderPart) -> Order:
    """An order in which a part is replaced or added. Empty values of a parcel keep what was known."""
    if isinstance(part, Refund):
        return replace(order, refunds=_replaced(order.refunds, part))
    if isinstance(part, Return):
        return replace(order, returns=_replaced(order.returns, part))
    old = next((each for each in order.shipments if _is_same(each, part)), None)
    parcel = _laid_over(old, part) if old else part
    parcels = tuple([parcel if each is old else each for each in order.shipments])
    shipments = parcels if old else (*parcels, parcel)
    return replace(order, shipments=shipments, status=restated(order, shipments))


def _replaced(parts: Sequence[P], part: P) -> tuple[P, ...]:
    return tuple([each for each in parts if not _is_same(each, part)] + [part])


def _is_same(one: OrderPart, other: OrderPart) -> bool:
    if isinstance(one, Shipment) and isinstance(other, Shipment) and not other.id:
        number = tracking_key(other.tracking_number)
        return bool(number) and number == tracking_key(one.tracking_number)
    return type(one) is type(other) and one.id == other.id


def _laid_over(old: Shipment, new: Shipment) -> Shipment:
    """A parcel with newer news of it. A status comes with its reason, a scan with its place."""
    says_nothing = new.status is TrackingStatus.UNKNOWN and not new.reason and not new.last_scan_at
    status, scan = (old if says_nothing else new), (new if new.last_scan_at else old)
    return Shipment(
        id=old.id or new.id,
        status=status.status,
        reason=status.reason,
        delivered_at=status.delivered_at,
        left_at=status.left_at,
        pickup_at=status.pickup_at,
        pickup_until=status.pickup_until,
        last_scan_at=scan.last_scan_at,
        last_scan_city=scan.last_scan_city,
        carrier=new.carrier or old.carrier,
        tracking_number=new.tracking_number or old.tracking_number,
        tracking_url=new.tracking_url or old.tracking_url,
        windows=new.windows or old.windows,
        warehouse=new.warehouse or old.warehouse,
    )
