"""Requests of callers, composed for this line: the desk of its people, and what a help desk elsewhere is told."""

from dataclasses import dataclass
from typing import Literal, cast

from ivr.adapters.redis.asked_requests import AskedRequests
from ivr.adapters.signed_webhook import NotSent, Reply, SignedWebhook
from ivr.adapters.sql.requests.store import SqlRequests
from ivr.adapters.sql.webhook_outbox import Delivery
from ivr.app.parts import Clock, Stores
from ivr.reporting.request_message import message
from ivr.reporting.requests import NoSuchRequest
from ivr.settings import Settings
from routing.brands import name_at
from routing.model import Routing


def request_desk(settings: Settings, stores: Stores, clock: Clock) -> SqlRequests:
    """The requests in SQL; callers' memory of them in Redis."""
    asked = AskedRequests(stores.redis, settings.secret_key.get_secret_value().encode())
    return SqlRequests(stores.engine, clock, asked.forget)


def desk_webhook(settings: Settings) -> SignedWebhook:
    """The webhook of the help desk elsewhere."""
    secret = settings.requests_secret.get_secret_value()
    return SignedWebhook(settings.requests_url, secret, settings.requests_networks)


@dataclass(frozen=True, slots=True)
class DeskMessages:
    """Tells the help desk of requests as they stand now."""

    desk: SqlRequests
    webhook: SignedWebhook
    routing: Routing
    console_url: str
    clock: Clock

    def send(self, delivery: Delivery) -> Reply:
        """Send a message. Raises NotSent."""
        try:
            request = self.desk.get(delivery.subject)
        except NoSuchRequest:
            raise NotSent("the request was erased") from None
        page = f"{self.console_url}/console/requests/{request.id}"
        kind = cast(Literal["made", "again"], delivery.event)
        body = message(request, kind, brand=name_at(self.routing, request.line), page=page)
        return self.webhook.send(delivery.id, body, int(self.clock().timestamp()))
