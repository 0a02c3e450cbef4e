"""The webhooks of tracking services: proven with a secret over the raw body, and read as news of one parcel."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from ivr.orders.news import News, ParcelNews
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.payload import NoJson, Payload
from ivr.orders.sources.source import Source, Webhook, WebhookUnreadable

ReadTracker: TypeAlias = Callable[[Payload, Source], tuple[ParcelNews | None, tuple[Note, ...]]]
"""The news of a parcel, None if nothing is known of it yet. Raises Unreadable."""

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class TrackingWebhooks:
    """The rules of one service.

    A webhook is proven if what it has `given` is the `proof` that the secret and the body make. `parcel` finds the
    parcel in a message; None for messages that say nothing of one.
    """

    given: Callable[[Webhook], str]
    proof: Callable[[str, bytes], str]
    parcel: Callable[[Payload], Payload | None]
    read_tracker: ReadTracker
    secret: str = "webhook_secret"  # noqa: S105 - the name of a secret
    id: str = ""
    """The member that names a delivery; without one, the body does."""

    def is_proven(self, webhook: Webhook, source: Source) -> bool:
        """Whether the webhook was made with the secret of this source. Without a secret, none was."""
        secret = source.secrets.get(self.secret, "")
        given = self.given(webhook).strip().encode(errors="replace")
        return bool(secret) and hmac.compare_digest(given, self.proof(secret, webhook.body).encode(errors="replace"))

    def delivery(self, webhook: Webhook) -> str:
        """The name that the service gives to a message and its repetitions, else one made of the body."""
        name = _message(webhook).text(self.id) if self.id else ""
        return name[:_LONGEST_NAME] or sha256(webhook.body).hexdigest()

    def read(self, webhook: Webhook, source: Source) -> tuple[tuple[News, ...], tuple[Note, ...]]:
        """The news of a proven webhook; none for topics that say nothing. Raises WebhookUnreadable."""
        try:
            parcel = self.parcel(Payload.read(webhook.body))
            news, notes = self.read_tracker(parcel, source) if parcel is not None else (None, ())
        except (NoJson, Unreadable) as error:
            raise WebhookUnreadable(f"the tracker {error}") from None
        return (news,) if news else (), notes


def _message(webhook: Webhook) -> Payload:
    try:
        return Payload.read(webhook.body)
    except NoJson:
        return Payload()
