"""The requests of the page: dial, look, press, speak, hang up."""

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Event, Keys, PutDown, Speech
from ivr.emulator.script import KEYS_PATTERN
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.transcript import TranscriptLine

MOST_AT_ONCE = 20
LONGEST_SPEECH = 500


class PhoneApi:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def refuse_strangers(self) -> None:
        """Refuse requests from other sites (403) and bodies that are not JSON (415)."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            abort(403)
        if request.method == "POST" and not request.is_json:
            abort(415)

    def dial(self) -> ResponseReturnValue:
        caller, line = text_of("from", 64), text_of("to", 64)
        if not caller or line not in self._switchboard.numbers:
            abort(400)
        if sum(not leg.call.is_over for leg in list(self._switchboard.legs.values())) >= MOST_AT_ONCE:
            abort(503)
        leg = self._switchboard.place(from_=caller, to=line)
        return jsonify(_state(leg, 0)), 201

    def look(self, sid: str) -> ResponseReturnValue:
        """The state of the call, and the transcript from line `after` on."""
        return jsonify(_state(self._leg(sid), request.args.get("after", 0, type=int)))

    def press(self, sid: str) -> ResponseReturnValue:
        digits = text_of("digits", 32)
        if not KEYS_PATTERN.fullmatch(digits):
            abort(400)
        return self._happens(sid, "keys", digits, Keys(digits))

    def say(self, sid: str) -> ResponseReturnValue:
        words = text_of("words", LONGEST_SPEECH)
        if not words:
            abort(400)
        return self._happens(sid, "speech", words, Speech(words))

    def hang_up(self, sid: str) -> ResponseReturnValue:
        self._leg(sid).post(PutDown())
        return "", 204

    def _happens(self, sid: str, kind: Any, words: str, event: Event) -> ResponseReturnValue:
        leg = self._leg(sid)
        leg.does(kind, words)
        leg.post(event)
        return "", 204

    def _leg(self, sid: str) -> Leg:
        leg = self._switchboard.legs.get(sid)
        if leg is None or leg.call.direction != "inbound":
            abort(404)
        return leg


def text_of(name: str, longest: int) -> str:
    """A text field of the JSON body; any other value is answered 400."""
    body = request.get_json()
    value = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(value, str) or len(value) > longest:
        abort(400)
    return value.strip()


def _state(leg: Leg, after: int) -> dict[str, Any]:
    wait = leg.waiting
    ear = wait.ear if wait else None
    lines = list(leg.transcript)
    return {
        "sid": leg.call.sid,
        "status": leg.call.status,
        "is_over": leg.call.is_over,
        "state": wait.state if wait else "",
        "takes_keys": bool(ear and ear.keys),
        "takes_speech": bool(ear and ear.speech),
        "lines": [line_shown(line) for line in lines[max(after, 0) :]],
        "next": len(lines),
        "alerts": [f"{alert.code}: {alert.message}" for alert in leg.alerts],
    }


def line_shown(line: TranscriptLine) -> dict[str, str]:
    """A line of the transcript, as pages get it."""
    return {"who": line.who, "kind": line.kind, "words": line.words, "language": line.language}
