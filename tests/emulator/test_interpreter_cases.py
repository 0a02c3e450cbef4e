"""The expectations of another TwiML interpreter's specification, tested here case by case.

The cases are read from its files; the title of each is its expectation. `CHECKS` has the test of each case,
`NOT_APPLICABLE` the reason why a case is not tested.
"""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from twilio.request_validator import RequestValidator

from ivr.emulator import Party, Phone, Switchboard, in_process
from ivr.emulator.account import AUTH_TOKEN
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.twiml import TwimlError, parse
from ivr.emulator.twiml import verbs as v
from ivr.emulator.webhooks import Webhooks
from tests.emulator.conftest import CALLER, Answer, Application, Asked

CASES = Path(__file__).parents[2] / "../shared/data/twiml/interpreter_cases.json"
LINE = "+18005550199"
START = "https://www.example.com/twiml.xml"
FIRST, SECOND = "85516701721", "855715100860"

MEDIA_STREAMS = "media streams (<Connect>) are not part of this stand-in: no flow of ours uses them"
NOT_APPLICABLE = {
    "<Connect> / Nouns / <Stream> / connects to a websockets stream": MEDIA_STREAMS,
    "<Connect> / Nouns / <Stream> / handles custom parameters": MEDIA_STREAMS,
    "<Connect> / Nouns / <Stream> / handles call url updates": MEDIA_STREAMS,
    "<Connect> / Nouns / <Stream> / handles call twiml updates": MEDIA_STREAMS,
    "ConnectVerb / parses a <Connect> verb": MEDIA_STREAMS,
    "ConnectVerb / handles invalid nested nouns": MEDIA_STREAMS,
    "ConnectVerb / ConnectVerb::StreamNoun / parses a <Stream> noun": MEDIA_STREAMS,
    "ConnectVerb / ConnectVerb::StreamNoun / handles invalid nested <Stream> nouns": MEDIA_STREAMS,
    "ConnectVerb / ConnectVerb::StreamNoun / allows insecure stream URLs for testing": MEDIA_STREAMS,
    "ConnectVerb / ConnectVerb::StreamNoun / handles invalid stream URLs": MEDIA_STREAMS,
    "ConnectVerb / ConnectVerb::ParameterNoun / handles invalid <Parameter> nouns": MEDIA_STREAMS,
    "<Dial> / handles national dialing": "national prefixes are a setting of that product's gateways",
    "<Dial> / handles different SIP profiles": "SIP profiles are a setting of that product's gateways",
    "handles inbound calls from public gateway": "gateways are that product's; the case holds no document",
    "enables billing": "billing is that product's; the case holds no document",
    "DialVerb / .parse / handles invalid nested verbs": "it refuses <Conference>, which Twilio dials",
    "RedirectVerb / .parse / validates the URL": "it refuses an empty Redirect, which Twilio takes as the current URL",
}


def title(case: dict) -> str:
    path = [part for part in case["path"] if part != "CallController"]
    return " / ".join([*path, case["it"]])


def load() -> list[dict]:
    return json.loads(CASES.read_text()) if CASES.exists() else []


class Documents(Application):
    """Gives documents in order for any path, the last one repeatedly."""

    def __init__(self, documents: list[str]) -> None:
        super().__init__()
        self.left = documents

    def _answer(self, asked: Asked) -> Answer:
        if asked.path.endswith((".mp3", "/callback")):
            return Answer(content_type="audio/mpeg")
        return Answer(self.left.pop(0) if len(self.left) > 1 else self.left[0])


