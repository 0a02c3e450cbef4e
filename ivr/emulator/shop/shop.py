"""The state of the emulated shop, and its answers to the documents of `ivr.orders.sources.shopify.documents`."""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ivr.emulator.shop.orders import Members, bulk_lines, gid, in_answer
from ivr.emulator.shop.webhook_bodies import event_body, fulfilment_body, order_body
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.shopify import documents
from ivr.orders.sources.shopify.webhooks import signature

Deliver = Callable[[str, dict[str, str], bytes], None]
"""Sends a webhook: address, headers, body."""


@dataclass(slots=True)
class BulkOperation:
    """A bulk operation, which runs for so many questions after its state. `answer` is that to its query."""

    id: str
    lines: list[Members]
    orders: int
    runs_for: int
    status: str = "RUNNING"


@dataclass(eq=False, kw_only=True)
class EmulatedShop:
    """A shop and the app that is installed in it. `deliver` sends its webhooks to their subscribers."""

    name: str = "Northwind"
    client_id: str = "emulated-client-id"
    client_secret: str = field(default="emulated-client-secret", repr=False)
    scopes: tuple[str, ...] = (*documents.NEEDED_SCOPES, documents.ALL_ORDERS_SCOPE)
    deliver: Deliver | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    bulk_questions: int = 1
    """For how many questions after its state a bulk operation runs."""
    orders: dict[str, Members] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set, repr=False)
    subscriptions: list[tuple[str, str]] = field(default_factory=list)
    """Topic and address of each webhook that was subscribed to."""
    operations: dict[str, BulkOperation] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def token(self, client_id: str, client_secret: str) -> str | None:
        """An access token for the app's credentials; None for others."""
        if (client_id, client_secret) != (self.client_id, self.client_secret):
            return None
        self.tokens.add(token := f"shpat_{secrets.token_hex(16)}")
        return token

    def put(self, order: Members, *, told: bool = True) -> None:
        """Add or replace an order; its subscribers are told."""
        with self._lock:
            topic = "orders/updated" if order["id"] in self.orders else "orders/create"
            self.orders[str(order["id"])] = order
        if told:
            self.tell(topic, order_body(order))

    def send(self, order_id: str, fulfilment: Members) -> None:
        """Send a parcel of an order; its subscribers are told."""
        order = self._changed(order_id, fulfillments=[*self._fulfilments(order_id), fulfilment])
        self.tell("fulfillments/create", fulfilment_body(order, fulfilment))

    def happen(self, order_id: str, event: Members) -> None:
        """Let an event happen to the last parcel of an order; its subscribers are told."""
        *others, last = self._fulfilments(order_id)
        events = last["events"] if isinstance(last["events"], list) else []
        at = event["happenedAt"]
        parcel = {**last, "events": [*events, event], "displayStatus": event["status"], "updatedAt": at}
        if event["status"] == "DELIVERED":
            parcel["deliveredAt"] = at
        order = self._changed(order_id, fulfillments=[*others, parcel])
        self.tell("fulfillment_events/create", event_body(order, parcel, event))

    def cancel(self, order_id: str) -> None:
        """Cancel an order; its subscribers are told."""
        self.tell("orders/cancelled", order_body(self._changed(order_id, cancelledAt=self.clock().isoformat())))

    def tell(self, topic: str, body: JsonValue) -> None:
        """Send a signed webhook to everybody who subscribed to its topic."""
        told = json.dumps(body).encode()
        wanted = topic.upper().replace("/", "_")
        for subscribed, address in list(self.subscriptions):
            if subscribed == wanted and self.deliver:
                self.deliver(address, self.headers(topic, told), told)

    def headers(self, topic: str, body: bytes) -> dict[str, str]:
        """The headers of a webhook."""
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": secrets.token_hex(16),
            "X-Shopify-Triggered-At": self.clock().isoformat(),
            "X-Shopify-Hmac-SHA256": signature(body, self.client_secret).decode(),
        }

    def answer(self, operation: str, variables: Members, base: str) -> Members:
        """The data that a named operation asks for, and more. `base` is the address that the shop is reached at."""
        with self._lock:
            match operation:
                case "Order":
                    return {"node": self._node(str(variables["id"]))}
                case "ChangedOrders":
                    return {"orders": self._page(variables)}
                case "StartBulk":
                    return {"bulkOperationRunQuery": {"bulkOperation": self._started(), "userErrors": []}}
                case "BulkState":
                    return {"bulkOperation": self._bulk_state(str(variables["id"]), base)}
                case "Subscriptions":
                    return {"webhookSubscriptions": self._subscribed()}
                case "Subscribe":
                    self.subscriptions.append((str(variables["topic"]), str(variables["uri"])))
                    made: JsonValue = {"id": gid("WebhookSubscription", len(self.subscriptions))}
                    return {"webhookSubscriptionCreate": {"webhookSubscription": made, "userErrors": []}}
                case "Access":
                    granted: list[JsonValue] = [{"handle": scope} for scope in self.scopes]
                    return {"shop": {"name": self.name}, "currentAppInstallation": {"accessScopes": granted}}
                case "ProtectedData":
                    return {"orders": {"nodes": [in_answer(each) for each in list(self.orders.values())[-1:]]}}
        raise LookupError(f"the shop has no answer to {operation!r}")

    def all_orders(self) -> Members:
        """The answer to the query of the bulk operation."""
        return {"orders": {"edges": [{"node": in_answer(each)} for each in self.orders.values()]}}

    def bulk_file(self, operation_id: str) -> bytes:
        """The file of a bulk operation."""
        return b"".join(json.dumps(line).encode() + b"\n" for line in self.operations[operation_id].lines)

    def _fulfilments(self, order_id: str) -> list[Members]:
        found = self.orders[order_id]["fulfillments"]
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def _changed(self, order_id: str, **members: JsonValue) -> Members:
        with self._lock:
            self.orders[order_id] = {**self.orders[order_id], **members, "updatedAt": self.clock().isoformat()}
            return self.orders[order_id]

    def _node(self, wanted: str) -> JsonValue:
        """An order, or a part that names its order."""
        if wanted in self.orders:
            return in_answer(self.orders[wanted])
        for order in self.orders.values():
            for name, kind in (("fulfillmentOrders", "FulfillmentOrder"), ("returns", "Return")):
                parts = order[name]
                if isinstance(parts, list) and any(isinstance(each, dict) and each["id"] == wanted for each in parts):
                    return {"__typename": kind, "id": wanted, "order": in_answer(order)}
        return None

    def _page(self, variables: Members) -> JsonValue:
        """A page of orders by `updated_at:>='...'`. The cursor is a place in the sorted list."""
        since = datetime.fromisoformat(str(variables["query"]).partition("'")[2].partition("'")[0])
        found = sorted(self.orders.values(), key=lambda order: datetime.fromisoformat(str(order["updatedAt"])))
        newer = [each for each in found if datetime.fromisoformat(str(each["updatedAt"])) >= since]
        start, count = int(str(variables.get("after") or 0)), int(str(variables["first"]))
        info: JsonValue = {"hasNextPage": start + count < len(newer), "endCursor": str(start + count)}
        return {"nodes": [in_answer(each) for each in newer[start : start + count]], "pageInfo": info}

    def _started(self) -> JsonValue:
        answer = self.all_orders()["orders"]
        edges = answer["edges"] if isinstance(answer, dict) and isinstance(answer["edges"], list) else []
        lines = bulk_lines([each for each in edges if isinstance(each, dict)])
        number = gid("BulkOperation", len(self.operations) + 1)
        self.operations[number] = BulkOperation(number, lines, len(edges), self.bulk_questions)
        return {"id": number, "status": "CREATED"}

    def _bulk_state(self, number: str, base: str) -> JsonValue:
        operation = self.operations.get(number)
        if operation is None:
            return None
        operation.runs_for -= 1
        if operation.runs_for < 0 and operation.status == "RUNNING":
            operation.status = "COMPLETED"
        is_done = operation.status == "COMPLETED"
        return {
            "id": number,
            "status": operation.status,
            "errorCode": None,
            "objectCount": str(len(operation.lines)),
            "rootObjectCount": str(operation.orders),
            "url": f"{base}/bulk/{number.rpartition('/')[2]}.jsonl" if is_done else None,
        }

    def _subscribed(self) -> JsonValue:
        nodes: list[JsonValue] = [{"topic": topic, "uri": address} for topic, address in self.subscriptions]
        return {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
