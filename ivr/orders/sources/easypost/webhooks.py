"""The webhooks of EasyPost: events of its trackers, signed in `X-Hmac-Signature`."""

import hmac
import unicodedata
from hashlib import sha256

from ivr.orders.sources.easypost.tracker import read_tracker
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.tracking_webhooks import TrackingWebhooks


def _proof(secret: str, body: bytes) -> str:
    """The signature. Its key is the secret in Unicode's form NFKD, whatever form it was typed in."""
    key = unicodedata.normalize("NFKD", secret).encode(errors="replace")
    return f"hmac-sha256-hex={hmac.new(key, body, sha256).hexdigest()}"


def _parcel(event: Payload) -> Payload | None:
    result = event.part("result")
    is_of_tracker = event.text("description").startswith("tracker.") or result.text("object") == "Tracker"
    return result if is_of_tracker else None


WEBHOOKS = TrackingWebhooks(
    given=lambda webhook: webhook.headers.get("x-hmac-signature", ""),
    proof=_proof,
    parcel=_parcel,
    read_tracker=read_tracker,
    id="id",
)
