"""Orders of WooCommerce (wc/v3), from its REST API or a webhook, as news."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ivr.orders.model import Order, OrderStatus, Phone, Refund, RefundState, Return, ReturnState, Shipment
from ivr.orders.news import News, OrderGone, OrderNews
from ivr.orders.phone_numbers import hashed
from ivr.orders.phone_parsing import all_written
from ivr.orders.sources import amounts, field_parsers, iso_codes, status_words
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_builder import whole_status
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.row_fields import RowFields
from ivr.orders.sources.source import Source
from ivr.orders.sources.woocommerce.order_times import time_of
from ivr.orders.sources.woocommerce.parcels import (
    FULFILLMENT_STATUS,
    distinct,
    from_fulfillment,
    from_tracking,
    meta,
    tracking_items,
)

_DRAFTS = frozenset({"draft", "auto-draft", "checkout-draft", "new"})
"""Carts: no order has been placed."""
_COLLECTED = frozenset({"local_pickup", "pickup_location"})
"""Shipping methods by which customers collect an order: once completed, it was collected."""
_SENT = frozenset({OrderStatus.SHIPPED, OrderStatus.PARTIALLY_SHIPPED})
_AHEAD = timedelta(days=1)
_LONGEST_PHONE = 80
_MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """The news of one order, none for a cart, and what could not be read."""

    news: News | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ParcelLists:
    """What the shop answers of an order's parcels apart from the order; empty if it was not asked."""

    fulfillments: Sequence[Payload] = field(default=())
    trackings: Sequence[Payload] = field(default=())


def has_fulfillments(order: Payload) -> bool:
    """Whether WooCommerce has fulfillments of an order, which have to be asked for."""
    return bool(meta(order, FULFILLMENT_STATUS))


def may_have_trackings(order: Payload) -> bool:
    """Whether an order was sent and does not tell its parcels, so that the tracking plugin has to be asked."""
    return _said(order) in _SENT and not tracking_items(order)


def read_order(
    order: Payload, source: Source, settings: ImportSettings, parcels: ParcelLists | None = None
) -> ReadOrder:
    """The news of an order. Raises Unreadable if it has no number, or no time at which it was placed."""
    word = _word(order)
    if word in _DRAFTS:
        return ReadOrder(None)
    at = changed_at(order, settings)
    if word == "trash" and at:
        return ReadOrder(OrderGone(source.name, _source_id(order), at))
    notes: list[Note] = []
    found = _order(order, source, settings, parcels or ParcelLists(), notes)
    return ReadOrder(OrderNews(source.name, found, at or found.placed_at), tuple(dict.fromkeys(notes)))


def changed_at(order: Payload, settings: ImportSettings) -> datetime | None:
    """When an order was changed last."""
    return time_of(order, "date_modified", settings.shop_zone) or time_of(order, "date_created", settings.shop_zone)


def _order(order: Payload, source: Source, settings: ImportSettings, apart: ParcelLists, notes: list[Note]) -> Order:
    parcels = _parcels(order, settings, apart, notes)
    fields = RowFields(dict(_values(order)), 0)
    currency = fields.read("currency", iso_codes.currency, "")
    number = fields.need("order_number", field_parsers.order_number)
    phones = tuple(dict.fromkeys(_phones(order, settings.shop_country)))
    found = Order(
        number=number,
        placed_at=_placed_at(order, settings),
        customer=_customer(fields, phones, number, settings.key),
        status=_status(order, parcels),
        phones=phones,
        shipments=parcels,
        refunds=_refunds(order, currency, notes),
        returns=(Return(ReturnState.COMPLETED),) if status_words.says_returned(_word(order)) else (),
        items=_items(order),
        language=fields.read("language", iso_codes.language, ""),
        country=fields.read("country", iso_codes.country, ""),
        postcode=fields.read("postcode", field_parsers.code, "")[:16],
        currency=currency,
        total_cents=fields.read("total", lambda text: amounts.exact(text, currency), None),
        shop=source.shop,
        brand=source.brand,
        source_id=_source_id(order),
        unknown_words=_unknown(order, notes),
    )
    notes.extend((*fields.notes, *_phone_notes(phones)))
    return found


def _values(order: Payload) -> Iterator[tuple[str, str]]:
    """Single values, under the names of the orders file."""
    billing, to = order.part("billing"), _destination(order)
    yield "order_number", order.text("number") or order.text("id")
    yield "email", billing.text("email")
    yield "customer_name", f"{billing.text('first_name')} {billing.text('last_name')}"
    yield "language", meta(order, "wpml_language").text("value")
    yield from ((name, to.text(name)) for name in ("country", "postcode"))
    yield from ((name, order.text(name)) for name in ("currency", "total"))


def _destination(order: Payload) -> Payload:
    """The address that an order goes to. Without one of its own it goes to the billing address."""
    shipping = order.part("shipping")
    return shipping if any(map(shipping.text, ("postcode", "city", "address_1"))) else order.part("billing")


