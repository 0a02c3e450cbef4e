"""The canonical order: one shape for every shop and carrier.

Goods (`Order.status`, `Shipment.status`, `returns`) and money (`refunds`) are separate axes: an order can be delivered
and refunded. A status word that is not in the vocabulary becomes `unknown` and is kept in `unknown_words`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ivr.orders.order_numbers import order_key


class TrackingStatus(StrEnum):
    """The state of a parcel."""

    LABEL_CREATED = "label_created"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    DELAYED = "delayed"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED_TO_SENDER = "returned_to_sender"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class OrderStatus(StrEnum):
    """The state of a whole order."""

    PENDING_PAYMENT = "pending_payment"
    ON_HOLD = "on_hold"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    PROCESSING = "processing"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    PARTIALLY_DELIVERED = "partially_delivered"
    DELIVERED = "delivered"
    READY_FOR_PICKUP = "ready_for_pickup"
    PICKED_UP = "picked_up"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class ReturnState(StrEnum):
    """The state of goods that a customer sends back."""

    REQUESTED = "requested"
    APPROVED = "approved"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class RefundState(StrEnum):
    """The state of money that goes back to a customer."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """The basis of a delivery window: the shop's promise at checkout, a carrier's estimate, a carrier's guarantee."""

    PROMISED = "promised"
    ESTIMATED = "estimated"
    GUARANTEED = "guaranteed"
    UNKNOWN = "unknown"


class LeftAt(StrEnum):
    """The place where a delivered parcel was left: a kind of place, never an address or a name."""

    MAILBOX = "mailbox"
    FRONT_DOOR = "front_door"
    NEIGHBOUR = "neighbour"
    RECEPTION = "reception"
    LOCKER = "locker"
    GARAGE = "garage"
    SAFE_PLACE = "safe_place"
    IN_PERSON = "in_person"
    """Handed to a person at the address."""


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """The time in which a parcel is expected.

    `start` and `end` are both dates (a day, or a range of days) or both aware datetimes in the destination's zone.
    `as_of` is when it was promised or estimated.
    """

    start: date | datetime
    end: date | datetime
    basis: Basis = Basis.ESTIMATED
    as_of: datetime | None = None
    source: str = ""
    """The source that says so; empty for a file."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel. Of its tracking events only the last scan is stored."""

    id: str
    status: TrackingStatus
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    reason: str = ""
    """The reason of an exception: lost, damaged, address, customs, refused, weather, or a word of the carrier's."""
    windows: tuple[DeliveryWindow, ...] = ()
    """Oldest first: the first is the promise, the newest counts."""
    last_scan_at: datetime | None = None
    last_scan_city: str = ""
    delivered_at: datetime | date | None = None
    left_at: LeftAt | None = None
    """Where it was left, if the carrier says so in words that are known."""
    pickup_at: str = ""
    """The name of the shop or pickup point that holds it."""
    pickup_until: datetime | date | None = None
    """The last day or time at which it can be fetched."""
    warehouse: str = ""
    """The name of the warehouse that sent it, if the source tells; counted by, and never spoken."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number on an order: E.164 if it could be parsed, and as it was written, with any extension apart."""

    e164: str | None
    raw: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money going back. `cents` is in the minor unit of the order's currency; None if the amount is not known."""

    state: RefundState
    cents: int | None = None
    id: str = ""
    """Its name at the source, if it has one."""


@dataclass(frozen=True, slots=True)
class Return:
    """Goods going back. `id` is the name at the source, if it has one."""

    state: ReturnState
    id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one customer."""

    number: str
    placed_at: datetime
    customer: str
    """The person who placed it: a keyed hash of the e-mail address, else of the name."""
    status: OrderStatus
    phones: tuple[Phone, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    promises: tuple[DeliveryWindow, ...] = ()
    """Windows promised before there was any parcel, oldest first. A parcel's own windows take precedence."""
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    items: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """The shop's own labels, casefolded, by which its terms for returns may differ."""
    language: str = ""
    tier: str = ""
    country: str = ""
    postcode: str = ""
    currency: str = ""
    total_cents: int | None = None
    loyalty_points: int | None = None
    time_zone: str = ""
    """IANA zone of the destination. If it is empty, each time is said on the clock of its own offset."""
    cancelled_at: datetime | None = None
    expected_ship_on: date | None = None
    """The day on which a pre-order or back-order is to be sent."""
    shop: str = ""
    """The name in front of its number where two shops of a line may have the same ones; else empty."""
    brand: str = ""
    """The brand whose callers hear of it; empty for all."""
    source_id: str = ""
    """Its name at the source, by which it is asked for; empty for a file."""
    unknown_words: dict[str, str] = field(default_factory=dict)
    """Field to a status word that is not in the vocabulary, as it came."""
    heard_at: datetime | None = field(default=None, compare=False)
    """The time of the last news of it; None for what was asked for just now. It is no part of the order's document."""

    @property
    def key(self) -> str:
        """What identifies it among the orders of all shops."""
        return order_key(self.shop, self.number)

    def is_of(self, brand: str) -> bool:
        """Whether callers of a brand hear of it; empty for numbers without a brand."""
        return self.brand in ("", brand)
