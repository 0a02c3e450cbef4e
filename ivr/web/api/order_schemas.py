"""The schemas of the orders API: what is sent, and what is answered."""

from collections.abc import Mapping
from typing import Any

from ivr.orders.model import Basis, LeftAt, OrderStatus, RefundState, ReturnState, TrackingStatus
from ivr.orders.sources.api.batch import MOST

_TEXT = {"type": "string"}
_TEXT_OR_NUMBER = {"type": ["string", "number"]}
_TIME = {"type": "string", "description": "ISO 8601; a date alone is a day."}


def _words(kind: Any, what: str) -> Mapping[str, Any]:
    """A status: any word of a shop or carrier that is known, these among them."""
    return {"type": "string", "description": f"{what}, such as {', '.join(kind)}; words of platforms are read as well."}


def _list(items: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "array", "items": items}


def _object(**properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "object", "properties": properties}


_WINDOW = _object(start=_TIME, end=_TIME, basis=_words(Basis, "How firm it is"), as_of=_TIME)
_PARCEL = _object(
    status=_words(TrackingStatus, "The state of the parcel"),
    reason=_TEXT,
    carrier=_TEXT,
    tracking_number=_TEXT_OR_NUMBER,
    tracking_url=_TEXT,
    windows=_list(_WINDOW),
    last_scan_at=_TIME,
    last_scan_city=_TEXT,
    delivered_at=_TIME,
    left_at=_words(LeftAt, "Where a delivered parcel was left"),
    pickup_at=_TEXT,
    pickup_until=_TIME,
    warehouse=_TEXT,
)
_ORDER = {
    **_object(
        number=_TEXT_OR_NUMBER,
        placed_at=_TIME,
        updated_at={**_TIME, "description": "The time of this news; that of the request without it."},
        shop=_TEXT,
        brand=_TEXT,
        customer=_TEXT,
        email=_TEXT,
        phones=_list({"type": ["string", "object"]}),
        status=_words(OrderStatus, "The state of the order"),
        shipments=_list(_PARCEL),
        promises=_list(_WINDOW),
        returns=_list(_object(state=_words(ReturnState, "The state of the return"))),
        refunds=_list(_object(state=_words(RefundState, "The state of the refund"), amount=_TEXT_OR_NUMBER)),
        items=_list(_TEXT),
        tags=_list(_TEXT),
        language=_TEXT,
        tier=_TEXT,
        country=_TEXT,
        postcode=_TEXT_OR_NUMBER,
        currency=_TEXT,
        total=_TEXT_OR_NUMBER,
        loyalty_points=_TEXT_OR_NUMBER,
        time_zone=_TEXT,
        cancelled_at=_TIME,
        expected_ship_on=_TIME,
    ),
    "required": ["number", "placed_at", "phones"],
}
_COUNT = {"type": "integer", "minimum": 0}
_ITEM = {
    **_object(
        index=_COUNT,
        status={"type": "integer", "enum": [200, 422]},
        number=_TEXT,
        shop=_TEXT,
        notes={**_list(_TEXT), "description": "What was left out of the order, and words that are not known."},
        type=_TEXT,
        title=_TEXT,
        detail={"type": "string", "description": "Why the order was refused, for a problem document."},
    ),
    "required": ["index", "status"],
}
_REPLY = {
    **_object(stored=_COUNT, older=_COUNT, refused=_COUNT, items=_list(_ITEM)),
    "required": ["stored", "older", "refused", "items"],
}

SCHEMAS: Mapping[str, Any] = {
    "Order": _ORDER,
    "Orders": {"type": "array", "minItems": 1, "maxItems": MOST, "items": {"$ref": "#/components/schemas/Order"}},
    "OrdersReply": _REPLY,
}
SHOP = {
    "name": "shop",
    "in": "query",
    "required": False,
    "schema": _TEXT,
    "description": "The name of the shop, where two may have the same numbers.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "A name of this request. The same request sent again within a day gets the same reply.",
}
