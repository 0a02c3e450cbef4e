"""X-Twilio-Signature (Twilio: webhooks security)."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """HMAC-SHA1 in base64 of the exact URL followed by each form name and value, sorted by name.

    `url` has its query still encoded and no fragment; `form` is empty for a GET.
    """
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), hashlib.sha1)).decode()
