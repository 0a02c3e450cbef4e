"""Errors and flaws of documents: an error ends the execution, a flaw is logged and the call goes on."""

from dataclasses import dataclass

PARSE = 12100
SCHEMA = 12200
TOO_LARGE = 11750
CONTENT_TYPE = 12300
DIAL_IN_WHISPER = 13201
CONFERENCE_MIXED = 13000
CONFERENCE_WAIT_VERB = 13238
SIP_URI_TOO_LONG = 13251
SIP_HEADER_NAME = 13252
SIP_HEADERS_TOO_LONG = 13253
GATHER_NESTED_VERB = 13320
SAY_LANGUAGE = 13512
SAY_EMPTY = 13520
SAY_TEXT = 13521


class TwimlError(Exception):
    """A document that Twilio would not execute; `code` is from its error dictionary."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake that Twilio logs as a warning and passes over."""

    code: int
    message: str
