"""The browser phone: a page at `/phone/` with a keypad, for demonstrations only.

Its calls live in this process: serve it from one process, with the switchboard run by `RealTimeRunner`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from ivr.emulator.browser.client_api import client_blueprint
from ivr.emulator.browser.phone_api import PhoneApi
from ivr.emulator.switchboard import Switchboard

__all__ = ["Sample", "client_blueprint", "phone_blueprint"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
KEYS = (
    *(("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO")),
    *(("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"), ("*", "star"), ("0", ""), ("#", "pound")),
)


LONGEST = 2000
"""Most characters in one request for audio."""


def no_voice(_words: str, _language: str) -> None:
    """No audio: the browser reads the words aloud."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A number to call from and a label for it: `Sample("+14155550100", "Ana, one parcel on its way")`."""

    number: str
    label: str


def phone_blueprint(
    switchboard: Switchboard, *, callers: Sequence[Sample], voice: Callable[[str, str], bytes | None] = no_voice
) -> Blueprint:
    """The page and its JSON; `callers` are offered on the page; any other number can be typed.

    `voice` gives the audio (WAV) of words in a locale; if it gives none, the browser reads them aloud.
    """
    blueprint = Blueprint(
        "emulator_phone",
        __name__,
        url_prefix="/phone",
        static_folder="static",
        static_url_path="/static",
        template_folder="templates",
    )
    calls = PhoneApi(switchboard)

    def page() -> ResponseReturnValue:
        lines = sorted(switchboard.numbers)
        return render_template("emulator/phone.html", callers=callers, lines=lines, keys=KEYS)

    blueprint.add_url_rule("/", "page", page)

    def spoken() -> ResponseReturnValue:
        """The words as audio. They are sent in the body: an address would be kept in logs."""
        asked = request.get_json()
        audio = voice(str(asked["words"])[:LONGEST], str(asked["language"]))
        return Response(audio, mimetype="audio/wav") if audio else Response(status=204)

    blueprint.add_url_rule("/voice", "voice", spoken, methods=["POST"])
    blueprint.add_url_rule("/calls", "dial", calls.dial, methods=["POST"])
    blueprint.add_url_rule("/calls/<sid>", "look", calls.look)
    blueprint.add_url_rule("/calls/<sid>", "hang_up", calls.hang_up, methods=["DELETE"])
    blueprint.add_url_rule("/calls/<sid>/keys", "press", calls.press, methods=["POST"])
    blueprint.add_url_rule("/calls/<sid>/speech", "say", calls.say, methods=["POST"])
    blueprint.before_request(calls.refuse_strangers)
    blueprint.after_request(_protect)
    return blueprint


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
