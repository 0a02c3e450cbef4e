"""What an answer holds, by its Content-Type (Twilio: how Twilio interacts with your app)."""

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.errors import CONTENT_TYPE, TwimlError
from ivr.emulator.twiml.parse import Document, parse
from ivr.emulator.twiml.places import CALL, Place

TWIML = frozenset({"text/xml", "application/xml", "text/html"})


def document_of(body: bytes, content_type: str, url: str, place: Place = CALL) -> Document:
    """TwiML as its verbs; audio as a Play; plain text that is no TwiML as a Say. Raises TwimlError."""
    mime = content_type.partition(";")[0].strip().lower()
    if mime in TWIML:
        return parse(body, place)
    if mime.startswith("audio/"):
        return Document((v.Play(url=url),))
    if mime == "text/plain":
        return _plain(body, place)
    raise TwimlError(CONTENT_TYPE, f"the content type {mime or '(none)'} cannot be executed")


def _plain(body: bytes, place: Place) -> Document:
    try:
        return parse(body, place)
    except TwimlError:
        return Document((v.Say(words=" ".join(body.decode(errors="replace").split())),))
