"""Audio for Twilio: recorded sentences and hold music."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file

FOREVER = 31_536_000
"""Cache lifetime in seconds. A name is derived from the content, so that the file never changes."""
SOFT_CHORDS = Path(__file__).with_name("static") / "hold.wav"
_DAY = 86_400


def recordings(wav: Callable[[str], bytes | None]) -> Blueprint:
    """Serves `/audio/<name>.wav`; `wav` returns the file of a name (Twilio: <Play>, caching of static audio).

    Names are unguessable, so that no signature is needed.
    """
    blueprint = Blueprint("recordings", __name__, url_prefix="/audio")

    @blueprint.get("/<name>.wav")
    def play(name: str) -> Response:
        file = wav(name)
        if file is None:
            abort(404)
        response = Response(file, mimetype="audio/wav")
        response.set_etag(name)
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = FOREVER
        response.make_conditional(request, accept_ranges=True, complete_length=len(file))
        return response

    return blueprint


def hold_music(file: Path) -> Blueprint:
    """Serves the file at /voice/music. Twilio keeps a copy by its ETag (Twilio: caching of static audio)."""
    blueprint = Blueprint("hold_music", __name__, url_prefix="/voice")

    @blueprint.get("/music")
    def play() -> Response:
        return send_file(file, mimetype="audio/wav", conditional=True, max_age=_DAY)

    return blueprint
