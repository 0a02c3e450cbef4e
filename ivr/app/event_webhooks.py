"""Webhooks of events, composed for this line: signed, sent, and paused when they take nothing for days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import orjson
import structlog
from sqlalchemy import Engine

from ivr.adapters.signed_webhook import NotSent, Reply, SignedWebhook
from ivr.adapters.sql.event_webhooks.store import SqlEventWebhooks
from ivr.adapters.sql.event_webhooks.tables import event_deliveries
from ivr.adapters.sql.sources.sealing import SecretsUnreadable
from ivr.adapters.sql.webhook_outbox import Delivery, Sent, WebhookOutbox
from ivr.app.parts import Clock, Stores
from ivr.reporting.event_webhook import EventWebhook, NoSuchWebhook
from ivr.settings import Settings

OUTBOX = WebhookOutbox(event_deliveries, event_deliveries.c.webhook_id)
LONGEST_SENDING = 60.0
"""Seconds after which a run begins with no other webhook."""
GIVEN_UP = "it took nothing for three days, or wants no more (410)"

log = structlog.get_logger()


def event_webhooks_of(settings: Settings, stores: Stores, clock: Clock) -> SqlEventWebhooks:
    """The webhooks of this line."""
    return SqlEventWebhooks(stores.engine, clock, settings.secret_key.get_secret_value().encode())


@dataclass(frozen=True, slots=True)
class EventSending:
    """Sends what is due to every webhook that is on. Private addresses are those of WISMO_REQUESTS_NETWORKS."""

    webhooks: SqlEventWebhooks
    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]

    def run(self) -> dict[str, int]:
        """Send to each webhook in turn, so that one that is down holds up none of the others. Returns counts."""
        began, counts = self.clock(), {"sent": 0, "put_off": 0, "given_up": 0}
        for webhook in self.webhooks.all():
            if (self.clock() - began).total_seconds() > LONGEST_SENDING:
                break
            if webhook.state == "on":
                sent = self.send_to(webhook)
                counts = {name: count + getattr(sent, name) for name, count in counts.items()}
        return counts

    def send_to(self, webhook: EventWebhook) -> Sent:
        """Send what is due to one webhook; one that has given up a message is paused."""

        def send(delivery: Delivery) -> Reply:
            return self._send(webhook, delivery)

        sent = OUTBOX.send_due(self.engine, send, self.clock, subject=webhook.id)
        if sent.given_up:
            self.webhooks.pause(webhook.id, GIVEN_UP)
            log.error("a webhook of events is paused", webhook=webhook.id, cause=GIVEN_UP)
        return sent

    def _send(self, webhook: EventWebhook, delivery: Delivery) -> Reply:
        """Sign with every secret that is valid now, and post. Raises NotSent."""
        try:
            body, secrets = orjson.dumps(self.webhooks.body(delivery.id)), self.webhooks.secrets(webhook.id)
        except NoSuchWebhook:
            raise NotSent("the webhook was removed") from None
        except SecretsUnreadable:
            raise NotSent("its secret was sealed with another SECRET_KEY: make a new one") from None
        there = SignedWebhook(webhook.url, secrets[0], self.settings.requests_networks, also_secrets=secrets[1:])
        return there.send(delivery.id, body, int(self.clock().timestamp()))
