"""Hold music."""

from pathlib import Path

from flask import Blueprint, Response, send_file

SOFT_CHORDS = Path(__file__).with_name("static") / "hold.wav"
_DAY = 86_400


def music(file: Path) -> Blueprint:
    """Serves the file at /voice/music. Twilio keeps a copy by its ETag (Twilio: caching of static audio)."""
    blueprint = Blueprint("music", __name__, url_prefix="/voice")

    @blueprint.get("/music")
    def play() -> Response:
        return send_file(file, mimetype="audio/wav", conditional=True, max_age=_DAY)

    return blueprint
