"""The webhooks of Shippo. They are not signed: their address has a secret `token`, which only Shippo was told."""

from ivr.orders.sources.payload import Payload
from ivr.orders.sources.shippo.track import read_track
from ivr.orders.sources.source import Webhook
from ivr.orders.sources.tracking_webhooks import TrackingWebhooks


def _token(webhook: Webhook) -> str:
    return webhook.query.get("token", "")


def _proof(secret: str, _body: bytes) -> str:
    return secret


def _parcel(message: Payload) -> Payload | None:
    return message.part("data") if message.text("event") == "track_updated" else None


WEBHOOKS = TrackingWebhooks(given=_token, proof=_proof, parcel=_parcel, read_tracker=read_track)
