"""The signed state in a turn's address: enough to continue, or to reach a person, without the session.

It holds no personal data: turn, step, language, tries, and the fields that records declare as CARRIED. It is bound to
its call.
"""

import base64
import hmac
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from ivr.engine.records import Json
from ivr.flows.context import CODEC, LineCall, new_call

_SIGNATURE_BYTES = 12


@dataclass(frozen=True, slots=True)
class CarriedState:
    """The part of a call that the address carries."""

    turn: int
    at: str
    language: str
    tries: int
    facts: Json

    def restore(self, call: LineCall) -> None:
        """Move the call to the step in the address.

        Prepared sentences are dropped if the store has missed turns: they can belong to another step or order.
        """
        if (self.turn - call.turn, self.at) != (1, call.at):
            call.lines.clear()
        call.turn, call.at, call.language, call.tries = self.turn, self.at, self.language, self.tries
        CODEC.load_carried(call, self.facts)

    def call(self, sid: str) -> LineCall:
        """A new call with this state alone."""
        call = new_call(sid, "", "", self.language)
        self.restore(call)
        return call


def seal(call: LineCall, key: bytes) -> str:
    """The state of a call as a URL-safe token."""
    body = orjson.dumps([call.turn, call.at, call.language, call.tries, CODEC.dump_carried(call)])
    return base64.urlsafe_b64encode(_sign(call.sid, body, key) + body).decode().rstrip("=")


def unseal(state_token: str, sid: str, key: bytes) -> CarriedState | None:
    """The state, or None if the token is damaged, forged or belongs to another call."""
    try:
        sealed = base64.urlsafe_b64decode(state_token + "=" * (-len(state_token) % 4))
        signature, body = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _sign(sid, body, key)):
            return None
        state = CarriedState(*orjson.loads(body))
        state.call(sid)  # of a version whose fields are of other types, it is worth nothing
    except (ValueError, TypeError):
        return None
    return state


def _sign(sid: str, body: bytes, key: bytes) -> bytes:
    return blake2b(sid.encode() + b"\0" + body, key=key[:64], digest_size=_SIGNATURE_BYTES).digest()
