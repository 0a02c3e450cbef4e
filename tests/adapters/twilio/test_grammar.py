"""The checker of TwiML documents accepts the output of Twilio's library and finds each of its faults."""

import pytest
from twilio.twiml.voice_response import Gather, VoiceResponse

from tests.adapters.twilio.grammar import check_document

HERE = "https://shop.example/voice"


def response(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def test_what_twilios_library_makes_is_good() -> None:
    made = VoiceResponse()
    gather = Gather(input="dtmf speech", action=HERE, num_digits=1, action_on_empty_result=True, hints="one,two")
    gather.say("Hello", language="en-US")
    made.append(gather)
    made.dial(action=HERE, caller_id="+18005550199").number("+13055550123", url=HERE)
    made.enqueue("care", wait_url=HERE)
    made.redirect(HERE, method="POST")
    assert check_document(str(made)) == []


@pytest.mark.parametrize(
    "inside",
    [
        "text",
        "<Hangup/>text",
        "<hangup/>",
        "<Bogus/>",
        "<Hangup sayings='x'/>",
        "<Number>+13055550123</Number>",
        "<Gather action='https://shop.example/'><Hangup/></Gather>",
        "<Gather/>",
        "<Gather action='https://shop.example/' input='dtmf voice'/>",
        "<Gather action='https://shop.example/' finishOnKey='x'/>",
        "<Gather action='https://shop.example/' numDigits='0'/>",
        "<Gather action='https://shop.example/' speechTimeout='auto'/>",
        "<Gather action='https://shop.example/' method='PUT'/>",
        f"<Gather action='https://shop.example/' hints='{'x' * 101}'/>",
        f"<Gather action='https://shop.example/' hints='{'x,' * 500}'/>",
        "<Gather action='https://my_shop.example/'/>",
        "<Say/>",
        f"<Say>{'x' * 3001}</Say>",
        f"<Say>{'ü' * 1000}</Say>",
        "<Say>a</Say>b",
        "<Hangup/><Say>never heard</Say>",
        "<Say>too late</Say><Reject/>",
        "<Redirect/>",
        "<Redirect>sip:x</Redirect>",
        "<Dial/>",
        "<Dial timeout='1'>+13055550123</Dial>",
        "<Dial callerId='anonymous'>+13055550123</Dial>",
        "<Dial><Number>0305550123</Number></Dial>",
        "<Dial><Queue>a</Queue><Number>+13055550123</Number></Dial>",
        "<Dial><Sip>care@acme.example</Sip></Dial>",
        "<Dial><Sip>sip:care@acme.example?Issue=x</Sip></Dial>",
        "<Dial><Sip>sip:care@acme.example?x-issue=a b</Sip></Dial>",
        f"<Dial><Sip>sip:care@acme.example?x-issue={'x' * 1024}</Sip></Dial>",
        "<Enqueue/>",
        f"<Enqueue>{'x' * 65}</Enqueue>",
        "<Enqueue workflowSid='WW1'>care</Enqueue>",
        "<Enqueue workflowSid='WW1'><Task>nothing</Task></Enqueue>",
        "<Record/>",
        "<Record action='https://shop.example/' maxLength='0'/>",
    ],
)
def test_each_fault_is_found(inside: str) -> None:
    assert check_document(response(inside))


@pytest.mark.parametrize("xml", ["", "<Response>", "<Reply/>", " <?xml version='1.0'?><Response/>", "x" * 65_537])
def test_what_is_no_document_is_found(xml: str) -> None:
    assert check_document(xml)


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("waiting", "<Dial>+13055550123</Dial>"),
        ("waiting", "<Gather action='https://shop.example/' input='dtmf speech'/>"),
        ("whisper", "<Dial>+13055550123</Dial>"),
        ("whisper", "<Redirect>https://shop.example/</Redirect>"),
        ("queued", "<Hangup/>"),
    ],
)
def test_a_place_holds_only_its_verbs(place: str, inside: str) -> None:
    assert check_document(response(inside), place=place)
