"""What follows from an error that Twilio reports of a text (Twilio: error and warning dictionary)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ErrorAct = Literal["fail", "opt_out", "retry", "later", "stop_all"]
"""fail: give this text up; opt_out: the number gets no more; retry: once more, after a while; later: send slower;
stop_all: send nothing more until an admin has looked."""


@dataclass(frozen=True, slots=True)
class TextError:
    """An error: what to do, its words for admins, and whether they are alerted."""

    act: ErrorAct
    words: str
    is_alert: bool = False


UNKNOWN_ERROR = TextError("fail", "the text was refused")
_ERRORS: Mapping[int, TextError] = {
    20429: TextError("later", "too many requests at once"),
    21211: TextError("fail", "not a telephone number"),
    21408: TextError("fail", "the account may not text this country: allow it under Geo permissions", is_alert=True),
    21610: TextError("opt_out", "the recipient has opted out"),
    21612: TextError("fail", "there is no route from the sender to this country", is_alert=True),
    21614: TextError("fail", "not a mobile number"),
    30001: TextError("later", "the queue of the sender is full", is_alert=True),
    30003: TextError("retry", "the telephone could not be reached"),
    30004: TextError("fail", "the recipient blocks texts"),
    30005: TextError("fail", "the number is unknown"),
    30006: TextError("fail", "a landline, or a carrier that cannot be reached"),
    30007: TextError("fail", "the carrier filtered the text: review its words and links", is_alert=True),
    30008: TextError("retry", "unknown error at the carrier"),
    30034: TextError("stop_all", "the sender is not registered for A2P 10DLC: register it, then go on", is_alert=True),
    30410: TextError("later", "the provider did not answer in time", is_alert=True),
    30450: TextError("later", "texts to this place are held against pumping", is_alert=True),
    30610: TextError("later", "quiet hours by Twilio's Compliance Toolkit"),
    30640: TextError("opt_out", "a known litigator by Twilio's Compliance Toolkit"),
}


def text_error(code: int) -> TextError:
    """What follows from an error code; giving the text up, if the code is not known."""
    return _ERRORS.get(code, UNKNOWN_ERROR)
