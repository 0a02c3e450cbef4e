"""Turns as TwiML: each document good by the grammar, and each promise of the markup kept."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.render import NOTHING, Renderer, apology
from ivr.effects.hand_off import HandOff
from ivr.effects.send_text import SendText
from ivr.effects.take_message import TakeMessage
from ivr.engine.call import Call, Destination
from ivr.engine.effects import Effect, Gather, HangUp, Say, Turn
from ivr.engine.spoken import Spoken
from ivr.flows.context import Context
from prompts.facts import Line
from prompts.voices import Voice, voice_of
from tests.adapters.twilio.grammar import check_document

ADDRESSES = Addresses("https://shop.example")
ACTION = ADDRESSES.turn("CA1", 4, "state")
PAGE = "X-Wismo-Page=https%3A%2F%2Fshop.example%2Fconsole%2Fcalls%2FCA1"
CALL = Call("CA1", "+14155550100", "+18005550199", "en-US", Context())
MENU = Gather(language="en-US", digits=1, listens_for=("again", "person"), seconds=7)
CODE = Gather(language="en-US", digits=None)
PHRASES = {"again": ("again", "once, more"), "person": ("a person", "again", "x" * 150)}
STORY = {"issue": "refund", "order": "N 1001/é", "late": "3", "try": "1", "name": "Ann", "phone": "+14155550100"}


class Verbatim:
    """Says every prompt as it is called."""

    def words(self, lines: Iterable[Line], _language: str) -> list[str]:
        return [line.prompt for line in lines]

    def voice(self, language: str) -> Voice:
        return voice_of(language)


class LongName(Verbatim):
    """The same by a voice with the longest of names."""

    def voice(self, _language: str) -> Voice:
        return Voice("Google.xx-XX-Chirp3-HD-Someone", "xx-XX", "xx-XX")


renderer = Renderer(speaker=lambda _: Verbatim(), phrases=lambda prompt, _: PHRASES.get(prompt, ()))


def spoken(*words: str, language: str = "en-US") -> tuple[Spoken, ...]:
    return tuple(Spoken(Line(each), language) for each in words)


def render(*effects: Effect, call: Call = CALL) -> ET.Element:
    """The document of a turn, judged by the grammar and parsed."""
    document = renderer(Turn(effects, ()), call, action=ACTION)
    assert check_document(document) == []
    return ET.fromstring(document)


def tags(element: ET.Element) -> list[str]:
    return [child.tag for child in element]


def test_sentences_of_one_language_share_a_say() -> None:
    document = render(Say(spoken("Hello.", "Two.")), Say(spoken("Three.")), HangUp())
    assert [(say.get("voice"), say.get("language"), say.text) for say in document.iter("Say")] == [
        ("Google.en-US-Neural2-F", "en-US", "Hello. Two. Three.")
    ]


def test_another_language_has_its_own_voice() -> None:
    document = render(
        Say(spoken("Hello.") + spoken("Hola.", language="es-MX") + spoken("Bon.", language="fr-CA")), HangUp()
    )
    assert [(say.get("voice"), say.get("language"), say.text) for say in document.iter("Say")] == [
        ("Google.en-US-Neural2-F", "en-US", "Hello."),
        ("Google.es-US-Neural2-A", "es-US", "Hola."),
        ("Google.fr-CA-Neural2-A", "fr-CA", "Bon."),
    ]


def test_the_line_listens_in_the_callers_language_whoever_speaks() -> None:
    gather = render(Say(spoken("Hola.", language="es-MX")), Gather(language="es-MX", digits=1))[0]
    assert (gather.get("language"), gather[0].get("language")) == ("es-MX", "es-US")


def test_all_that_is_said_before_a_question_can_be_interrupted() -> None:
    document = render(Say(spoken("News.")), Say(spoken("Question?")), MENU)
    assert tags(document) == ["Gather", "Redirect"]
    assert tags(document[0]) == ["Say"]


def test_a_menu_listens_for_one_key_of_any_kind_and_for_speech() -> None:
    gather = render(Say(spoken("Question?")), MENU)[0]
    assert gather.attrib == {
        "input": "dtmf speech",
        "action": ACTION,
        "method": "POST",
        "actionOnEmptyResult": "true",
        "timeout": "7",
        "speechTimeout": "2",
        "language": "en-US",
        "hints": "again,once more,a person," + "x" * 100,
        "finishOnKey": "",
        "numDigits": "1",
    }


def test_a_code_ends_with_the_pound_key_and_may_hold_a_star() -> None:
    gather = render(Say(spoken("Order number?")), CODE)[0]
    assert (gather.get("finishOnKey"), gather.get("numDigits"), gather.get("hints")) == ("#", None, None)


def test_a_code_of_known_length_ends_by_itself() -> None:
    gather = render(Gather(language="es-MX", digits=5))[0]
    assert (gather.get("finishOnKey"), gather.get("numDigits"), gather.get("language")) == ("#", "5", "es-MX")


def test_the_end_of_a_call_is_said_and_done() -> None:
    assert tags(render(Say(spoken("Goodbye.")), HangUp())) == ["Say", "Hangup"]


def test_a_text_message_is_not_heard() -> None:
    assert tags(render(SendText("+14155550100", spoken("sms")[0]), HangUp())) == ["Hangup"]


def test_a_message_is_recorded_and_an_empty_one_goes_on_as_well() -> None:
    document = render(Say(spoken("After the tone.")), TakeMessage(90))
    assert tags(document) == ["Say", "Record", "Redirect"]
    assert document[1].attrib == {
        "action": ACTION,
        "method": "POST",
        "timeout": "5",
        "maxLength": "90",
        "finishOnKey": "#",
        "playBeep": "true",
        "trim": "trim-silence",
    }


def hand_off(kind: str, address: str, story: Mapping[str, str] = STORY, call: Call = CALL) -> ET.Element:
    document = render(Say(spoken("Connecting.")), HandOff(Destination("q", kind, address), story), call=call)
    assert tags(document)[::2] == ["Say", "Redirect"]
    return document[1]


def test_a_desk_is_a_queue_with_something_to_hear() -> None:
    enqueue = hand_off("desk", "care-en")
    assert enqueue.text == "care-en"
    assert enqueue.get("action") == ACTION
    assert enqueue.get("waitUrl") == ACTION.replace("/4?", "/waiting?")


def test_a_vendors_telephone_shows_our_number_and_hears_a_whisper() -> None:
    dial = hand_off("dial", "+13055550123")
    assert (dial.get("callerId"), dial.get("action")) == ("+18005550199", ACTION)
    assert (dial[0].tag, dial[0].text) == ("Number", "+13055550123")
    assert dial[0].get("url") == ACTION.replace("/4?", "/whisper?")


def test_no_caller_id_is_made_up_when_the_line_has_no_number() -> None:
    call = Call("CA1", "client:ann", "sip:shop@line.example", "en-US", Context())
    assert hand_off("dial", "+13055550123", call=call).get("callerId") is None


def test_a_sip_vendor_gets_the_story_in_headers_without_name_or_number() -> None:
    sip = hand_off("sip", "sip:care@acme.example;transport=tls")[0]
    assert sip.text == (
        "sip:care@acme.example;transport=tls?X-Wismo-Call=CA1"
        f"&{PAGE}&X-Wismo-Language=en-US"
        "&X-Wismo-Issue=refund&X-Wismo-Order=N%201001%2F%C3%A9&X-Wismo-Late=3&X-Wismo-Try=1"
    )


def test_headers_of_the_address_stay_and_those_beyond_the_limit_go() -> None:
    own = "x-team=" + "a" * 830
    sip = hand_off("sip", f"sip:care@acme.example?{own}", {"issue": "é" * 100, "late": "3"})[0]
    assert sip.text == f"sip:care@acme.example?{own}&X-Wismo-Call=CA1&{PAGE}&X-Wismo-Language=en-US"


def test_a_task_carries_the_story_as_attributes() -> None:
    enqueue = hand_off("taskrouter", "WW1")
    assert enqueue.get("workflowSid") == "WW1"
    assert '"issue": "refund"' in (enqueue[0].text or "")
    assert '"page": "https://shop.example/console/calls/CA1"' in (enqueue[0].text or "")
    assert "Ann" not in ET.tostring(enqueue, "unicode")
    assert "4155550100" not in ET.tostring(enqueue, "unicode")


def test_what_is_too_long_for_one_say_is_split_between_sentences() -> None:
    text = "All of this is one long story. " * 200
    document = render(Say(spoken(text)), HangUp())
    says = [say.text or "" for say in document.iter("Say")]
    assert len(says) > 1
    assert " ".join(says) == text.strip()
    assert all(say.endswith(".") for say in says)


hostile = st.text(st.characters(), max_size=200) | st.sampled_from(
    [
        "<Hangup/>",
        "</Say><Dial>+19005550100</Dial>",
        "]]>",
        "&lt;",
        '"/>',
        "a\x00\x08b",
        "\ud800",
        "🎁" * 10_000,
        "&" * 10_000,
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(hostile, max_size=4), st.sampled_from([MENU, CODE, TakeMessage(9), HangUp()]), hostile)
def test_no_words_become_markup(words: list[str], last: Effect, phrase: str) -> None:
    daring = Renderer(speaker=lambda _: Verbatim(), phrases=lambda *_: (phrase,) * 600)
    document = daring(Turn((Say(spoken(*words)), last), ()), CALL, action=ACTION)
    assert check_document(document) == []
    assert {each.tag for each in ET.fromstring(document).iter()} <= {
        "Response", "Gather", "Say", "Redirect", "Record", "Hangup"
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["desk", "dial", "sip", "taskrouter"]), hostile)
def test_no_story_becomes_markup(kind: str, words: str) -> None:
    addresses = {"desk": "care", "dial": "+13055550123", "sip": "sip:care@acme.example", "taskrouter": "WW1"}
    hand_off(kind, addresses[kind], {"issue": words, "order": words, "late": words, "try": words})


def test_no_document_is_larger_than_twilio_takes() -> None:
    daring = Renderer(
        speaker=lambda _: LongName(),
        phrases=lambda prompt, _: [f'{prompt} {number} "&<' + "🎁" * 90 for number in range(900)],
    )
    words = [Spoken(Line(f'{number} "&<🎁' * 40), ("en-US", "es-MX")[number % 2]) for number in range(2000)]
    document = daring(Turn((Say(tuple(words)), MENU), ()), CALL, action=ACTION + "x" * 900)
    assert 40_000 < len(document.encode()) < 65_536
    assert tags(ET.fromstring(document)) == ["Gather", "Redirect"]


def test_a_turn_without_an_ending_goes_on() -> None:
    assert tags(render(Say(spoken("Hello.")))) == ["Say", "Redirect"]
    assert tags(render()) == ["Redirect"]


def test_a_whisper_tells_and_then_connects() -> None:
    document = renderer.whisper(spoken("Northwind call."))
    assert check_document(document, place="whisper") == []
    assert tags(ET.fromstring(document)) == ["Say"]


def test_a_whisper_may_ask_for_a_key_that_no_answering_machine_presses() -> None:
    document = renderer.whisper(spoken("Press 1."), accept=ACTION)
    assert check_document(document, place="whisper") == []
    assert tags(ET.fromstring(document)) == ["Gather", "Hangup"]


MUSIC = "https://shop.example/music.wav"


def test_a_waiting_caller_hears_words_and_music() -> None:
    document = renderer.waiting(spoken("You are next."), MUSIC, then=ACTION)
    assert check_document(document, place="waiting") == []
    assert tags(ET.fromstring(document)) == ["Say", "Play", "Redirect"]


def test_a_waiting_caller_may_press_a_key_during_all_of_it() -> None:
    document = renderer.waiting(spoken("You are next."), MUSIC, then=ACTION, wish=ACTION)
    assert check_document(document, place="waiting") == []
    gather, redirect = ET.fromstring(document)
    assert (tags(gather), gather.get("input"), redirect.tag) == (["Say", "Play"], "dtmf", "Redirect")


def test_the_desk_hears_the_story_and_takes_the_next_caller() -> None:
    told = spoken("It is about a refund.")
    document = renderer.desk("care-en", told, action=ADDRESSES.agent, answered=ADDRESSES.desk("answered"))
    assert check_document(document) == []
    say, dial, redirect = ET.fromstring(document)
    assert (say.tag, dial[0].tag, dial[0].text, redirect.tag) == ("Say", "Queue", "care-en", "Redirect")


@pytest.mark.parametrize(
    ("kind", "address", "verb"),
    [
        ("desk", "care-en", "Enqueue"),
        ("dial", "+13055550123", "Dial"),
        ("sip", "sip:care@acme.example", "Dial"),
        ("taskrouter", "WW1", "Enqueue"),
    ],
)
def test_the_last_resort_is_an_apology_and_people(kind: str, address: str, verb: str) -> None:
    document = apology("I am <sorry>.", voice=voice_of("en-US"), person=Destination("q", kind, address))
    assert check_document(document) == []
    assert tags(ET.fromstring(document)) == ["Say", verb]


def test_nothing_is_a_document_too() -> None:
    assert check_document(NOTHING) == []
