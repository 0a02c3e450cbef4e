"""Parsing of TwiML documents, and refusals."""

import inspect

import pytest
from twilio.twiml import voice_response

from ivr.emulator.twiml import CALL, CONFERENCE, WAITING, WHISPER, TwimlError, document_of, parse
from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.attributes import _READERS


def read(verbs: str, place=CALL):
    return parse(f"<Response>{verbs}</Response>".encode(), place)


def test_defaults_are_twilios():
    (gather,) = read("<Gather/>").verbs
    assert gather == v.Gather(timeout=5, finish_on_key="#", method="POST", input=("dtmf",), num_digits=None)


def test_words_of_ssml_are_kept():
    (say,) = read(
        "<Say>Order <say-as interpret-as='digits'>12</say-as><break/>at <sub alias='Doctor'>Dr</sub> Who</Say>"
    ).verbs
    assert say.words == "Order 12 at Doctor Who"


def test_the_language_is_the_voices_unless_given():
    say, plain = read("<Say voice='Google.es-US-Neural2-A'>Hola</Say><Say>Hi</Say>").verbs
    assert (say.spoken_language, plain.spoken_language) == ("es-US", "en-US")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<Response>", 12100),
        (b" <?xml version='1.0'?><Response/>", 12100),
        (b"<Say>no root</Say>", 12100),
        (b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response><Say>&x;</Say></Response>", 12100),
        (b"<Response><Say>" + b"x" * 70_000 + b"</Say></Response>", 11750),
        (b"<Response><Gather><Record/></Gather></Response>", 13320),
        (b"<Response><Gather><Play digits='1'/></Gather></Response>", 13320),
    ],
)
def test_a_document_is_refused(body: bytes, code: int):
    with pytest.raises(TwimlError) as refused:
        parse(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "verbs",
    [
        "<Dance/>",
        "<Say mood='good'>Hi</Say>",
        "<Pause length='long'/>",
        "stray text",
        "<Say>Hi</Say><Reject/>",
        "<Say>Hi <blink>you</blink></Say>",
        f"<Enqueue>{'q' * 65}</Enqueue>",
        f"<Gather hints='{'x,' * 501}'/>",
        f"<Gather hints='{'x' * 101}'/>",
    ],
)
def test_a_flaw_is_warned_of_and_the_rest_runs(verbs: str):
    document = read(f"{verbs}<Hangup/>")
    assert document.warnings[0].code == 12200
    assert document.verbs[-1] == v.Hangup()


def test_what_is_too_long_to_say_is_not_spoken():
    document = read(f"<Say>{'word ' * 1000}</Say>")
    assert document.verbs == ()
    assert document.warnings[0].code == 13521


def test_a_say_without_words_is_an_error_of_its_author():
    assert [flaw.code for flaw in read("<Say> </Say>").warnings] == [13520]


def test_a_voice_of_another_language_is_not_spoken():
    assert read("<Say voice='Google.es-US-Neural2-A' language='en-US'>Hi</Say>").verbs == ()


@pytest.mark.parametrize(
    ("place", "allowed", "refused"),
    [(WAITING, "<Leave/>", "<Dial>+13055550123</Dial>"), (WHISPER, "<Gather/>", "<Enqueue>care</Enqueue>")],
)
def test_a_place_holds_its_verbs_only(place, allowed: str, refused: str):
    document = read(allowed + refused, place)
    assert len(document.verbs) == 1
    assert document.warnings[0].code == 12200


def test_a_gather_in_a_waiting_document_takes_keys_or_speech():
    assert read("<Gather input='dtmf speech'/>", WAITING).warnings


def test_a_conference_waits_with_few_verbs():
    with pytest.raises(TwimlError, match="13238"):
        read("<Gather/>", CONFERENCE)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"mp3", "audio/mpeg", v.Play(url="https://line.example/x")),
        (b"Just  read this", "text/plain; charset=utf-8", v.Say(words="Just read this")),
        (b"<Response><Hangup/></Response>", "text/html", v.Hangup()),
    ],
)
def test_an_answer_is_read_by_its_content_type(body: bytes, content_type: str, expected):
    assert document_of(body, content_type, "https://line.example/x").verbs == (expected,)


def test_an_answer_without_a_content_type_is_refused():
    with pytest.raises(TwimlError, match="12300"):
        document_of(b"<Response/>", "", "https://line.example/x")


GRAMMAR = {
    v.Say: voice_response.VoiceResponse.say,
    v.Play: voice_response.VoiceResponse.play,
    v.Pause: voice_response.VoiceResponse.pause,
    v.Gather: voice_response.VoiceResponse.gather,
    v.Redirect: voice_response.VoiceResponse.redirect,
    v.Reject: voice_response.VoiceResponse.reject,
    v.Enqueue: voice_response.VoiceResponse.enqueue,
    v.Dial: voice_response.VoiceResponse.dial,
    v.Record: voice_response.VoiceResponse.record,
    v.Task: voice_response.Enqueue.task,
    v.Number: voice_response.Dial.number,
    v.Sip: voice_response.Dial.sip,
    v.Client: voice_response.Dial.client,
    v.Queue: voice_response.Dial.queue,
    v.Conference: voice_response.Dial.conference,
}
CONTENT = {"message", "url", "name", "number", "phone_number", "sip_url", "identity", "body"}


@pytest.mark.parametrize("kind", GRAMMAR, ids=lambda kind: kind.__name__)
def test_the_attributes_are_those_of_twilios_grammar(kind):
    names = list(inspect.signature(GRAMMAR[kind]).parameters)[1:-1]
    content = names.pop(0) if names and names[0] in CONTENT else None
    if kind in {v.Say, v.Redirect}:
        names = [name for name in names if name != content]
    camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in names}
    assert set(_READERS[kind]) | kind.PASSED_OVER == camel
