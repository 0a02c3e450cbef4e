"""Orders of the emulated shop, in the names of Shopify's GraphQL API; its connections are plain lists here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ivr.orders.sources.json.json_parts import JsonValue

Members = dict[str, JsonValue]

_CONNECTIONS = ("lineItems", "fulfillmentOrders", "returns")
_NEW_YORK: Mapping[str, JsonValue] = {
    "name": "Ada Example",
    "phone": None,
    "zip": "10001",
    "countryCodeV2": "US",
    "timeZone": "America/New_York",
}


def gid(kind: str, number: int | str) -> str:
    """An identifier as Shopify writes it."""
    return f"gid://shopify/{kind}/{number}"


def placed_order(
    number: int, at: datetime, *, phone: str | None = None, items: Sequence[str] = ("Mug",), **more: JsonValue
) -> Members:
    """An order that was placed and is being prepared. `more` are further members, or other values of these."""
    placed = at.isoformat()
    address: Members = {**_NEW_YORK, "phone": phone}
    order: Members = {
        "__typename": "Order",
        "id": gid("Order", number),
        "name": f"#{number}",
        "test": False,
        "email": f"customer{number}@example.com",
        "phone": None,
        "customerLocale": "en-US",
        "tags": [],
        "createdAt": placed,
        "processedAt": placed,
        "updatedAt": placed,
        "cancelledAt": None,
        "displayFulfillmentStatus": "UNFULFILLED",
        "displayFinancialStatus": "PAID",
        "returnStatus": "NO_RETURN",
        "requiresShipping": True,
        "presentmentCurrencyCode": "USD",
        "totalPriceSet": {"presentmentMoney": {"amount": "24.50", "currencyCode": "USD"}},
        "shippingAddress": address,
        "billingAddress": address,
        "customer": None,
        "transactions": [],
        "lineItems": [
            {"id": gid("LineItem", f"{number}{place}"), "title": title, "currentQuantity": 1, "sellingPlan": None}
            for place, title in enumerate(items)
        ],
        "fulfillments": [],
        "fulfillmentOrders": [part_to_send(number, at)],
        "returns": [],
    }
    return {**order, **more}


def part_to_send(number: int, at: datetime, status: str = "OPEN", **more: JsonValue) -> Members:
    """A fulfilment order: the part of an order that is sent from one place."""
    part: Members = {
        "id": gid("FulfillmentOrder", number),
        "status": status,
        "createdAt": at.isoformat(),
        "updatedAt": at.isoformat(),
        "fulfillAt": None,
        "fulfillmentHolds": [],
        "deliveryMethod": {"methodType": "SHIPPING", "minDeliveryDateTime": None, "maxDeliveryDateTime": None},
    }
    return {**part, **more}


def sent_parcel(number: int, at: datetime, display: str = "IN_TRANSIT", **more: JsonValue) -> Members:
    """A fulfilment with one tracking number."""
    fulfilment: Members = {
        "id": gid("Fulfillment", number),
        "status": "SUCCESS",
        "displayStatus": display,
        "createdAt": at.isoformat(),
        "updatedAt": at.isoformat(),
        "inTransitAt": None,
        "estimatedDeliveryAt": None,
        "deliveredAt": None,
        "trackingInfo": [
            {"company": "UPS", "number": f"1Z{number:016}", "url": f"https://tracking.example.com/{number}"}
        ],
        "events": [],
    }
    return {**fulfilment, **more}


def scan(status: str, at: datetime, *, estimate: datetime | None = None, city: str | None = None) -> Members:
    """An event of a fulfilment."""
    return {
        "status": status,
        "happenedAt": at.isoformat(),
        "createdAt": at.isoformat(),
        "estimatedDeliveryAt": estimate.isoformat() if estimate else None,
        "city": city,
    }


def in_answer(order: Members) -> Members:
    """An order as a query answers: connections with nodes and edges, the newest event of each fulfilment."""
    lists = {name: _connection(_members(order[name])) for name in _CONNECTIONS}
    fulfilments: list[JsonValue] = [
        {**each, "events": _connection(_members(each["events"])[-1:])} for each in _members(order["fulfillments"])
    ]
    return {**order, **lists, "fulfillments": fulfilments}


def _connection(nodes: Sequence[Members]) -> Members:
    return {"nodes": list(nodes), "edges": [{"node": node} for node in nodes]}


def _members(value: JsonValue) -> list[Members]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def bulk_lines(edges: Sequence[Members]) -> list[Members]:
    """The lines of a bulk file for the edges of an answer: the parts of an order behind it, each with its parent."""
    return [line for edge in edges for line in _lines_of(edge["node"])]


def _lines_of(order: JsonValue) -> list[Members]:
    members = order if isinstance(order, dict) else {}
    parts = {name: value for name in _CONNECTIONS if isinstance(value := members.get(name), dict)}
    head = {name: value for name, value in members.items() if name not in parts}
    return [
        head,
        *({**_node(edge), "__parentId": head["id"]} for part in parts.values() for edge in _members(part["edges"])),
    ]


def _node(edge: Members) -> Members:
    node = edge["node"]
    return node if isinstance(node, dict) else {}
