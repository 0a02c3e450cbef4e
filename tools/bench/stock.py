"""The orders that the bench runs on: 100,000 of 60,000 callers, each with one order under way."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Phone, Shipment, TrackingStatus

CALLERS = 60_000
ORDERS = 100_000
ZONE = "America/New_York"


def number(caller: int) -> str:
    """A fictional number for each caller: 555-01xx in one area code after another."""
    return f"+1{200 + caller // 100}55501{caller % 100:02}"


def orders(now: datetime, count: int = ORDERS) -> Iterator[Order]:
    """One order under way for each caller; two callers in three have an old one besides. `now` in the shop's zone."""
    for each in range(count):
        yield _under_way(each, now) if each < CALLERS else _delivered(each, now)


def _under_way(each: int, now: datetime) -> Order:
    day = now.replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=each % 3)
    status = TrackingStatus.OUT_FOR_DELIVERY if each % 3 == 0 else TrackingStatus.IN_TRANSIT
    windows = (
        DeliveryWindow(day.date(), day.date(), Basis.PROMISED),
        DeliveryWindow(day, day + timedelta(hours=4), Basis.ESTIMATED, as_of=now - timedelta(hours=2)),
    )
    parcel = _parcel(each, status, now - timedelta(hours=1), windows)
    return _order(each, OrderStatus.SHIPPED, now - timedelta(days=4), parcel)


def _delivered(each: int, now: datetime) -> Order:
    delivered = now - timedelta(days=60 + each % 200)
    windows = (DeliveryWindow(delivered.date(), delivered.date(), Basis.ESTIMATED),)
    parcel = _parcel(each, TrackingStatus.DELIVERED, delivered, windows, delivered)
    return _order(each, OrderStatus.DELIVERED, delivered - timedelta(days=5), parcel)


def _parcel(
    each: int,
    status: TrackingStatus,
    scanned: datetime,
    windows: tuple[DeliveryWindow, ...],
    delivered: datetime | None = None,
) -> Shipment:
    return Shipment(
        id=f"S{each}",
        status=status,
        carrier="UPS",
        tracking_number=f"1Z999AA1{each:010}",
        tracking_url=f"https://track.example/1Z999AA1{each:010}",
        windows=windows,
        last_scan_at=scanned,
        last_scan_city="Columbus",
        delivered_at=delivered,
    )


def _order(each: int, status: OrderStatus, placed: datetime, parcel: Shipment) -> Order:
    caller = each % CALLERS
    return Order(
        number=f"NW-{100_000 + each}",
        placed_at=placed,
        customer=f"{caller:016x}",
        status=status,
        phones=(Phone(number(caller), number(caller)),),
        shipments=(parcel,),
        items=("Wool blanket", "Pillow case"),
        language="en-US",
        tier="gold" if caller % 10 == 0 else "",
        country="US",
        postcode="94110",
        currency="USD",
        total_cents=4990 + each % 9000,
        loyalty_points=120,
        time_zone=ZONE,
    )
