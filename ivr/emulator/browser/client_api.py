"""A browser that is called, in place of Twilio's SDK: an HTTP API at `/phone/clients/<identity>`.

A page registers, asks for its state again and again, and accepts, rejects, mutes, presses keys and hangs up. Its words
and those that it hears are text. A page that is silent for `LOST_AFTER` seconds is gone, and its call with it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.browser.phone_api import LONGEST_SPEECH, line_shown, text_of
from ivr.emulator.client_registry import PREFIX
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Keys, PickedUp, PutDown
from ivr.emulator.script import KEYS_PATTERN
from ivr.emulator.switchboard import Switchboard

LOST_AFTER = 40.0
TOKEN = "X-Client-Token"  # noqa: S105 - the name of a header
IDENTITY = re.compile(r"[A-Za-z0-9_]{1,121}")
CORS = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": f"Content-Type, {TOKEN}",
    "Access-Control-Max-Age": "600",
}

Proof = Callable[[str, str], bool]
"""Whether a token belongs to an identity."""


def client_blueprint(switchboard: Switchboard, *, origin: str = "", proves: Proof | None = None) -> Blueprint:
    """The API; pages of the same site and of `origin` (`https://console.example`) may ask it.

    With `proves`, each request must carry the identity's token in the header X-Client-Token.
    """
    blueprint = Blueprint("emulator_clients", __name__, url_prefix="/phone/clients")
    clients = ClientApi(switchboard)
    access = ClientAccess(origin.rstrip("/"), proves)
    blueprint.add_url_rule("/<identity>", "register", clients.register, methods=["POST"])
    blueprint.add_url_rule("/<identity>", "look", clients.look)
    blueprint.add_url_rule("/<identity>", "leave", clients.leave, methods=["DELETE"])
    blueprint.add_url_rule("/<identity>/accept", "accept", clients.accept, methods=["POST"])
    blueprint.add_url_rule("/<identity>/reject", "reject", clients.reject, methods=["POST"])
    blueprint.add_url_rule("/<identity>/hang-up", "hang_up", clients.hang_up, methods=["POST"])
    blueprint.add_url_rule("/<identity>/mute", "mute", clients.mute, methods=["POST"])
    blueprint.add_url_rule("/<identity>/keys", "press", clients.press, methods=["POST"])
    blueprint.add_url_rule("/<identity>/speech", "say", clients.say, methods=["POST"])
    blueprint.before_request(access.check)
    blueprint.after_request(access.share)
    return blueprint


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """Which pages may ask, and with what proof."""

    origin: str
    proves: Proof | None

    def check(self) -> None:
        """Refuse other sites and wrong tokens (403), impossible identities (404) and bodies that are not JSON (415)."""
        if request.headers.get("Origin", self.origin) not in {self.origin, request.host_url.rstrip("/")}:
            abort(403)
        identity = str((request.view_args or {}).get("identity", ""))
        if not IDENTITY.fullmatch(identity):
            abort(404)
        if request.method == "OPTIONS":
            return
        if self.proves is not None and not self.proves(identity, request.headers.get(TOKEN, "")):
            abort(403)
        if request.content_length and not request.is_json:
            abort(415)

    def share(self, response: Response) -> Response:
        """Let pages of the allowed origin read the answer; cookies are never sent along (CORS)."""
        response.headers["Cache-Control"] = "no-store"
        response.headers.add("Vary", "Origin")
        if self.origin and request.headers.get("Origin") == self.origin:
            response.headers["Access-Control-Allow-Origin"] = self.origin
            response.headers.update(CORS)
        return response


class ClientApi:
    """The requests of a page that stands in for Twilio's Device and Call."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def register(self, identity: str) -> ResponseReturnValue:
        """From now on the page can be called; also its sign of life."""
        self._switchboard.clients.register(identity, seconds=LOST_AFTER)
        return jsonify(self._state(identity, 0))

    def look(self, identity: str) -> ResponseReturnValue:
        """The call that rings or is connected, and its transcript from line `after` on; a sign of life as well."""
        if identity in self._switchboard.clients.until:
            self._switchboard.clients.register(identity, seconds=LOST_AFTER)
        return jsonify(self._state(identity, request.args.get("after", 0, type=int)))

    def leave(self, identity: str) -> ResponseReturnValue:
        self._switchboard.lose_client(identity)
        return "", 204

    def accept(self, identity: str) -> ResponseReturnValue:
        self._ringing(identity).post(PickedUp())
        return "", 204

    def reject(self, identity: str) -> ResponseReturnValue:
        self._ringing(identity).post(PutDown("busy"))
        return "", 204

    def hang_up(self, identity: str) -> ResponseReturnValue:
        self._connected(identity).post(PutDown())
        return "", 204

    def mute(self, identity: str) -> ResponseReturnValue:
        body = request.get_json()
        muted = body.get("muted") if isinstance(body, dict) else None
        if not isinstance(muted, bool):
            abort(400)
        self._connected(identity).is_microphone_off = muted
        return "", 204

    def press(self, identity: str) -> ResponseReturnValue:
        digits = text_of("digits", 32)
        if not KEYS_PATTERN.fullmatch(digits):
            abort(400)
        leg = self._connected(identity)
        leg.does("keys", digits)
        leg.post(Keys(digits))
        return "", 204

    def say(self, identity: str) -> ResponseReturnValue:
        words = text_of("words", LONGEST_SPEECH)
        if not words:
            abort(400)
        self._connected(identity).speaks(words)
        return "", 204

    def _ringing(self, identity: str) -> Leg:
        return self._found(identity, is_answered=False)

    def _connected(self, identity: str) -> Leg:
        return self._found(identity, is_answered=True)

    def _found(self, identity: str, *, is_answered: bool) -> Leg:
        """The page's call in that state; answered 409 if there is none."""
        leg = self._leg(identity)
        if leg is None or bool(leg.call.answered) != is_answered:
            abort(409)
        return leg

    def _leg(self, identity: str) -> Leg | None:
        """The connected call, else the newest one that rings."""
        legs = list(self._switchboard.legs_to(PREFIX + identity))
        connected = (leg for leg in legs if leg.call.answered)
        ringing = (leg for leg in legs if leg.call.status == "ringing")
        return next(connected, None) or next(ringing, None)

    def _state(self, identity: str, after: int) -> dict[str, Any]:
        leg = self._leg(identity)
        is_registered = self._switchboard.clients.is_registered(identity)
        if leg is None:
            return {"state": "none", "registered": is_registered, "lines": [], "next": 0}
        lines, participant = list(leg.transcript), self._switchboard.participant_of(leg)
        return {
            "state": "connected" if leg.call.answered else "ringing",
            "registered": is_registered,
            "sid": leg.call.sid,
            "from": leg.call.from_,
            "parameters": dict(leg.call.sip_headers),
            "held": participant is not None and participant.is_held,
            "muted": leg.is_microphone_off,
            "lines": [line_shown(line) for line in lines[max(after, 0) :]],
            "next": len(lines),
        }
