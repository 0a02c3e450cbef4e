"""Shopify's webhooks: how they are proven, and their news."""

import base64
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias

from ivr.orders.news import News, OrderChanged, OrderGone, OrderPart, PartNews, PrivacyRequest
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify.addresses import is_of_shop
from ivr.orders.sources.shopify.money_reader import is_refund, read_refund, read_return
from ivr.orders.sources.shopify.node import Node, parsed
from ivr.orders.sources.shopify.order_reader import last_change, read_order
from ivr.orders.sources.shopify.parcel_reader import read_event, read_parcels
from ivr.orders.sources.shopify.reading import Reading
from ivr.orders.sources.shopify.rest_payload import event_node, fulfilment_node, order_node, transaction_node
from ivr.orders.sources.source import Source, Webhook, WebhookUnreadable

_LESS = timedelta(seconds=1)
"""By so much an order in a webhook counts as older than the same order at the API, which tells more of it."""


@dataclass(frozen=True, slots=True)
class ShopifyWebhooks:
    """The rules for Shopify's webhooks."""

    settings: ImportSettings

    def is_proven(self, webhook: Webhook, source: Source) -> bool:
        """Whether the body was signed with the client secret of the shop's app, and is about this shop."""
        given = webhook.headers.get("x-shopify-hmac-sha256", "").encode()
        secret = source.secrets.get("client_secret", "")
        is_signed = bool(secret) and hmac.compare_digest(signature(webhook.body, secret), given)
        return is_signed and is_of_shop(webhook.headers.get("x-shopify-shop-domain", ""), source.address)

    def delivery(self, webhook: Webhook) -> str:
        """Shopify's name of the delivery, else a hash of the body."""
        return webhook.headers.get("x-shopify-webhook-id") or sha256(webhook.body).hexdigest()

    def read(self, webhook: Webhook, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        """The news of a webhook; none for topics that say nothing of orders. Raises WebhookUnreadable."""
        try:
            body = parsed(webhook.body)
        except ValueError:
            raise WebhookUnreadable("the body is no JSON object") from None
        at = Node(dict(webhook.headers)).time("x-shopify-triggered-at")
        message = WebhookBody(body, at, source, Reading(source.name, self.settings, zone=self.settings.shop_zone))
        reader = TOPIC_READERS.get(webhook.headers.get("x-shopify-topic", ""))
        news = tuple(reader(message)) if reader else ()
        return news, tuple(dict.fromkeys(message.reading.notes))


@dataclass(frozen=True, slots=True)
class WebhookBody:
    """The body of a webhook, and the time at which it was triggered, if its head says."""

    members: Node
    triggered_at: datetime | None
    source: Source
    reading: Reading

    def at(self, *times: str) -> datetime:
        """The time of the news: the newest of the body's own, else when it was triggered. Raises WebhookUnreadable."""
        found = max(self.members.times(*times), default=self.triggered_at)
        if found is None:
            raise WebhookUnreadable("the webhook has no time")
        return found

    def order_id(self, *names: str) -> str:
        """The order that the body is about. Raises WebhookUnreadable if it names none."""
        found = next(filter(None, (self.members.id(name) for name in names)), "") or self.members.node("order").id("id")
        if not found:
            raise WebhookUnreadable("the webhook names no order")
        return found

    def part(self, order_id: str, part: OrderPart, at: datetime) -> PartNews:
        """News of a part of an order."""
        return PartNews(self.source.name, order_id, part, at)

    def changed(self, order_id: str) -> OrderChanged:
        """News that an order has to be asked for, unless it was since its last change."""
        return OrderChanged(self.source.name, order_id, self.at("updated_at", "created_at"))


_Reader: TypeAlias = Callable[[WebhookBody], Iterator[News]]


def signature(body: bytes, secret: str) -> bytes:
    """The signature of a body, as Shopify puts it into the head."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))


def _order(message: WebhookBody) -> Iterator[News]:
    """An order that was changed: what the body says of its parts, and the rest has to be asked for."""
    if message.members.flag("test"):
        return
    node, order_id, at = order_node(message.members), message.order_id("id"), message.at("updated_at")
    for fulfilment in filter(_is_of_parcel, node.nodes("fulfillments")):
        for parcel in read_parcels(fulfilment, message.reading):
            yield message.part(order_id, parcel, max(fulfilment.times("updatedAt"), default=at))
    for goods in node.nodes("returns"):
        yield message.part(order_id, read_return(goods, message.reading), at)
    yield OrderChanged(message.source.name, order_id, last_change(node) or at)


def _whole_order(message: WebhookBody) -> Iterator[News]:
    """An order that is new or cancelled: the body tells it whole, but for what only the API tells."""
    message.order_id("id")
    news, notes = read_order(order_node(message.members), message.source, message.reading.settings)
    message.reading.notes.extend(notes)
    if news:
        yield replace(news, at=news.at - _LESS)
        yield OrderChanged(news.source, news.order.source_id, news.at)


def _edited(message: WebhookBody) -> Iterator[News]:
    edit = message.members.node("order_edit")
    if order_id := edit.id("order_id"):
        yield message.changed(order_id)


def _deleted(message: WebhookBody) -> Iterator[News]:
    yield OrderGone(message.source.name, message.order_id("id"), message.at("updated_at"))


def _fulfilment(message: WebhookBody) -> Iterator[News]:
    order_id, fulfilment = message.order_id("order_id"), fulfilment_node(message.members)
    if not _is_of_parcel(fulfilment):
        yield message.changed(order_id)
        return
    for parcel in read_parcels(fulfilment, message.reading):
        yield message.part(order_id, parcel, message.at("updated_at", "created_at"))


def _is_of_parcel(fulfilment: Node) -> bool:
    """Whether a fulfilment tells of a parcel. What is sold in a store, or downloaded, has one too."""
    return bool(fulfilment.nodes("trackingInfo") or fulfilment.text("displayStatus"))


def _event(message: WebhookBody) -> Iterator[News]:
    order_id, fulfilment_id = message.order_id("order_id"), message.members.id("fulfillment_id")
    if not fulfilment_id:
        raise WebhookUnreadable("the webhook names no fulfilment")
    parcel = read_event(event_node(message.members), fulfilment_id, message.reading)
    yield message.part(order_id, parcel, message.at("created_at", "updated_at"))


def _event_deleted(message: WebhookBody) -> Iterator[News]:
    yield message.changed(message.order_id("order_id"))


def _to_fulfil(message: WebhookBody) -> Iterator[News]:
    """A hold or a day of sending: the body names no order, but the part can be asked for its order."""
    part_id = message.members.node("fulfillment_order").id("id")
    if part_id:
        yield message.changed(f"FulfillmentOrder/{part_id}")


def _refund(message: WebhookBody) -> Iterator[News]:
    order_id, at = message.order_id("order_id"), message.at("created_at", "processed_at")
    for transaction in map(transaction_node, message.members.nodes("transactions")):
        if is_refund(transaction):
            yield message.part(order_id, read_refund(transaction, "", message.reading), at)
    yield message.changed(order_id)


def _return(message: WebhookBody) -> Iterator[News]:
    """A return. Some bodies have its state and its order, others its name alone."""
    name = message.members.id("id") or message.members.id("admin_graphql_api_id")
    order_id = message.members.id("order_id") or message.members.node("order").id("id")
    if order_id and message.members.text("status"):
        yield message.part(order_id, read_return(message.members, message.reading), message.at("updated_at"))
    elif name:
        yield message.changed(f"Return/{name}")


def _customer_erased(message: WebhookBody) -> Iterator[News]:
    yield _privacy(message, "orders_to_redact", erase=True)


def _customer_shown(message: WebhookBody) -> Iterator[News]:
    yield _privacy(message, "orders_requested", erase=False)


def _privacy(message: WebhookBody, orders: str, *, erase: bool) -> PrivacyRequest:
    """The request of one customer. Raises WebhookUnreadable if it names nobody: it would concern everybody."""
    customer = message.members.node("customer")
    phones, emails = ([text] if (text := customer.text(name)) else [] for name in ("phone", "email"))
    source_ids = message.members.ids(orders)
    if not (phones or emails or source_ids):
        raise WebhookUnreadable("the request names no customer")
    return PrivacyRequest(
        message.source.name,
        erase=erase,
        at=message.at(),
        phones=tuple(phones),
        emails=tuple(emails),
        source_ids=source_ids,
    )


def _shop_erased(message: WebhookBody) -> Iterator[News]:
    """Every customer of a shop that uninstalled the app."""
    yield PrivacyRequest(message.source.name, erase=True, at=message.at())


TOPIC_READERS: Mapping[str, _Reader] = {
    "orders/create": _whole_order,
    "orders/cancelled": _whole_order,
    "orders/updated": _order,
    "orders/paid": _order,
    "orders/fulfilled": _order,
    "orders/partially_fulfilled": _order,
    "orders/edited": _edited,
    "orders/delete": _deleted,
    "fulfillments/create": _fulfilment,
    "fulfillments/update": _fulfilment,
    "fulfillment_events/create": _event,
    "fulfillment_events/delete": _event_deleted,
    "fulfillment_orders/placed_on_hold": _to_fulfil,
    "fulfillment_orders/hold_released": _to_fulfil,
    "fulfillment_orders/rescheduled": _to_fulfil,
    "fulfillment_orders/scheduled_fulfillment_order_ready": _to_fulfil,
    "refunds/create": _refund,
    "returns/request": _return,
    "returns/approve": _return,
    "returns/decline": _return,
    "returns/cancel": _return,
    "returns/close": _return,
    "returns/reopen": _return,
    "returns/update": _return,
    "returns/process": _return,
    "customers/redact": _customer_erased,
    "customers/data_request": _customer_shown,
    "shop/redact": _shop_erased,
}
