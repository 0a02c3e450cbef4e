"""The bodies of the emulated shop's webhooks, in the shape of Shopify's older REST API."""

from ivr.emulator.shop.orders import Members
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.shopify.node import Node

_FULFILMENT_STATUS = {"UNFULFILLED": None, "PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}


def order_body(order: Members) -> Members:
    """The body of `orders/...`."""
    node = Node(order)
    currency = node.text("presentmentCurrencyCode")
    price: JsonValue = {
        "amount": node.node("totalPriceSet").node("presentmentMoney").text("amount"),
        "currency_code": currency,
    }
    return {
        "id": int(node.id("id")),
        "admin_graphql_api_id": node.text("id"),
        "name": node.text("name"),
        "test": node.flag("test"),
        "email": node.text("email"),
        "phone": node.text("phone") or None,
        "tags": ", ".join(node.texts("tags")),
        "customer_locale": node.text("customerLocale"),
        "created_at": node.text("createdAt"),
        "processed_at": node.text("processedAt"),
        "updated_at": node.text("updatedAt"),
        "cancelled_at": node.text("cancelledAt") or None,
        "financial_status": node.text("displayFinancialStatus").lower(),
        "fulfillment_status": _FULFILMENT_STATUS.get(node.text("displayFulfillmentStatus")),
        "presentment_currency": currency,
        "total_price_set": {"shop_money": price, "presentment_money": price},
        "shipping_address": _address(node.node("shippingAddress")),
        "billing_address": _address(node.node("billingAddress")),
        "line_items": [
            {"title": each.text("title"), "current_quantity": 1, "requires_shipping": True}
            for each in node.nodes("lineItems")
        ],
        "fulfillments": [fulfilment_body(order, dict(each.members)) for each in node.nodes("fulfillments")],
        "refunds": [],
        "returns": [],
    }


def fulfilment_body(order: Members, fulfilment: Members) -> Members:
    """The body of `fulfillments/...`."""
    node = Node(fulfilment)
    labels = node.nodes("trackingInfo")
    return {
        "id": int(node.id("id")),
        "order_id": int(Node(order).id("id")),
        "status": node.text("status").lower(),
        "shipment_status": node.text("displayStatus").lower(),
        "created_at": node.text("createdAt"),
        "updated_at": node.text("updatedAt"),
        "tracking_company": labels[0].text("company") if labels else None,
        "tracking_numbers": [each.text("number") for each in labels],
        "tracking_urls": [each.text("url") for each in labels],
    }


def event_body(order: Members, fulfilment: Members, event: Members) -> Members:
    """The body of `fulfillment_events/...`."""
    node = Node(event)
    return {
        "id": 1,
        "order_id": int(Node(order).id("id")),
        "fulfillment_id": int(Node(fulfilment).id("id")),
        "status": node.text("status").lower(),
        "happened_at": node.text("happenedAt"),
        "created_at": node.text("createdAt"),
        "estimated_delivery_at": node.text("estimatedDeliveryAt") or None,
        "city": node.text("city") or None,
    }


def _address(address: Node) -> JsonValue:
    return {
        "name": address.text("name"),
        "phone": address.text("phone") or None,
        "zip": address.text("zip"),
        "country_code": address.text("countryCodeV2"),
    }
