"""TwiML: documents read into verbs, refusing what Twilio refuses."""

from ivr.carrier.twiml.content import document_of
from ivr.carrier.twiml.errors import Flaw, TwimlError
from ivr.carrier.twiml.parse import Document, parse
from ivr.carrier.twiml.places import CALL, CONFERENCE, DEQUEUED, WAITING, WHISPER, Place

__all__ = [
    "CALL",
    "CONFERENCE",
    "DEQUEUED",
    "WAITING",
    "WHISPER",
    "Document",
    "Flaw",
    "Place",
    "TwimlError",
    "document_of",
    "parse",
]
