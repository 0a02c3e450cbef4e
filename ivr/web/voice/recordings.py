"""Recorded sentences for Twilio. Their names are unguessable, so that no signature is needed."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

FOREVER = 31_536_000
"""Cache lifetime in seconds. A name is derived from the content, so that the file never changes."""


def audio(wav: Callable[[str], bytes | None]) -> Blueprint:
    """Serves `/audio/<name>.wav`; `wav` returns the file of a name (Twilio: <Play>, caching of static audio)."""
    blueprint = Blueprint("audio", __name__, url_prefix="/audio")

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
