"""Orders of a shop in New York on Tuesday, 24 November 2026, eleven in the morning, and the prompts for them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus
from ivr.orders.status_message import status_lines
from prompts.catalogue import Catalogue
from prompts.facts import Line

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 11, tzinfo=NEW_YORK)
CATALOGUE = Catalogue.load(["en-US", "es-MX"])

SORRY = "We're sorry about that."
PERDON = "Le pedimos una disculpa."
LOOK = "If you don't have it, just tell us."
BUSQUE = "Si no lo tiene, díganos."
MISSING = "If anything is missing, just tell us."
FALTA = "Si le falta algo, díganos."
ASK = "If you've already paid, just ask about your refund."
PREGUNTE = "Si ya pagó, pregúntenos por su reembolso."


def heard(lines: tuple[Line, ...], locale: str = "en-US", now: datetime = NOW) -> str:
    """The words of several lines."""
    return " ".join(CATALOGUE.words(line, locale=locale, now=now) for line in lines)


def told(of: Order, level: Level = Level.STATUS, locale: str = "en-US", now: datetime = NOW) -> str:
    """The prompts for an order."""
    return heard(status_lines(delivery_status(of, now), level=level, speak_items=True), locale, now)


def words_before_the_order(words: str) -> int:
    """How many words a caller waits through, from picking up to the word "order", with a brand of three words."""
    first = words.partition(". ")[0].lower().split()
    return len(["Northwind", "Trading", "Company,", "hello."]) + min(
        first.index(word) for word in ("order", "pre-order") if word in first
    )


def at(day: int, clock: str) -> datetime:
    """A time in November 2026."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK)


SCANNED = at(24, "08:00")


def due(start: int, end: int | None = None, *, basis: Basis = Basis.ESTIMATED) -> DeliveryWindow:
    """A day, or days, in November 2026."""
    return DeliveryWindow(date(2026, 11, start), date(2026, 11, end or start), basis)


def between(start: str, end: str, day: int = 24) -> DeliveryWindow:
    """Two times of a day in November 2026."""
    return DeliveryWindow(at(day, start), at(day, end))


def parcel(
    status: TrackingStatus,
    *windows: DeliveryWindow,
    scanned: datetime | None = SCANNED,
    delivered: datetime | date | None = None,
    reason: str = "",
    carrier: str = "",
) -> Shipment:
    return Shipment(
        id="1",
        status=status,
        carrier=carrier,
        tracking_number="1Z999AA10123456784",
        reason=reason,
        windows=windows,
        last_scan_at=scanned,
        delivered_at=delivered,
    )


def order(*shipments: Shipment, status: OrderStatus = OrderStatus.SHIPPED, **more: object) -> Order:
    """An order placed on Wednesday, the 18th."""
    made = {"time_zone": "America/New_York", "currency": "USD", "shipments": shipments, "status": status, **more}
    return Order(number="1001", placed_at=at(18, "09:00"), customer="alice", **made)


OUT = parcel(TrackingStatus.OUT_FOR_DELIVERY, between("14:00", "18:00"), carrier="UPS")
ON_ITS_WAY = parcel(TrackingStatus.IN_TRANSIT, due(26))
LATE = parcel(TrackingStatus.IN_TRANSIT, due(22))
ARRIVED = parcel(TrackingStatus.DELIVERED, delivered=at(20, "09:00"))
