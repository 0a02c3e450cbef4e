"""The columns and rows of an orders file, and the settings of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from ivr.orders.model import DeliveryWindow, OrderStatus, Phone, Refund, RefundState, Return, ReturnState, Shipment
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
    "warehouse",
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
    "left_at",
    "pickup_at",
    "pickup_until",
    "refund_amount",
    "refund_state",
    "return_state",
    "loyalty_points",
    "time_zone",
    "tags",
)
REQUIRED = ("order_number", "phone", "placed_at")
PHONE_SEPARATOR = "\x1f"
"""Between the telephone numbers of several columns that a file has; no program writes it."""


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """The settings of an import: the key of customers' hashes, the shop's country (ISO 3166), its clock, the time."""

    key: bytes
    shop_country: str
    now: datetime
    shop_zone: tzinfo = UTC
    date_order: DateOrder | None = None
    """The order of day and month in dates such as 5/6/2026, if a file leaves it open."""
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    """The date order by column, for columns that settle it."""
    needs_phone: bool = True
    """Whether an order without a telephone number is refused; else it is found by its number and postcode alone."""
    shop: str = ""
    """The shop of orders that name none (`Order.shop`)."""
    brand: str = ""
    """The brand of orders that name none."""
    has_offsets: bool = True
    """Whether a time has its offset or a time zone; else it is on the clock of `shop_zone`."""


@dataclass(frozen=True, slots=True)
class OrderFields:
    """The values that a row gives of its order. All rows of an order must agree on those that are not empty."""

    number: str
    placed_at: datetime
    email: str = ""
    """A keyed hash; the address itself is not stored."""
    language: str = ""
    tier: str = ""
    country: str = ""
    postcode: str = ""
    currency: str = ""
    total_cents: int | None = None
    status: OrderStatus | None = None
    refund_state: RefundState | None = None
    """The refund implied by the status word of the order; a row may give details."""
    return_state: ReturnState | None = None
    """The return implied by the status word of the order."""
    cancelled_at: datetime | None = None
    may_be_cancelled: bool | None = None
    """True if `cancelled_at` is given but cannot be read."""
    loyalty_points: int | None = None
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row. A delivery window in a row without a parcel is the shop's promise for the order."""

    line: int = field(compare=False)
    head: OrderFields
    phones: tuple[Phone, ...] = ()
    name: str = ""
    """A keyed hash of the customer's name."""
    items: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parcel: Shipment | None = None
    names_a_carrier_alone: bool = False
    """Whether the carrier is all that the row says of the parcel."""
    promise: DeliveryWindow | None = None
    refund: Refund | None = None
    goods_return: Return | None = None
    unknown_words: tuple[tuple[str, str], ...] = ()
    """Column and text of each status word that is not known."""
    notes: tuple[Note, ...] = field(default=(), compare=False)
    """Notes for the report; they are not stored with the order."""
