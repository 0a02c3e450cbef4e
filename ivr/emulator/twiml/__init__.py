"""TwiML: documents read into verbs, refusing what Twilio refuses."""

from ivr.emulator.twiml.document_kinds import CALL, CONFERENCE, DEQUEUED, WAITING, WHISPER, Place
from ivr.emulator.twiml.errors import Flaw, TwimlError
from ivr.emulator.twiml.parse import Document, document_of, parse

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
