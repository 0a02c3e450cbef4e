"""Orders for tests, from the relevant fields, with the others filled in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ivr.orders.model import Order, OrderStatus, Phone, Shipment, TrackingStatus

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ALICE = "+14155550100"
BOB = "+14155550111"


def an_order(
    number: str = "1001",
    *,
    phone: str | None = ALICE,
    customer: str = "alice",
    days_ago: float = 3,
    postcode: str = "94105",
    country: str = "US",
    extension: str = "",
    status: OrderStatus = OrderStatus.SHIPPED,
    parcels: Sequence[TrackingStatus] = (TrackingStatus.IN_TRANSIT,),
) -> Order:
    return Order(
        number=number,
        placed_at=NOW - timedelta(days=days_ago),
        customer=customer,
        status=status,
        phones=(Phone(phone, phone or "withheld", extension),),
        shipments=tuple(Shipment(str(place), each) for place, each in enumerate(parcels, 1)),
        postcode=postcode,
        country=country,
    )
