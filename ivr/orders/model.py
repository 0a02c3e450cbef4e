"""The canonical order: one shape for every shop and carrier.

What happens to the goods (`Shipment.status`) and what happens to the money (`payment_state`, `refunds`) are
separate axes: an order can be delivered and refunded. Unknown words are kept and become `unknown`, never a guess.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class TrackingStatus(StrEnum):
    """Where a parcel is, in the words of the canonical model."""

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


class Basis(StrEnum):
    """How firm a window is: the shop's promise at checkout, a carrier's estimate, a carrier's guarantee."""

    PROMISED = "promised"
    ESTIMATED = "estimated"
    GUARANTEED = "guaranteed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """When a parcel is to come, on the clock of where it is going.

    `start` and `end` are both dates (a day, or a range of days) or both aware datetimes in the destination's zone.
    """

    start: date | datetime
    end: date | datetime
    basis: Basis = Basis.ESTIMATED
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel. `events` are not kept: only the last scan is ever spoken of."""

    id: str
    status: TrackingStatus
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    reason: str = ""
    """Why, for an exception: lost, damaged, address, customs, refused, weather, or a word of the carrier's."""
    windows: tuple[DeliveryWindow, ...] = ()
    """Newest last; the newest is the one that counts, the first is the promise."""
    last_scan_at: datetime | None = None
    last_scan_city: str = ""
    delivered_at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A number on an order: E.164 when it could be told, and as it was written, with any extension apart."""

    e164: str | None
    raw: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money going back. `cents` is in the minor unit of the order's currency."""

    state: str
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Goods going back; `state` in the canonical words (requested, approved, in_transit, received, ...)."""

    state: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one customer."""

    number: str
    placed_at: datetime
    customer: str
    """Who placed it: a key that is equal for the same person (a keyed hash of the e-mail, else of the name)."""
    status: OrderStatus
    phones: tuple[Phone, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    promises: tuple[DeliveryWindow, ...] = ()
    """When it is to come, from before there is any parcel; newest last. A parcel's own windows go before these."""
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    items: tuple[str, ...] = ()
    language: str = ""
    tier: str = ""
    country: str = ""
    postcode: str = ""
    currency: str = ""
    total_cents: int | None = None
    loyalty_points: int | None = None
    time_zone: str = ""
    """IANA zone of the destination, or empty: then each time is said on the clock of its own offset."""
    cancelled_at: datetime | None = None
    expected_ship_on: date | None = None
    """For pre-orders and back-orders: when it is to leave."""
    updated_at: datetime | None = None
    unknown_words: dict[str, str] = field(default_factory=dict)
    """Field to the status word that the canonical model does not hold, kept as it came."""
