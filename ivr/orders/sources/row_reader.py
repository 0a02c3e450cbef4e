"""Reads one row of an orders file: the fields of its order, and one parcel."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from ivr.orders.model import (
    DeliveryWindow,
    LeftAt,
    Phone,
    Refund,
    RefundState,
    Return,
    ReturnState,
    Shipment,
    TrackingStatus,
)
from ivr.orders.phone_parsing import all_written
from ivr.orders.sources import amounts, field_parsers, iso_codes, status_words
from ivr.orders.sources.dates import Calendar, window
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import PHONE_SEPARATOR, ImportSettings, OrderFields, OrderRow
from ivr.orders.sources.row_fields import RowFields

_PARCEL_NEWS = (
    "tracking_number",
    "tracking_url",
    "tracking_status",
    "last_scan_at",
    "last_scan_city",
    "delivered_at",
    "left_at",
    "pickup_at",
    "pickup_until",
)
_STATUS_WORD = re.compile(r"(?!.*\d{4})[\w ()./-]{1,40}")
_AHEAD = timedelta(days=1)
_LONGEST_PHONE = 80


def read_row(
    values: Mapping[str, str], line: int, settings: ImportSettings, shared: Mapping[str, str] | None = None
) -> OrderRow:
    """Read one row by the contract of the orders file.

    `shared` holds values of the same order from its other rows. Raises Unreadable, with the column and the reason, if
    a required value is missing; an optional value that cannot be read is left out and noted.
    """
    fields = RowFields(values, line, shared)
    calendar = calendar_of(fields, settings)
    head = _head(fields, calendar, settings)
    delivery = delivery_window(fields, calendar)
    parcel = _parcel(fields, calendar, delivery) if is_of_parcel(fields.text) else None
    unknown = _unknown(fields)
    return OrderRow(
        line=line,
        head=head,
        phones=_phones(values, fields, head.country, settings),
        name=fields.read("customer_name", lambda text: field_parsers.name_hash(text, settings.key), ""),
        items=fields.read("items", field_parsers.items, ()),
        tags=fields.read("tags", field_parsers.tags, ()),
        parcel=parcel,
        names_a_carrier_alone=not is_of_parcel(fields.text, _PARCEL_NEWS),
        promise=None if parcel else delivery,
        refund=_refund(fields, head.currency),
        goods_return=fields.read("return_state", _return, None),
        unknown_words=tuple(unknown.items()),
        notes=(
            *fields.notes,
            *(Note(NoteKind.UNKNOWN_WORD, line, name, _named(text)) for name, text in unknown.items()),
        ),
    )


def is_of_parcel(text: Callable[[str], str], columns: Iterable[str] = ("carrier", *_PARCEL_NEWS)) -> bool:
    """Whether a row has a parcel, given its text by column. A row with items alone has none."""
    return any(value and not status_words.is_empty(value) for value in map(text, columns))


def calendar_of(fields: RowFields, settings: ImportSettings) -> Calendar:
    """The calendar by which the times of a row are read."""
    zone = field_parsers.zone_of(fields.read("time_zone", field_parsers.zone, ""))
    return Calendar(
        zone, settings.shop_zone, settings.date_orders, settings.date_order, has_offsets=settings.has_offsets
    )


def _phones(values: Mapping[str, str], fields: RowFields, country: str, settings: ImportSettings) -> tuple[Phone, ...]:
    """The phone numbers of a row; it may have none if another row of its order has one."""
    text = fields.need("phone", str) if settings.needs_phone else fields.text("phone")
    if not values.get("phone", "").strip():
        return ()
    raws = [raw[:_LONGEST_PHONE].encode(errors="replace").decode() for raw in text.split(PHONE_SEPARATOR)]
    found = (phone for raw in raws for phone in all_written(raw, country, shop_country=settings.shop_country))
    return tuple(dict.fromkeys(found))


def _head(fields: RowFields, calendar: Calendar, settings: ImportSettings) -> OrderFields:
    number = fields.need("order_number", field_parsers.order_number)
    currency = fields.read("currency", iso_codes.currency, "")
    placed_at = fields.need("placed_at", lambda text: calendar.instant(text, "placed_at"))
    if placed_at > settings.now + _AHEAD:
        raise Unreadable("placed_at lies in the future")
    is_cancelled = bool(fields.text("cancelled_at"))
    cancelled_at = fields.read("cancelled_at", lambda text: calendar.instant(text, "cancelled_at"), None)
    return OrderFields(
        number=number,
        placed_at=placed_at,
        email=fields.read("email", lambda text: field_parsers.email_hash(text, settings.key), ""),
        language=fields.read("language", iso_codes.language, ""),
        tier=fields.read("tier", field_parsers.normalized, "")[:40],
        country=fields.read("country", iso_codes.country, ""),
        postcode=fields.read("postcode", field_parsers.code, "")[:16],
        currency=currency,
        total_cents=fields.read("total", lambda text: amounts.money(text, currency), None),
        status=fields.read("status", field_parsers.order_status, None),
        refund_state=RefundState.COMPLETED if status_words.says_refunded(fields.text("status")) else None,
        return_state=ReturnState.COMPLETED if status_words.says_returned(fields.text("status")) else None,
        cancelled_at=cancelled_at,
        may_be_cancelled=True if is_cancelled and not cancelled_at else None,
        loyalty_points=fields.read("loyalty_points", amounts.whole, None),
        time_zone=fields.read("time_zone", field_parsers.zone, ""),
    )


def delivery_window(fields: RowFields, calendar: Calendar) -> DeliveryWindow | None:
    """The delivery window; one end alone counts for both.

    None if the end is given but cannot be read: the start alone would promise too much.
    """
    start = fields.read("window_start", lambda text: calendar.moment(text, "window_start"), None)
    has_end = bool(fields.text("window_end"))
    end = fields.read("window_end", lambda text: calendar.moment(text, "window_end"), None)
    first, last = start or end, end or start
    if first is None or last is None or (has_end and end is None):
        return None
    try:
        return window(first, last, fields.text("window_basis"))
    except Unreadable as error:
        fields.drop("window_end", str(error))
        return None


def _parcel(fields: RowFields, calendar: Calendar, delivery: DeliveryWindow | None) -> Shipment:
    """A parcel. With a day of delivery and no status word it is delivered."""
    delivered_at = fields.read("delivered_at", lambda text: calendar.moment(text, "delivered_at"), None)
    silent = (TrackingStatus.DELIVERED if delivered_at else TrackingStatus.UNKNOWN, "")
    status, reason = fields.read("tracking_status", field_parsers.tracking_status, silent)
    return Shipment(
        id="",
        status=status,
        carrier=field_parsers.plain(fields.text("carrier"), 40),
        tracking_number=fields.read("tracking_number", field_parsers.code, "")[:60],
        tracking_url=fields.read("tracking_url", field_parsers.web_address, ""),
        reason=reason,
        windows=(delivery,) if delivery else (),
        last_scan_at=fields.read("last_scan_at", lambda text: calendar.instant(text, "last_scan_at"), None),
        last_scan_city=field_parsers.plain(fields.text("last_scan_city"), 60),
        delivered_at=delivered_at,
        left_at=fields.read("left_at", _left_at, None),
        pickup_at=field_parsers.plain(fields.text("pickup_at"), 60),
        pickup_until=fields.read("pickup_until", lambda text: calendar.moment(text, "pickup_until"), None),
        warehouse=field_parsers.plain(fields.text("warehouse"), 60),
    )


def _left_at(text: str) -> LeftAt | None:
    """The kind of place. Raises Unreadable for other words, which may name a person or an address."""
    if (found := status_words.left_at(text)) is None and not status_words.is_empty(text):
        raise Unreadable("is no place that is known")
    return found


def _refund(fields: RowFields, currency: str) -> Refund | None:
    """A refund. Exports write an amount of 0 for orders without one."""
    cents = fields.read("refund_amount", lambda text: amounts.repaid(text, currency), None)
    word = fields.text("refund_state")
    state = status_words.refund_state(word) or RefundState.UNKNOWN
    if state == status_words.NOTHING or (not cents and status_words.is_empty(word)):
        return None
    return Refund(state, cents)


def _return(text: str) -> Return | None:
    state = status_words.return_state(text) or ReturnState.UNKNOWN
    return None if state == status_words.NOTHING or status_words.is_empty(text) else Return(state)


_STATUS_COLUMNS: Mapping[str, Callable[[str], object]] = {
    "status": status_words.order_status,
    "tracking_status": status_words.tracking_status,
    "window_basis": status_words.basis,
    "refund_state": status_words.refund_state,
    "return_state": status_words.return_state,
}


def _named(text: str) -> str:
    """A status word as a report may show it; empty if it may be a customer's data instead."""
    return field_parsers.normalized(text) if _STATUS_WORD.fullmatch(text) else ""


def _unknown(fields: RowFields) -> dict[str, str]:
    """The status words that are not in the table, as they came, by column."""
    given = {name: text for name in _STATUS_COLUMNS if (text := fields.text(name))}
    return {
        name: text
        for name, words in given.items()
        if not status_words.is_empty(text := field_parsers.plain(words, 60)) and _STATUS_COLUMNS[name](text) is None
    }
