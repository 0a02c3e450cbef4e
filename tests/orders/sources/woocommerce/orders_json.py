"""Orders in the shape of WooCommerce's REST API (wc/v3)."""

import base64
import hashlib
import hmac
import json
from typing import Any

from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source, Webhook

SHOP = Source(
    name="mugs",
    kind="woocommerce",
    address="https://shop.example.com",
    brand="northwind",
    secrets={"consumer_key": "ck_1", "consumer_secret": "cs_1"},
)
SECRET = "not for production"


def woo_order(order_id: int = 727, **changes: Any) -> dict[str, Any]:
    address = {"first_name": "Alice", "last_name": "Baker", "city": "San Francisco", "country": "US"}
    return {
        "id": order_id,
        "number": str(order_id),
        "status": "processing",
        "currency": "USD",
        "version": "10.7.0",
        "date_created": "2026-11-20T01:30:00",
        "date_created_gmt": "2026-11-20T09:30:00",
        "date_modified": "2026-11-21T02:00:00",
        "date_modified_gmt": "2026-11-21T10:00:00",
        "total": "129.50",
        "billing": {**address, "postcode": "94105", "email": "alice@example.com", "phone": "(415) 555-0100"},
        "shipping": {**address, "postcode": "10001", "city": "New York", "phone": ""},
        "shipping_lines": [{"id": 1, "method_id": "flat_rate", "method_title": "Flat rate"}],
        "line_items": [{"id": 31, "name": "Mug &amp; spoon", "quantity": 2}, {"id": 32, "name": "Lamp", "quantity": 1}],
        "refunds": [],
        "meta_data": [],
        **changes,
    }


def tracking_meta(*items: dict[str, str]) -> dict[str, Any]:
    """The member of `meta_data` that the plugin writes."""
    return {"id": 900, "key": "_wc_shipment_tracking_items", "value": list(items)}


def fulfillment(number: str = "1Z999AA10123456784", *, is_fulfilled: bool = True, **changes: Any) -> dict[str, Any]:
    members = {"_tracking_number": number, "_shipping_provider": "ups", "_items": [{"item_id": 31, "qty": 2}]}
    return {
        "id": 5,
        "entity_type": "WC_Order",
        "entity_id": "727",
        "status": "fulfilled" if is_fulfilled else "unfulfilled",
        "is_fulfilled": is_fulfilled,
        "date_updated": "2026-11-21T10:00:00Z",
        "date_deleted": None,
        "meta_data": [{"id": n, "key": key, "value": value} for n, (key, value) in enumerate(members.items())],
        **changes,
    }


def payload(document: Any) -> Payload:
    return Payload.read(json.dumps(document).encode())


def webhook(document: Any, topic: str = "order.updated", *, secret: str = SECRET, delivery: str = "d1") -> Webhook:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return Webhook(
        {
            "x-wc-webhook-topic": topic,
            "x-wc-webhook-signature": signature,
            "x-wc-webhook-delivery-id": delivery,
        },
        body,
    )
