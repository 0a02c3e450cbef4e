"""The webhooks of 17TRACK, whose header `sign` is a hash of the body and the API key."""

from hashlib import sha256

from ivr.orders.sources.payload import Payload
from ivr.orders.sources.seventeentrack.track_info import read_parcel
from ivr.orders.sources.tracking_webhooks import TrackingWebhooks


def _proof(secret: str, body: bytes) -> str:
    return sha256(body + b"/" + secret.encode(errors="replace")).hexdigest()


def _parcel(message: Payload) -> Payload | None:
    return message.part("data") if message.text("event") == "TRACKING_UPDATED" else None


WEBHOOKS = TrackingWebhooks(
    given=lambda webhook: webhook.headers.get("sign", "").lower(),
    proof=_proof,
    parcel=_parcel,
    read_tracker=read_parcel,
    secret="api_key",  # noqa: S106 - the name of a secret
)
