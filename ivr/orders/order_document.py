"""An order as one JSON document, the form in which it is stored.

Written for the way of a call: what is empty is left out, and reading is one call of the constructor. For orders from
outside see `json_file`, which doubts every value.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import orjson

from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    Order,
    OrderStatus,
    Phone,
    Refund,
    Return,
    Shipment,
    TrackingStatus,
)

Document = dict[str, Any]

_AS_THEY_ARE = (str, int)
_EMPTY: tuple[object, ...] = (None, "", (), {})
_FIELDS = {
    kind: tuple(each.name for each in fields(kind)) for kind in (Order, Shipment, DeliveryWindow, Phone, Refund, Return)
}
_STATUS = {status.value: status for status in OrderStatus}
_TRACKING = {status.value: status for status in TrackingStatus}
_BASIS = {basis.value: basis for basis in Basis}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps would build one at every call


def dump(order: Order) -> str:
    """An order as JSON text, without what is empty."""
    return _encode(_plain(order))


def _plain(part: Any) -> Any:
    if isinstance(part, str | int | dict):
        return part
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, tuple):
        return [_plain(each) for each in part]
    fields = [(name, getattr(part, name)) for name in part.__slots__]
    return {name: _plain(value) for name, value in fields if value or value == 0}


def load(text: str | bytes) -> Order:
    """The inverse of `dump`. Raises ValueError or KeyError for text that `dump` did not write."""
    document: Document = orjson.loads(text)
    get = document.get
    return Order(
        number=document["number"],
        placed_at=datetime.fromisoformat(document["placed_at"]),
        customer=get("customer", ""),
        status=_STATUS.get(document["status"], OrderStatus.UNKNOWN),
        phones=tuple([_phone(each) for each in get("phones", ())]),
        shipments=tuple([_shipment(each) for each in get("shipments", ())]),
        promises=tuple([_window(each) for each in get("promises", ())]),
        returns=tuple([Return(each["state"]) for each in get("returns", ())]),
        refunds=tuple([Refund(each["state"], each.get("cents")) for each in get("refunds", ())]),
        items=tuple(get("items", ())),
        language=get("language", ""),
        tier=get("tier", ""),
        country=get("country", ""),
        postcode=get("postcode", ""),
        currency=get("currency", ""),
        total_cents=get("total_cents"),
        loyalty_points=get("loyalty_points"),
        time_zone=get("time_zone", ""),
        cancelled_at=_time(get("cancelled_at")),
        expected_ship_on=_day(get("expected_ship_on")),
        updated_at=_time(get("updated_at")),
        unknown_words=get("unknown_words", {}),
    )


def _phone(document: Document) -> Phone:
    return Phone(document.get("e164"), document.get("raw", ""), document.get("extension", ""))


def _shipment(document: Document) -> Shipment:
    get = document.get
    return Shipment(
        id=get("id", ""),
        status=_TRACKING.get(document["status"], TrackingStatus.UNKNOWN),
        carrier=get("carrier", ""),
        tracking_number=get("tracking_number", ""),
        tracking_url=get("tracking_url", ""),
        reason=get("reason", ""),
        windows=tuple([_window(each) for each in get("windows", ())]),
        last_scan_at=_time(get("last_scan_at")),
        last_scan_city=get("last_scan_city", ""),
        delivered_at=_moment(get("delivered_at")),
    )


def _window(document: Mapping[str, str]) -> DeliveryWindow:
    return DeliveryWindow(
        start=_required(document["start"]),
        end=_required(document["end"]),
        basis=_BASIS.get(document["basis"], Basis.UNKNOWN),
        as_of=_time(document.get("as_of")),
    )


def _required(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _moment(text: str | None) -> date | datetime | None:
    return _required(text) if text else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
