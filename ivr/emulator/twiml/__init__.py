"""TwiML: parses documents into verbs, and refuses documents that Twilio refuses."""

from ivr.emulator.twiml.document_kinds import CALL, CONFERENCE, DEQUEUED, WAITING, WHISPER, DocumentKind
from ivr.emulator.twiml.errors import Flaw, TwimlError
from ivr.emulator.twiml.parse import Document, document_of, parse

__all__ = [
    "CALL",
    "CONFERENCE",
    "DEQUEUED",
    "WAITING",
    "WHISPER",
    "Document",
    "DocumentKind",
    "Flaw",
    "TwimlError",
    "document_of",
    "parse",
]
