"""A source for tests: its webhooks are JSON, signed in one header as most platforms do."""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from ivr.orders.sources.source import Source, Webhook

SECRET = "a-webhook-secret"
NORTHWIND = Source("northwind", "api", secrets={"webhook_secret": SECRET})


def signed(body: bytes, delivery: str = "", secret: str = SECRET) -> dict[str, str]:
    """The headers of a webhook."""
    proof = b64encode(hmac.digest(secret.encode(), body, sha256)).decode()
    return {"Content-Type": "application/json", "X-Proof-Hmac": proof, "X-Delivery": delivery, "X-Topic": "order"}


@dataclass(frozen=True)
class SignedRules:
    """Proves webhooks; what they say is of no interest."""

    def is_proven(self, webhook: Webhook, source: Source) -> bool:
        proof = signed(webhook.body, secret=source.secrets["webhook_secret"])["X-Proof-Hmac"]
        return hmac.compare_digest(proof, webhook.headers["x-proof-hmac"])

    def delivery(self, webhook: Webhook) -> str:
        return webhook.headers.get("x-delivery", "")

    def read(self, webhook: Webhook, source: Source) -> tuple[tuple[()], tuple[()]]:
        return (), ()
