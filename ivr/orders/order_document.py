"""The stored form of an order: one JSON document.

It is read while a caller waits, so empty values are left out and reading is one call of the constructor. Orders from
outside are parsed by `ivr.orders.sources`, which checks every value.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Required, TypedDict

import orjson

from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    LeftAt,
    Order,
    OrderStatus,
    Phone,
    Refund,
    RefundState,
    Return,
    ReturnState,
    Shipment,
    TrackingStatus,
)


class _PhoneDocument(TypedDict, total=False):
    e164: str
    raw: str
    extension: str


class _WindowDocument(TypedDict, total=False):
    start: Required[str]
    end: Required[str]
    basis: Required[str]
    as_of: str
    source: str


class _ShipmentDocument(TypedDict, total=False):
    id: str
    status: Required[str]
    carrier: str
    tracking_number: str
    tracking_url: str
    reason: str
    windows: list[_WindowDocument]
    last_scan_at: str
    last_scan_city: str
    delivered_at: str
    left_at: str
    pickup_at: str
    pickup_until: str
    warehouse: str


class _ReturnDocument(TypedDict, total=False):
    state: Required[str]
    id: str


class _RefundDocument(TypedDict, total=False):
    state: Required[str]
    cents: int
    id: str


class _OrderDocument(TypedDict, total=False):
    number: Required[str]
    placed_at: Required[str]
    customer: str
    status: Required[str]
    phones: list[_PhoneDocument]
    shipments: list[_ShipmentDocument]
    promises: list[_WindowDocument]
    returns: list[_ReturnDocument]
    refunds: list[_RefundDocument]
    items: list[str]
    tags: list[str]
    language: str
    tier: str
    country: str
    postcode: str
    currency: str
    total_cents: int
    loyalty_points: int
    time_zone: str
    cancelled_at: str
    expected_ship_on: str
    shop: str
    brand: str
    source_id: str
    unknown_words: dict[str, str]


_FIELDS: Mapping[type, tuple[tuple[str, Callable[[object], object]], ...]] = {
    kind: tuple((each.name, attrgetter(each.name)) for each in fields(kind) if each.compare)
    for kind in (Order, Shipment, DeliveryWindow, Phone, Refund, Return)
}
_STATUS = {status.value: status for status in OrderStatus}
_TRACKING = {status.value: status for status in TrackingStatus}
_LEFT_AT = {place.value: place for place in LeftAt}
_BASIS = {basis.value: basis for basis in Basis}
_RETURN = {state.value: state for state in ReturnState}
_REFUND = {state.value: state for state in RefundState}


def dump(order: Order) -> str:
    """An order as JSON text, without empty values."""
    return _encode(order)


def dump_parcel(parcel: Shipment) -> str:
    """A parcel as JSON text, without empty values."""
    return _encode(parcel)


def _encode(part: object) -> str:
    document = _plain(part)
    try:
        return orjson.dumps(document).decode()
    except TypeError:  # a lone surrogate, which only Python's own encoder writes
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _plain(part: object) -> dict[str, object]:
    """The values of a part that are not empty."""
    document: dict[str, object] = {}
    for name, get in _FIELDS[type(part)]:
        value = get(part)
        if isinstance(value, tuple):
            if value:
                document[name] = [each if isinstance(each, str) else _plain(each) for each in value]
        elif isinstance(value, date):
            document[name] = value.isoformat()
        elif value or value == 0:
            document[name] = value
    return document


def load(text: str | bytes, heard_at: datetime | None = None) -> Order:
    """The inverse of `dump`, with the time of the last news of the order.

    Raises ValueError or KeyError for text that `dump` did not write.
    """
    document: _OrderDocument = orjson.loads(text)
    return Order(
        number=document["number"],
        placed_at=datetime.fromisoformat(document["placed_at"]),
        customer=document.get("customer", ""),
        status=_STATUS.get(document["status"], OrderStatus.UNKNOWN),
        phones=tuple([_phone(each) for each in document.get("phones", ())]),
        shipments=tuple([_shipment(each) for each in document.get("shipments", ())]),
        promises=tuple([_window(each) for each in document.get("promises", ())]),
        returns=tuple([_return(each) for each in document.get("returns", ())]),
        refunds=tuple([_refund(each) for each in document.get("refunds", ())]),
        items=tuple(document.get("items", ())),
        tags=tuple(document.get("tags", ())),
        language=document.get("language", ""),
        tier=document.get("tier", ""),
        country=document.get("country", ""),
        postcode=document.get("postcode", ""),
        currency=document.get("currency", ""),
        total_cents=document.get("total_cents"),
        loyalty_points=document.get("loyalty_points"),
        time_zone=document.get("time_zone", ""),
        cancelled_at=_time(document.get("cancelled_at")),
        expected_ship_on=_day(document.get("expected_ship_on")),
        shop=document.get("shop", ""),
        brand=document.get("brand", ""),
        source_id=document.get("source_id", ""),
        unknown_words=document.get("unknown_words", {}),
        heard_at=heard_at,
    )


def load_parcel(text: str | bytes) -> Shipment:
    """The inverse of `dump_parcel`. Raises as `load`."""
    document: _ShipmentDocument = orjson.loads(text)
    return _shipment(document)


def _phone(document: _PhoneDocument) -> Phone:
    return Phone(document.get("e164"), document.get("raw", ""), document.get("extension", ""))


def _return(document: _ReturnDocument) -> Return:
    return Return(_RETURN.get(document["state"], ReturnState.UNKNOWN), document.get("id", ""))


def _refund(document: _RefundDocument) -> Refund:
    return Refund(_REFUND.get(document["state"], RefundState.UNKNOWN), document.get("cents"), document.get("id", ""))


def _shipment(document: _ShipmentDocument) -> Shipment:
    return Shipment(
        id=document.get("id", ""),
        status=_TRACKING.get(document["status"], TrackingStatus.UNKNOWN),
        carrier=document.get("carrier", ""),
        tracking_number=document.get("tracking_number", ""),
        tracking_url=document.get("tracking_url", ""),
        reason=document.get("reason", ""),
        windows=tuple([_window(each) for each in document.get("windows", ())]),
        last_scan_at=_time(document.get("last_scan_at")),
        last_scan_city=document.get("last_scan_city", ""),
        delivered_at=_moment(document.get("delivered_at")),
        left_at=_LEFT_AT.get(document.get("left_at", "")),
        pickup_at=document.get("pickup_at", ""),
        pickup_until=_moment(document.get("pickup_until")),
        warehouse=document.get("warehouse", ""),
    )


def _window(document: _WindowDocument) -> DeliveryWindow:
    return DeliveryWindow(
        start=_required(document["start"]),
        end=_required(document["end"]),
        basis=_BASIS.get(document["basis"], Basis.UNKNOWN),
        as_of=_time(document.get("as_of")),
        source=document.get("source", ""),
    )


def _required(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _moment(text: str | None) -> date | datetime | None:
    return _required(text) if text else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
