"""One row of an orders file, read: what it says of the order, and of one parcel of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from ivr.orders import status_words, words
from ivr.orders.model import DeliveryWindow, OrderStatus, Phone, Refund, Return, Shipment, TrackingStatus
from ivr.orders.notes import Kind, Note
from ivr.orders.numbers import hashed
from ivr.orders.words import Bad
from ivr.orders.written import all_written

T = TypeVar("T")

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
_OF_A_PARCEL = (
    "carrier",
    "tracking_number",
    "tracking_url",
    "tracking_status",
    "last_scan_at",
    "last_scan_city",
    "delivered_at",
)
_STATUS_WORD = re.compile(r"(?!.*\d{4})[\w ()./-]{1,40}")
_MOST_ITEMS = 50
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How orders from outside are read: the key for customers, the shop's country (ISO 3166), and the time."""

    key: bytes
    shop_country: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Head:
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
    loyalty_points: int | None = None
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A window without any news of a parcel is the shop's promise for the order."""

    line: int
    head: Head
    phones: tuple[Phone, ...]
    name: str = ""
    items: tuple[str, ...] = ()
    parcel: Shipment | None = None
    promise: DeliveryWindow | None = None
    refund: Refund | None = None
    goods_return: Return | None = None
    unknown_words: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = field(default=(), compare=False)
    """What the report is to count of this row; nothing of it is stored."""


