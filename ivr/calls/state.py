"""The small signed state in a turn's address: enough to go on, or to reach a person, when the session is gone.

It holds no personal data: turn, step, language, tries, the issue and its problem, the queues tried and left, the
version whose words are spoken. It is bound to its call.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from ivr.engine.call import Call

_SIGNATURE_BYTES = 12
_CARRIED_FACTS = ("issue", "problem", "tried", "left", "wording", "lost")


@dataclass(frozen=True, slots=True)
class CarriedState:
    """What the address carries of a call."""

    turn: int
    at: str
    language: str
    tries: int
    facts: Mapping[str, Any]

    def restore(self, call: Call) -> None:
        """Put the call where the address says it is.

        What was prepared before turns that the store has missed belongs to another place, or to another order.
        """
        if (self.turn - call.turn, self.at) != (1, call.at):
            call.lines.clear()
        call.turn, call.at, call.language, call.tries = self.turn, self.at, self.language, self.tries
        call.facts.update(self.facts)


def seal(call: Call, key: bytes) -> str:
    """The state of a call as an URL-safe word."""
    facts = {name: call.facts[name] for name in _CARRIED_FACTS if name in call.facts}
    body = orjson.dumps([call.turn, call.at, call.language, call.tries, facts])
    return base64.urlsafe_b64encode(_sign(call.sid, body, key) + body).decode().rstrip("=")


def unseal(word: str, sid: str, key: bytes) -> CarriedState | None:
    """The state, or None when the word is broken, forged or another call's."""
    try:
        sealed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        signature, body = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        return CarriedState(*orjson.loads(body)) if hmac.compare_digest(signature, _sign(sid, body, key)) else None
    except (ValueError, TypeError):
        return None


def _sign(sid: str, body: bytes, key: bytes) -> bytes:
    return blake2b(sid.encode() + b"\0" + body, key=key[:64], digest_size=_SIGNATURE_BYTES).digest()
