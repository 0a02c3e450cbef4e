"""The webhooks of the bench, signed and written out as bytes before the clock starts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import count
from urllib.parse import urlencode, urlsplit

from ivr.adapters.twilio.signature import sign
from tools.bench import stock

PUBLIC_URL = "https://line.example"
TOKEN = "a-token-for-the-bench"
SID = "AC" + "0" * 32
DIALLED = "+18005550199"
RARELY_DIALLED = "+18005550142"

_ACTION = re.compile(r'<Gather[^>]* action="([^"]+)"')
_call_sids = (f"CA{number:032x}" for number in count(1))


def first_turns(many: int, callers: Iterator[int]) -> tuple[list[str], list[bytes]]:
    """A new call from each of so many known callers: their call SIDs, and the requests."""
    calls = {next(_call_sids): stock.number(next(callers)) for _ in range(many)}
    return list(calls), [_request("/voice", _form(sid, ani, CallStatus="ringing")) for sid, ani in calls.items()]


def asked(sids: Sequence[str], replies: Mapping[int, bytes]) -> dict[str, str]:
    """The address for the answer of each caller who was asked something; those who went to a person are left out."""
    found = {sid: _ACTION.search(replies[place].decode()) for place, sid in enumerate(sids)}
    return {sid: unescape(action[1]) for sid, action in found.items() if action}


def menu_turns(asked: Mapping[str, str], *, key: str = "", words: str = "") -> list[bytes]:
    """The answers of these callers, by key or in words."""
    said = {"Digits": key} if key else {"SpeechResult": words, "Confidence": "0.9"}
    return [_menu_turn(sid, action, said) for sid, action in asked.items()]


def rare_call(sid: str) -> bytes:
    """The first turn of a call to the number that few ring."""
    to = {"To": RARELY_DIALLED, "Called": RARELY_DIALLED}
    return _request("/voice", _form(sid, stock.number(0), CallStatus="ringing", **to))


def ends(sids: Sequence[str]) -> list[bytes]:
    """The callbacks that tell of the ends of calls."""
    return [_request("/voice/status", _form(sid, stock.number(0), CallStatus="completed")) for sid in sids]


def told(replies: Mapping[int, bytes]) -> float:
    """The percentage of first turns that end with a menu: these callers heard of their order."""
    return 100 * sum(b"<Gather" in reply for reply in replies.values()) / len(replies)


def _menu_turn(sid: str, action: str, said: Mapping[str, str]) -> bytes:
    address = urlsplit(action)
    form = _form(sid, stock.number(0), CallStatus="in-progress", msg="Gather End", **said)
    return _request(f"{address.path}?{address.query}", form)


def _form(sid: str, ani: str, **rest: str) -> dict[str, str]:
    """The parameters that Twilio sends with every webhook of a call."""
    return {
        "AccountSid": SID,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "Called": DIALLED,
        "Caller": ani,
        "Direction": "inbound",
        "From": ani,
        "FromCountry": "US",
        "FromState": "CA",
        "To": DIALLED,
        "ToCountry": "US",
        "StirVerstat": "TN-Validation-Passed-A",
        **rest,
    }


def _request(target: str, form: Mapping[str, str]) -> bytes:
    body = urlencode(form)
    signature = sign(TOKEN, f"{PUBLIC_URL}{target}", tuple(form.items()))
    head = (
        f"POST {target} HTTP/1.1\r\n"
        "Host: line.example\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {signature}\r\n"
        "I-Twilio-Idempotency-Token: 00000000-0000-4000-8000-000000000000\r\n\r\n"
    )
    return (head + body).encode()
