"""The small signed state in a turn's address: enough to go on, or to reach a person, when the session is gone.

It holds no personal data: language, step, turn, and the dialled number's place. It is bound to its call.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from ivr.engine.call import Call

_SIGNATURE_BYTES = 12


@dataclass(frozen=True, slots=True)
class CarriedState:
    """What the address carries of a call."""

    turn: int
    at: str
    language: str
    tries: int


def seal(call: Call, key: bytes) -> str:
    """The state of a call as an URL-safe word."""
    body = json.dumps([call.turn, call.at, call.language, call.tries], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sign(call.sid, body, key) + body).decode().rstrip("=")


def unseal(word: str, sid: str, key: bytes) -> CarriedState | None:
    """The state, or None when the word is broken, forged or another call's."""
    try:
        sealed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        signature, body = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        return CarriedState(*json.loads(body)) if hmac.compare_digest(signature, _sign(sid, body, key)) else None
    except (ValueError, TypeError):
        return None


def _sign(sid: str, body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, sid.encode() + b"\0" + body, hashlib.sha256)[:_SIGNATURE_BYTES]
