"""Webhooks of tracking services, signed as each service's documentation says."""

import hmac
from base64 import b64encode
from hashlib import sha256

from ivr.orders.sources.source import SourceKind, Webhook

from .messages import SECRET


def signed(kind: SourceKind, body: bytes, secret: str = SECRET) -> Webhook:
    """A webhook of a service. Shippo does not sign: its token stands in the address."""
    digest = hmac.new(secret.encode(), body, sha256)
    headers = {
        "easypost": {"x-hmac-signature": f"hmac-sha256-hex={digest.hexdigest()}"},
        "aftership": {"aftership-hmac-sha256": b64encode(digest.digest()).decode()},
        "17track": {"sign": sha256(body + b"/" + secret.encode()).hexdigest()},
    }.get(kind, {})
    return Webhook(headers, body, {"token": secret} if kind == "shippo" else {})