class World:
    """A line that answers with the documents of a case, and a phone that calls it."""

    def __init__(self, case: dict) -> None:
        self.documents = case["twiml"]
        self.app = Documents(list(self.documents))
        self.switchboard = Switchboard(wire=in_process(self.app))
        self.switchboard.add_number(LINE, START)
        self.phone = Phone(self.switchboard, number=CALLER, to=LINE)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The requests after the first document: method and path."""
        return [(asked.method, asked.path) for asked in self.app.asked[1:]]

    @property
    def form(self) -> dict[str, str]:
        return self.app.asked[-1].params

    @property
    def plays(self) -> list[str]:
        return [line.words for line in self.phone.lines if line.kind == "play"]

    def called(self) -> list[str]:
        return [leg.call.to for leg in self.switchboard.legs.values() if leg.parent is not None]


Check = Callable[[World], None]


def dials(*numbers: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials()
        assert world.called() == list(numbers)

    return check


def dial_action(method: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().waits().is_hung_up()
        assert world.asked == [(method, "/dial_results.xml")]
        assert world.form["DialCallStatus"] == "completed"

    return check


def dials_plain_text(world: World) -> None:
    world.phone.dials().is_connected_to(FIRST).waits().is_hung_up()
    assert world.plays == ["foo.mp3"]


def several_calls(world: World) -> None:
    world.switchboard.parties[FIRST] = Party("busy")
    world.phone.dials().is_connected_to(SECOND).waits()
    answered = next(leg for leg in world.switchboard.legs.values() if leg.call.to == SECOND)
    assert world.form["DialCallSid"] == answered.call.sid


def caller_id(world: World) -> None:
    world.switchboard.add_number("85523238265", START)
    world.phone.dials()
    (child,) = [leg for leg in world.switchboard.legs.values() if leg.parent is not None]
    assert child.call.from_ == "85523238265"


def dial_timeout(world: World) -> None:
    world.switchboard.parties[FIRST] = Party("no-answer")
    leg = world.switchboard.place(from_=CALLER, to=LINE)
    world.switchboard.schedule.pass_time(9.9)
    assert not leg.call.is_over
    world.switchboard.schedule.pass_time(0.2)
    assert leg.call.is_over


def gather_action(method: str, path: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().presses("1#").is_hung_up()
        assert world.asked == [(method, path)]
        assert world.form["Digits"] == "1"

    return check


def falls_through(world: World) -> None:
    world.phone.dials().waits().is_hung_up()
    assert world.plays == ["foo.mp3"]
    assert world.asked == [("GET", "/foo.mp3")]


def asks_action_on_silence(world: World) -> None:
    world.phone.dials().waits().is_hung_up()
    assert world.asked == [("POST", "/gather_results.xml")]
    assert world.form["Digits"] == ""


def waits_for_keys(seconds: float) -> Check:
    def check(world: World) -> None:
        world.phone.dials().waits(seconds - 0.1)
        assert not world.phone.leg.call.is_over
        world.phone.waits(0.2).is_hung_up()

    return check


def digits(pressed: str, heard: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().presses(pressed)
        assert world.form["Digits"] == heard

    return check


def finish_key_off(world: World) -> None:
    world.phone.dials().presses("1#")
    assert world.asked == []
    world.phone.waits()
    assert world.form["Digits"] == "1#"


def plays(times: int) -> Check:
    def check(world: World) -> None:
        phone = world.phone.dials()
        phone.waits()
        phone.is_hung_up()
        assert world.plays == ["cowbell.mp3"] * times

    return check


def says_nested(world: World) -> None:
    world.phone.dials()
    lines = [(line.words, line.voice, line.language) for line in world.phone.lines]
    assert lines == [("Hello World", "woman", "de")] * 3 + [("Foobar", "man", "en")] * 5


def record_to(path: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().says("Please call me").waits()
        assert world.asked[0] == ("POST", path)
        assert world.app.asked[1].form["RecordingUrl"].startswith("https://")

    return check


def recording_status(world: World) -> None:
    world.phone.dials().says("Please call me").waits()
    assert world.asked[0] == ("GET", "/callback")
    assert world.app.asked[1].params["RecordingStatus"] == "completed"


def beeps(expected: list[str]) -> Check:
    def check(world: World) -> None:
        world.phone.dials()
        assert world.plays == expected

    return check


def longest_recording(world: World) -> None:
    world.phone.dials().says("word " * 200)
    assert world.form["RecordingDuration"] == "30"


def recording_ends_after_silence(world: World) -> None:
    world.phone.dials().says("Hello").waits(9.9)
    assert world.asked == []
    world.phone.waits(0.2)
    assert world.asked == [("POST", "/twiml.xml")]


def recording_ends_on_key(world: World) -> None:
    world.phone.dials().says("Hello").presses("0")
    assert world.asked == []
    world.phone.presses("5")
    assert world.form["Digits"] == "5"


def redirects(method: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().is_hung_up()
        assert world.asked == [(method, "/redirect.xml")]
        assert world.plays == []

    return check


def rejects(status: str) -> Check:
    def check(world: World) -> None:
        world.phone.dials().is_hung_up()
        assert (world.phone.leg.call.status, world.phone.leg.call.answered) == (status, None)

    return check


def runs_payload(world: World) -> None:
    agent = Phone(world.switchboard, number="+13055550123").can_be_called()
    world.switchboard.originate(from_=LINE, to=agent.number, document=NextDocument("", twiml=world.documents[0]))
    agent.answers().hears("classic mp3").is_hung_up()
    assert world.app.asked == []


def says(words: str, *, voice: str = "", language: str = "en-US", times: int = 1) -> Check:
    def check(world: World) -> None:
        world.phone.dials().is_hung_up()
        lines = [(line.words, line.voice, line.language) for line in world.phone.lines]
        assert lines == [(words, voice, language)] * times

    return check


def says_until_hung_up(world: World) -> None:
    world.phone.dials().hears("hello world").waits(300)
    assert not world.phone.leg.call.is_over
    world.phone.hangs_up().is_hung_up()


def parses(expected: v.Verb) -> Check:
    def check(world: World) -> None:
        assert parse(world.documents[0].encode()).verbs == (expected,)

    return check


def refuses(code: int) -> Check:
    def check(world: World) -> None:
        with pytest.raises(TwimlError) as refused:
            parse(world.documents[0].encode())
        assert refused.value.code == code

    return check


def requests(method: str, url: str) -> Check:
    def check(world: World) -> None:
        webhooks = Webhooks(in_process(world.app), AUTH_TOKEN)
        webhooks.ask(url, method=method, standard={"foo": "bar"} if method == "POST" else {})
        asked = world.app.asked[0]
        assert (asked.method, asked.query) == (method, urlsplit(url).query)
        signed = asked.headers["x-twilio-signature"]
        assert RequestValidator(AUTH_TOKEN).validate(url, asked.form, signed)

    return check


GATHER = "<Gather> / Verb Attributes"
RECORD = "<Record> / Verb Attributes"
CHECKS: dict[str, Check] = {
    "<Dial> / dials to plain text": dials_plain_text,
    "<Dial> / dials to <Number>": dials(FIRST, SECOND),
    "<Dial> / dials to <Sip>": dials("sip:alice@sip.example.com"),
    "<Dial> / action / POSTS to the action url": dial_action("POST"),
    "<Dial> / action / handles multiple calls": several_calls,
    "<Dial> / method / executes a GET request": dial_action("GET"),
    "<Dial> / callerId / sets the callerId": caller_id,
    "<Dial> / timeout / handles timeout": dial_timeout,
    f"{GATHER} / action / POSTS to the current document's URL by default": gather_action("POST", "/twiml.xml"),
    f"{GATHER} / action / POSTS to an absolute action URL": gather_action("POST", "/gather_results.xml"),
    f"{GATHER} / action / POSTS to a relative action URL": gather_action("POST", "/gather_results.xml"),
    f"{GATHER} / action / falls through the the next verb in the TwiML document if no input is received": falls_through,
    f"{GATHER} / method / executes a GET request": gather_action("GET", "/gather_results.xml"),
    f"{GATHER} / timeout / defaults to 5s": waits_for_keys(5),
    f"{GATHER} / timeout / sets the timeout from the TwiML": waits_for_keys(10),
    f"{GATHER} / finishOnKey / defaults to #": digits("1*#", "1*"),
    f"{GATHER} / finishOnKey / specifying an empty string turns off the terminator": finish_key_off,
    f"{GATHER} / finishOnKey / sets the finishOnKey from the TwiML": digits("1#*", "1#"),
    f"{GATHER} / numDigits / is unlimited by default": digits("12345678901234567890#", "12345678901234567890"),
    f"{GATHER} / numDigits / sets the numDigits from the TwiML": digits("1234567", "12345"),
    f"{GATHER} / actionOnEmptyResult / always send to status": asks_action_on_silence,
    "<Gather> / Nested Verbs / handles nested <Play>": plays(3),
    "<Gather> / Nested Verbs / handles nested <Say>": says_nested,
    "<Play> / Nouns / plays audio": plays(1),
    "<Play> / Verb Attributes / loop / loops n times when n is specified": plays(5),
    "<Record> / records audio": record_to("/twiml.xml"),
    f"{RECORD} / action / handles action": record_to("/record_results.xml"),
    f"{RECORD} / recordingStatusCallback / handles recordingStatusCallback": recording_status,
    f"{RECORD} / playBeep / plays a beep": beeps(["beep"]),
    f"{RECORD} / playBeep / does not play a beep": beeps([]),
    f"{RECORD} / maxLength / handles maxLength": longest_recording,
    f"{RECORD} / timeout / handles timeout": recording_ends_after_silence,
    f"{RECORD} / finishOnKey / handles finishOnKey": recording_ends_on_key,
    "<Redirect> / redirects the call to absolute url": redirects("POST"),
    "<Redirect> / redirects the call to relative url": redirects("POST"),
    "<Redirect> / Verb Attributes / method / executes a GET request": redirects("GET"),
    "<Reject> / rejects the call": rejects("no-answer"),
    "Verb Attributes / reason / rejects the call with a reason": rejects("busy"),
    "executes with the provided twiml payload": runs_payload,
    "<Say> / Nouns / outputs SSML": says("Hola, buen día"),
    "<Say> / Verb Attributes / voice / sets a custom voice": says("Hello World", voice="woman"),
    "<Say> / Verb Attributes / voice / supports Polly": says("Hello World", voice="Polly.Lotte-Neural"),
    "<Say> / Verb Attributes / language / sets the language to en by default": says("Hello World"),
    "<Say> / Verb Attributes / language / sets the language when specifying the language attribute": says(
        "Hello World", language="nl-NL"
    ),
    "<Say> / Verb Attributes / language / uses the default voice if the language is the same": says(
        "Hello World", language="pt-BR"
    ),
    "<Say> / Verb Attributes / loop / loops until hung up if 0 is specified": says_until_hung_up,
    "<Say> / Verb Attributes / loop / loops n times when n is specified": says("Hello World", times=5),
    "DialVerb / .parse / parses a <Dial> verb": parses(v.Dial(nouns=(v.Number(address=FIRST),))),
    "GatherVerb / .parse / parses a <Gather> verb": parses(
        v.Gather(action="/handle_gather", prompts=(v.Say(words="Hello World"),))
    ),
    "GatherVerb / .parse / handles invalid nested verbs": refuses(13320),
    "TwiMLDocument / executes a TwiML document": plays(1),
    "TwiMLDocument / handles invalid TwiML with no response element": refuses(12100),
    "TwiMLDocument / handles invalid xml": refuses(12100),
    "TwiMLEndpoint / requests a twiml document with HTTP POST": requests("POST", "https://example.com/path?b=2&a=1"),
    "TwiMLEndpoint / requests a twiml document with HTTP GET": requests(
        "GET", "https://example.com/path?b=2&a=1&foo=bar"
    ),
}


@pytest.mark.skipif(not CASES.exists(), reason="the recorded cases do not lie beside the project")
def test_every_case_is_tried_or_has_a_reason():
    titles = [title(case) for case in load()]
    assert len(titles) == 72
    assert set(titles) == set(CHECKS) | set(NOT_APPLICABLE)
    assert not set(CHECKS) & set(NOT_APPLICABLE)


@pytest.mark.parametrize("case", [case for case in load() if title(case) not in NOT_APPLICABLE], ids=title)
def test_the_case_holds(case: dict):
    CHECKS[title(case)](World(case))
