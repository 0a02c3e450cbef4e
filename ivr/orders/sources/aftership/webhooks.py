"""The webhooks of AfterShip Tracking, signed in `aftership-hmac-sha256`."""

import hmac
from base64 import b64encode
from hashlib import sha256

from ivr.orders.sources.aftership.tracking import read_tracking
from ivr.orders.sources.tracking_webhooks import TrackingWebhooks

EVENTS = frozenset({"tracking_update", "edd_revise", "tracking_pending_time"})


def _proof(secret: str, body: bytes) -> str:
    return b64encode(hmac.new(secret.encode(errors="replace"), body, sha256).digest()).decode()


WEBHOOKS = TrackingWebhooks(
    given=lambda webhook: webhook.headers.get("aftership-hmac-sha256", ""),
    proof=_proof,
    parcel=lambda message: message.part("msg") if message.text("event") in EVENTS else None,
    read_tracker=read_tracking,
    id="event_id",
)