class Fields:
    """The values of a row by name, each read once and complained of by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: text for name, value in values.items() if (text := value.strip())}

    def text(self, name: str) -> str:
        """The value as it is, without blanks around it; empty when it is missing."""
        return self._values.get(name, "")

    def read(self, name: str, reader: Callable[[str], T], missing: T) -> T:
        """The value as `reader` reads it. Raises Bad, naming the column."""
        text = self.text(name)
        if not text:
            return missing
        try:
            return reader(text)
        except Bad as error:
            raise Bad(f"{name} {error}") from None

    def need(self, name: str, reader: Callable[[str], T]) -> T:
        """As `read`, for a value that has to be there."""
        if not self.text(name):
            raise Bad(f"{name} is missing")
        try:
            return reader(self.text(name))
        except Bad as error:
            raise Bad(f"{name} {error}") from None


def read_row(values: Mapping[str, str], line: int, reading: Reading) -> Row:
    """Read one row by the contract of the orders file. Raises Bad with the column and the reason."""
    fields = Fields(values)
    to = words.zone_of(fields.read("time_zone", words.zone, "")) if fields.text("time_zone") else None
    head = _head(fields, to, reading)
    delivery = _window(fields, to)
    unknown = _unknown(fields)
    tracked = any(fields.text(name) for name in _OF_A_PARCEL)
    return Row(
        line=line,
        head=head,
        phones=all_written(fields.need("phone", str)[:80], head.country, shop_country=reading.shop_country),
        name=fields.read("customer_name", lambda text: person(text, reading.key), ""),
        items=fields.read("items", items, ()),
        parcel=_parcel(fields, to, delivery) if tracked else None,
        promise=None if tracked else delivery,
        refund=_refund(fields, head.currency),
        goods_return=fields.read("return_state", _return, None),
        unknown_words=unknown,
        notes=tuple(Note(Kind.UNKNOWN_WORD, line, name, _named(text)) for name, text in unknown.items()),
    )


def _head(fields: Fields, to: tzinfo | None, reading: Reading) -> Head:
    currency = fields.read("currency", words.currency, "")
    placed_at = fields.need("placed_at", lambda text: words.instant(text, to))
    if placed_at > reading.now + _AHEAD:
        raise Bad("placed_at lies in the future")
    return Head(
        number=fields.need("order_number", words.order_number),
        placed_at=placed_at,
        email=fields.read("email", lambda text: mailbox(text, reading.key), ""),
        language=fields.read("language", words.language, ""),
        tier=fields.read("tier", words.word, "")[:40],
        country=fields.read("country", words.country, ""),
        postcode=words.plain(fields.text("postcode"), 16),
        currency=currency,
        total_cents=fields.read("total", lambda text: words.money(text, currency), None),
        status=fields.read("status", words.order_status, None),
        refund_state="completed" if status_words.says_refunded(fields.text("status")) else "",
        return_state="completed" if status_words.says_returned(fields.text("status")) else "",
        cancelled_at=fields.read("cancelled_at", lambda text: words.instant(text, to), None),
        loyalty_points=fields.read("loyalty_points", words.whole, None),
        time_zone=fields.text("time_zone"),
    )


def mailbox(text: str, key: bytes) -> str:
    """A keyed hash of an e-mail address; empty for what is none, such as "n/a", which many customers would share."""
    return hashed(f"email:{text.strip().casefold()}", key) if "@" in text else ""


def person(text: str, key: bytes) -> str:
    """A keyed hash of a name."""
    return hashed(f"name:{' '.join(text.casefold().split())}", key)


def items(text: str) -> tuple[str, ...]:
    """Titles, between bars or else semicolons."""
    parts = text.split("|" if "|" in text else ";")
    return tuple(title for part in parts if (title := words.plain(part)))[:_MOST_ITEMS]


def _window(fields: Fields, to: tzinfo | None) -> DeliveryWindow | None:
    start, end = fields.text("window_start"), fields.text("window_end")
    if not (start or end):
        return None
    try:
        return words.window(start, end, fields.text("window_basis"), to=to)
    except Bad as error:
        raise Bad(f"window {error}") from None


def _parcel(fields: Fields, to: tzinfo | None, delivery: DeliveryWindow | None) -> Shipment:
    """A parcel; delivered when it has a day of delivery and no word to the contrary."""
    delivered_at = fields.read("delivered_at", lambda text: words.moment(text, to), None)
    silent = (TrackingStatus.DELIVERED if delivered_at else TrackingStatus.UNKNOWN, "")
    status, reason = fields.read("tracking_status", words.tracking_status, silent)
    return Shipment(
        id="",
        status=status,
        carrier=words.plain(fields.text("carrier"), 40),
        tracking_number=words.plain(fields.text("tracking_number"), 60),
        tracking_url=fields.read("tracking_url", words.web_address, ""),
        reason=reason,
        windows=(delivery,) if delivery else (),
        last_scan_at=fields.read("last_scan_at", lambda text: words.instant(text, to), None),
        last_scan_city=words.plain(fields.text("last_scan_city"), 60),
        delivered_at=delivered_at,
    )


def _refund(fields: Fields, currency: str) -> Refund | None:
    cents = fields.read("refund_amount", lambda text: words.money(text, currency), None)
    word = fields.text("refund_state")
    state = status_words.refund_state(word) or "unknown"
    if state == status_words.NOTHING or (cents is None and status_words.is_empty(word)):
        return None
    return Refund(state, cents)


def _return(text: str) -> Return | None:
    state = status_words.return_state(text) or "unknown"
    return None if state == status_words.NOTHING or status_words.is_empty(text) else Return(state)


_STATUS_COLUMNS: Mapping[str, Callable[[str], object]] = {
    "status": status_words.order_status,
    "tracking_status": status_words.tracking_status,
    "window_basis": status_words.basis,
    "refund_state": status_words.refund_state,
    "return_state": status_words.return_state,
}


def _named(text: str) -> str:
    """A status word as a report may show it; empty for what may be something of a customer's instead."""
    return words.word(text) if _STATUS_WORD.fullmatch(text) else ""


def _unknown(fields: Fields) -> dict[str, str]:
    """Status words that are not in the table, as they came."""
    given = {name: words.plain(fields.text(name), 60) for name in _STATUS_COLUMNS}
    return {
        name: text
        for name, text in given.items()
        if not status_words.is_empty(text) and _STATUS_COLUMNS[name](text) is None
    }