def _source_id(order: Payload) -> str:
    name = order.text("id")
    if not (name.isascii() and name.isdecimal() and len(name) <= 20):
        raise Unreadable("id is missing")
    return name


def _placed_at(order: Payload, settings: ImportSettings) -> datetime:
    at = time_of(order, "date_created", settings.shop_zone)
    if at is None:
        raise Unreadable("date_created_gmt is missing")
    if at > settings.now + _AHEAD:
        raise Unreadable("date_created_gmt lies in the future")
    return at


def _phones(order: Payload, shop_country: str) -> Iterator[Phone]:
    """The numbers of both addresses, each read by the country of its own."""
    billing, shipping = order.part("billing"), order.part("shipping")
    countries = {"billing": billing.text("country"), "shipping": _destination(order).text("country")}
    written = (
        (billing.text("phone"), countries["billing"]),
        (shipping.text("phone"), countries["shipping"]),
        (meta(order, "_shipping_phone").text("value"), countries["shipping"]),
    )
    for raw, country in written:
        if raw:
            yield from all_written(raw[:_LONGEST_PHONE], country[:2], shop_country=shop_country)


def _phone_notes(phones: Sequence[Phone]) -> Iterator[Note]:
    if not any(phone.e164 for phone in phones):
        yield Note(NoteKind.NO_NUMBER, 0)
    elif not all(phone.e164 for phone in phones):
        yield Note(NoteKind.DROPPED, 0, "phone", "is no telephone number")


def _customer(fields: RowFields, phones: Sequence[Phone], number: str, key: bytes) -> str:
    """The key of the customer: the e-mail address, else the name, else the phone number, else the order number."""
    mail = fields.read("email", lambda text: field_parsers.email_hash(text, key), "")
    if found := mail or fields.read("customer_name", lambda text: field_parsers.name_hash(text, key), ""):
        return found
    e164 = next((phone.e164 for phone in phones if phone.e164), "")
    return hashed(f"phone:{e164}" if e164 else f"order:{number}", key)


def _items(order: Payload) -> tuple[str, ...]:
    titles = (field_parsers.plain(html.unescape(line.text("name"))) for line in order.parts("line_items"))
    return tuple(dict.fromkeys(title for title in titles if title))[:_MOST_ITEMS]


def _word(order: Payload) -> str:
    """The status as the REST API writes it: plugins' statuses also come with the prefix that they are stored with."""
    return order.text("status").removeprefix("wc-")


def _said(order: Payload) -> OrderStatus:
    """The status of an order by its word. Completed means sent, or collected: it never means delivered."""
    said = field_parsers.order_status(_word(order)) or OrderStatus.UNKNOWN
    if said is OrderStatus.SHIPPED and any(
        each.text("method_id") in _COLLECTED for each in order.parts("shipping_lines")
    ):
        return OrderStatus.PICKED_UP
    is_in_part = meta(order, FULFILLMENT_STATUS).text("value") == "partially_fulfilled"
    return OrderStatus.PARTIALLY_SHIPPED if is_in_part and said is OrderStatus.PROCESSING else said


def _status(order: Payload, parcels: Sequence[Shipment]) -> OrderStatus:
    return whole_status(_said(order), parcels, cancelled=False)


def _unknown(order: Payload, notes: list[Note]) -> dict[str, str]:
    """The status of a plugin that is not in the table, as it came."""
    word = field_parsers.plain(_word(order), 60)
    if status_words.is_empty(word) or status_words.order_status(word):
        return {}
    notes.append(Note(NoteKind.UNKNOWN_WORD, 0, "status", word[:40]))
    return {"status": word}


def _refunds(order: Payload, currency: str, notes: list[Note]) -> tuple[Refund, ...]:
    """The refunds of an order. WooCommerce lists one once it was made."""
    listed = tuple(_refund(each, currency, notes) for each in order.parts("refunds"))
    return listed or ((Refund(RefundState.COMPLETED),) if status_words.says_refunded(_word(order)) else ())


def _refund(refund: Payload, currency: str, notes: list[Note]) -> Refund:
    """A refund, whose total is negative."""
    fields = RowFields({"refund_amount": refund.text("total").removeprefix("-")}, 0)
    cents = fields.read("refund_amount", lambda text: amounts.exact(text, currency), None)
    notes.extend(fields.notes)
    return Refund(RefundState.COMPLETED, cents, refund.text("id")[:40])


def _parcels(order: Payload, settings: ImportSettings, apart: ParcelLists, notes: list[Note]) -> tuple[Shipment, ...]:
    is_sent = _said(order) in _SENT
    fulfilled = (from_fulfillment(each, notes) for each in apart.fulfillments)
    items = (*tracking_items(order), *apart.trackings)
    tracked = (from_tracking(each, settings, is_sent=is_sent, notes=notes) for each in items)
    return distinct(parcel for parcel in (*fulfilled, *tracked) if parcel)
