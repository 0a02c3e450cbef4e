"""The webhooks of WooCommerce: order.created, order.updated, order.restored and order.deleted."""

import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass

from ivr.orders.news import News, OrderChanged
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.payload import NoJson, Payload
from ivr.orders.sources.source import Source, Webhook, WebhookUnreadable
from ivr.orders.sources.woocommerce.orders import changed_at, has_fulfillments, may_have_trackings, read_order

_DELETED = "order.deleted"
TOPICS = ("order.created", "order.updated", _DELETED, "order.restored")


def webhook_secret(source: Source) -> str:
    """The secret that webhooks are signed with: the one that was given, else one that follows from the API key's."""
    if given := source.secrets.get("webhook_secret"):
        return given
    key = source.secrets.get("consumer_secret", "").encode()
    return hmac.new(key, f"webhooks of {source.name}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class WooCommerceWebhooks:
    """How webhooks of WooCommerce are proven and read. That an order was deleted is dated `settings.now`."""

    settings: ImportSettings

    def is_proven(self, webhook: Webhook, source: Source) -> bool:
        """Whether the body is signed. The ping at the creation of a webhook is not, and says nothing."""
        signed = b64encode(hmac.new(webhook_secret(source).encode(), webhook.body, hashlib.sha256).digest())
        has_secret = source.secrets.get("webhook_secret") or source.secrets.get("consumer_secret")
        given = webhook.headers.get("x-wc-webhook-signature", "").encode(errors="replace")
        return bool(has_secret) and hmac.compare_digest(signed, given)

    def delivery(self, webhook: Webhook) -> str:
        """The delivery and its body: WooCommerce gives all deliveries of a webhook in one second the same id."""
        name = webhook.headers.get("x-wc-webhook-delivery-id", "")[:64]
        return f"{name}:{hashlib.sha256(webhook.body).hexdigest()}"

    def read(self, webhook: Webhook, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        """The news of a proven webhook; none for other topics. Raises WebhookUnreadable.

        An order whose parcels it does not tell, and one that was deleted, have to be asked for.
        """
        topic = webhook.headers.get("x-wc-webhook-topic", "")
        if topic not in TOPICS:
            return (), ()
        try:
            order = Payload.read(webhook.body)
            return self._deleted(order, source) if topic == _DELETED else self._changed(order, source)
        except (NoJson, Unreadable) as error:
            raise WebhookUnreadable(f"the order {error}") from None

    def _changed(self, order: Payload, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        if order.text("code") and not order.text("id"):
            raise WebhookUnreadable("the user who made the webhook may no longer see orders")
        read = read_order(order, source, self.settings)
        if read.news is None:
            return (), read.notes
        at = changed_at(order, self.settings)
        if at and (has_fulfillments(order) or may_have_trackings(order)):
            return (OrderChanged(source.name, order.text("id"), at),), ()
        return (read.news,), read.notes

    def _deleted(self, order: Payload, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        """The message has no time, and the order may have been restored since: so it is asked for."""
        name = order.text("id")
        if not (name.isascii() and name.isdecimal()):
            raise Unreadable("id is missing")
        return (OrderChanged(source.name, name[:20], self.settings.now),), ()
