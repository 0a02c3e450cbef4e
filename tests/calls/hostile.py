"""Webhooks with a right signature and wrong contents, from a seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.test import TestResponse

from ivr.calls.signed_state import seal
from ivr.emulator.signing import signature
from ivr.flows.context import Route, new_call
from tests.calls.conftest import LINE, PUBLIC_URL, TOKEN

SID = "CA" + "f" * 32
FORM = {
    "CallSid": SID,
    "AccountSid": "AC" + "0" * 32,
    "From": "+14155550100",
    "To": LINE,
    "CallStatus": "completed",
    "SequenceNumber": "3",
    "Timestamp": "Tue, 24 Nov 2026 15:00:00 +0000",
    "CallDuration": "31",
    "ErrorCode": "11200",
    "ErrorUrl": f"{PUBLIC_URL}/voice/{SID}/1",
    "Digits": "1",
    "SpeechResult": "where is my order",
    "QueueResult": "bridged",
    "DialCallStatus": "completed",
    "DialBridged": "true",
    "RecordingUrl": "https://api.example/RE1",
    "StirVerstat": "TN-Validation-Passed-A",
    "Direction": "inbound",
    "ParentCallSid": "",
}
WHOSE = ("CallSid", "From", "To")
CALLER, AGENT = "+14155550100", "+12125550142"
CALL = new_call(SID, CALLER, LINE, "en-US")
CALL.at, CALL.turn, CALL.context.route = "main_line.main_menu", 1, Route(tried=("care-en",))
STATE = seal(CALL, b"a-secret-for-tests")
PATHS = (
    "/voice",
    f"/voice/{SID}/0",
    f"/voice/{SID}/1?s={STATE}",
    "/voice/status",
    "/voice/fallback",
    f"/voice/{SID}/waiting?s={STATE}&t=1&n=0",
    f"/voice/{SID}/wish?s={STATE}&t=1&n=0",
    f"/voice/{SID}/whisper",
    "/voice/agent",
    "/voice/agent/pin?n=0",
    "/voice/agent/begin",
    "/voice/agent/next?quiet=1",
    f"/voice/agent/done?q=care-en&sid={SID}",
    f"/voice/agent/rung?name={SID}",
    "/voice/agent/key",
    "/voice/agent/answered?q=care-en",
    "/voice/agent/chosen",
    "/voice/agent/switch",
    "/voice/agent/turn?name=x&on=1",
    f"/voice/callback/{SID}/begin",
    f"/voice/callback/{SID}/ended",
    f"/voice/callback/{SID}/hello",
    f"/voice/callback/{SID}/answer",
)
NASTY = (
    "",
    " ",
    "\0",
    "x\0y",
    "\ufffd\uffff",
    "\u202e\u2028",
    "-1",
    "0",
    "9" * 9,
    "9" * 30,
    "9" * 5000,
    "\u0661\u0662",
    "\u00b2",
    "1e9",
    "NaN",
    "A" * 300,
    "\u00e9" * 4096,
    "http://[",
    "http://[::1]:port/voice/1",
    "//[/voice/CA1/1",
    "%00",
    "%ZZ%ff",
    "<Hangup/>&amp;]]>",
    "' OR 1=1 --",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Tue, 24 Nov 99999999999999999999 15:00:00 +0000",
    "Tue, 24 Nov 2026 15:00:00 +999999999999",
    "24",
    "+1",
    "+" + "1" * 200,
    "sip:a@b",
    "client:\0",
    "anonymous",
    "[]",
    "../../etc/passwd",
)


@dataclass(frozen=True)
class Hostile:
    """One webhook: where to, and with which form."""

    target: str
    form: Mapping[str, str]

    def sent(self, app: Flask) -> TestResponse:
        """The answer to it, signed as Twilio signs."""
        return signed(app, self.target, self.form)


def signed(app: Flask, target: str, form: Mapping[str, str]) -> TestResponse:
    """The answer to a POST that Twilio signed."""
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + target, form)}
    return app.test_client().post(target, data=dict(form), headers=headers)


def mutated(seed: int, count: int) -> Iterator[Hostile]:
    """So many webhooks, each with some parts of form, query or path replaced."""
    random = Random(seed)
    for place in range(count):
        path = PATHS[place % len(PATHS)]
        yield Hostile(_target(random, path), _form(random, AGENT if "/agent" in path else CALLER))


def _form(random: Random, caller: str) -> dict[str, str]:
    form = {name: value for name, value in FORM.items() if random.random() < 0.6 or name in WHOSE} | {"From": caller}
    for name in random.sample(list(FORM), random.randint(1, 4)):
        if name not in WHOSE or random.random() < 0.3:
            form[name] = _nasty(random)
    if random.random() < 0.1:
        form.pop(random.choice(WHOSE))
    return form


def _target(random: Random, target: str) -> str:
    path, _, query = target.partition("?")
    if random.random() < 0.3 and SID in path:
        path = path.replace(SID, quote(_nasty(random)[:200], safe="") or "x")
    if query and random.random() < 0.7:
        pairs = [part.partition("=")[::2] for part in query.split("&")]
        chosen = random.randrange(len(pairs))
        query = urlencode(
            [(name, _nasty(random) if place == chosen else value) for place, (name, value) in enumerate(pairs)]
        )
    return f"{path}?{query}" if query else path


def _nasty(random: Random) -> str:
    if random.random() < 0.8:
        return random.choice(NASTY)
    return "".join(
        chr(random.choice((random.randrange(32), random.randrange(0x20, 0x7F), random.randrange(0xA0, 0xD7FF))))
        for _ in range(random.randint(1, 40))
    )
