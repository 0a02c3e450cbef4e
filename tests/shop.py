"""A shop whose orders a test describes in one line."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from ivr.emulator import VirtualClock
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Phone, Refund, Return, Shipment, TrackingStatus
from ivr.orders.order_source import OrderStore

NEW_YORK = "America/New_York"
ALICE = "+14155550100"


_ONLY_A_PARCELS = set(TrackingStatus) - set(OrderStatus)


@dataclass
class Shop:
    """Places orders and keeps the time. Days are counted from today; a window is "14:00-18:00" of a day."""

    store: OrderStore
    clock: VirtualClock
    _numbers: count = field(default_factory=lambda: count(1001))

    def now(self) -> datetime:
        """The time in the shop."""
        return self.clock.now().astimezone(ZoneInfo(NEW_YORK))

    def has_order(
        self,
        *,
        phone: str = ALICE,
        number: str = "",
        status: str = "in_transit",
        window: str = "",
        day: int = 0,
        customer: str = "",
        placed: int = -3,
        **order: object,
    ) -> Order:
        """An order of one parcel, or an order without one when `status` is an order's word."""
        shipped = "shipments" not in order and status in _ONLY_A_PARCELS
        shipments = (self.parcel(status, window=window, day=day),) if shipped else ()
        values = {
            "number": number or str(next(self._numbers)),
            "placed_at": self.now() + timedelta(days=placed),
            "customer": customer or phone,
            "status": OrderStatus.SHIPPED if shipped else OrderStatus(status),
            "phones": (Phone(phone, phone),),
            "shipments": shipments,
            "postcode": "94110",
            "country": "US",
            "language": "en-US",
            "currency": "USD",
            "time_zone": NEW_YORK,
        }
        made = Order(**{**values, **order})
        self.store.replace([made])
        return made

    def parcel(
        self, status: str, *, window: str = "", day: int = 0, delivered: int | None = None, **shipment: object
    ) -> Shipment:
        """A parcel, scanned an hour ago."""
        windows = (self.window(window, day),) if window or day else ()
        delivered_at = self.now() + timedelta(days=delivered) if delivered is not None else None
        values = {
            "id": f"S{next(self._numbers)}",
            "status": TrackingStatus(status),
            "carrier": "UPS",
            "tracking_number": "1Z999AA10123456784",
            "tracking_url": "https://track.example/1Z999",
            "windows": windows,
            "last_scan_at": self.now() - timedelta(hours=1),
            "delivered_at": delivered_at,
        }
        return Shipment(**{**values, **shipment})

    def window(self, hours: str, day: int) -> DeliveryWindow:
        """A window of hours on a day, or the whole day."""
        on = self.now().date() + timedelta(days=day)
        if not hours:
            return DeliveryWindow(on, on, Basis.ESTIMATED)
        start, end = (datetime.combine(on, time.fromisoformat(each), ZoneInfo(NEW_YORK)) for each in hours.split("-"))
        return DeliveryWindow(start, end, Basis.ESTIMATED)

    def day(self, offset: int) -> date:
        """A day, counted from today."""
        return self.now().date() + timedelta(days=offset)


__all__ = ["ALICE", "Refund", "Return", "Shop"]
