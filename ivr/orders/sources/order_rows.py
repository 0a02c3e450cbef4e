"""The rows of an orders file: their columns, how they are read, and what one says of its order and of a parcel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from ivr.orders.model import DeliveryWindow, OrderStatus, Phone, Refund, Return, Shipment
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import Note

COLUMNS = (
    "order_number",
    "placed_at",
    "customer_name",
    "phone",
    "email",
    "language",
    "tier",
    "postcode",
    "country",
    "currency",
    "total",
    "items",
    "status",
    "cancelled_at",
    "carrier",
    "tracking_number",
    "tracking_url",
    "tracking_status",
    "last_scan_at",
    "last_scan_city",
    "window_start",
    "window_end",
    "window_basis",
    "delivered_at",
    "refund_amount",
    "refund_state",
    "return_state",
    "loyalty_points",
    "time_zone",
)
REQUIRED = ("order_number", "phone", "placed_at")


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How orders from outside are read: the key for customers, the shop's country (ISO 3166), clock, and the time."""

    key: bytes
    shop_country: str
    now: datetime
    shop_zone: tzinfo = UTC
    date_order: DateOrder | None = None
    """Which comes first in days such as 5/6/2026, where the file itself does not tell."""
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    """The same by column, as far as it is settled."""


@dataclass(frozen=True, slots=True)
class OrderFields:
    """What each row of an order says of the order, and may not say differently. Empty is what it leaves out."""

    number: str
    placed_at: datetime
    email: str = ""
    """A keyed hash, as `name`: neither is kept in clear."""
    language: str = ""
    tier: str = ""
    country: str = ""
    postcode: str = ""
    currency: str = ""
    total_cents: int | None = None
    status: OrderStatus | None = None
    refund_state: str = ""
    """What the order's status says of its money, as `return_state` of its goods; a row may say more."""
    return_state: str = ""
    cancelled_at: datetime | None = None
    may_be_cancelled: bool | None = None
    """True where `cancelled_at` is given and cannot be read."""
    loyalty_points: int | None = None
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row. A window without any news of a parcel is the shop's promise for the order."""

    line: int = field(compare=False)
    head: OrderFields
    phones: tuple[Phone, ...] = ()
    name: str = ""
    items: tuple[str, ...] = ()
    parcel: Shipment | None = None
    names_a_carrier_alone: bool = False
    """Whether nothing is told of the parcel but its carrier."""
    promise: DeliveryWindow | None = None
    refund: Refund | None = None
    goods_return: Return | None = None
    unknown_words: tuple[tuple[str, str], ...] = ()
    """Column and word of each status that is not known."""
    notes: tuple[Note, ...] = field(default=(), compare=False)
    """What the report is to count of this row; nothing of it is stored."""
