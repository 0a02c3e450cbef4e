"""Bodies of webhooks, which have the shape of Shopify's older REST API, rewritten in the names of the GraphQL API."""

from collections.abc import Mapping

from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.shopify.node import Node

_FULFILMENT_STATUS = {"": "UNFULFILLED", "partial": "PARTIALLY_FULFILLED"}
_SAME: Mapping[str, str] = {
    "id": "id",
    "name": "name",
    "test": "test",
    "phone": "phone",
    "customerLocale": "customer_locale",
    "createdAt": "created_at",
    "processedAt": "processed_at",
    "updatedAt": "updated_at",
    "cancelledAt": "cancelled_at",
    "displayFinancialStatus": "financial_status",
    "presentmentCurrencyCode": "presentment_currency",
}
"""Members of an order whose value is the same under another name."""


def order_node(order: Node) -> Node:
    """An order. What is on hold or scheduled, and the promise of the checkout, are in no webhook."""
    word = order.text("fulfillment_status")
    total = order.node("total_price_set").node("presentment_money").text("amount")
    lines = order.nodes("line_items")
    members: dict[str, JsonValue] = {name: order.members.get(theirs) for name, theirs in _SAME.items()}
    members |= {
        "tags": [each.strip() for each in order.text("tags").split(",")],
        "email": order.text("email") or order.text("contact_email"),
        "displayFulfillmentStatus": _FULFILMENT_STATUS.get(word, word.upper()),
        "requiresShipping": not lines or any(line.members.get("requires_shipping") is not False for line in lines),
        "totalPriceSet": {"presentmentMoney": {"amount": total}},
        "shippingAddress": _address(order.node("shipping_address")),
        "billingAddress": _address(order.node("billing_address")),
        "customer": _customer(order.node("customer")),
        "lineItems": [
            {"title": line.text("title"), "currentQuantity": line.whole("current_quantity")} for line in lines
        ],
        "fulfillments": [dict(fulfilment_node(each).members) for each in order.nodes("fulfillments")],
        "transactions": [
            dict(transaction_node(each).members)
            for refund in order.nodes("refunds")
            for each in refund.nodes("transactions")
        ],
        "returns": [dict(each.members) for each in order.nodes("returns") if each.text("status")],
    }
    return Node(members)


def fulfilment_node(fulfilment: Node) -> Node:
    """A fulfilment. Its list of tracking numbers has those that `tracking_number` and `tracking_url` repeat."""
    numbers = fulfilment.texts("tracking_numbers") or [fulfilment.text("tracking_number")]
    urls = fulfilment.texts("tracking_urls") or [fulfilment.text("tracking_url")]
    company = fulfilment.text("tracking_company")
    labels: list[JsonValue] = [
        {"company": company, "number": number, "url": urls[place] if place < len(urls) else ""}
        for place, number in enumerate(numbers)
        if number or company
    ]
    return Node(
        {
            "id": fulfilment.text("id"),
            "status": fulfilment.text("status").upper(),
            "displayStatus": fulfilment.text("shipment_status").upper(),
            "createdAt": fulfilment.text("created_at"),
            "updatedAt": fulfilment.text("updated_at"),
            "estimatedDeliveryAt": fulfilment.text("estimated_delivery_at"),
            "trackingInfo": labels,
        }
    )


def event_node(event: Node) -> Node:
    """An event of a fulfilment."""
    return Node(
        {
            "status": event.text("status").upper(),
            "happenedAt": event.text("happened_at"),
            "createdAt": event.text("created_at"),
            "estimatedDeliveryAt": event.text("estimated_delivery_at"),
            "city": event.text("city"),
        }
    )


def transaction_node(transaction: Node) -> Node:
    """A transaction, without its amount: the currency that the customer paid in is not given with it."""
    return Node({name: transaction.text(name) for name in ("id", "kind", "status")})


def _address(address: Node) -> JsonValue:
    return {
        "name": address.text("name"),
        "phone": address.text("phone"),
        "zip": address.text("zip"),
        "countryCodeV2": address.text("country_code"),
    }


def _customer(customer: Node) -> JsonValue:
    return {
        "firstName": customer.text("first_name"),
        "lastName": customer.text("last_name"),
        "defaultEmailAddress": {"emailAddress": customer.text("email")},
        "defaultPhoneNumber": {"phoneNumber": customer.text("phone")},
    }
