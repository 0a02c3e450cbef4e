"""Twilio's parameters in our words (Twilio: TwiML voice requests, <Gather>, <Dial>, <Enqueue>, <Record>)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.twilio.form import BadWebhook, Pairs
from ivr.adapters.twilio.incoming import LAST, fault, status_changed, webhook
from ivr.calls.events import ENDED
from ivr.engine.call import Answer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALL = {"CallSid": "CA" + "1" * 32, "From": "+14155550100", "To": "+18005550199"}


def form(**more: str) -> Pairs:
    return tuple({**CALL, **more}.items())


def answer(**more: str) -> Answer:
    return webhook(form(**more)).answer


def test_a_new_call_says_which_call_from_whom_and_to_whom() -> None:
    call = webhook(form(StirVerstat="TN-Validation-Passed-A", SomethingNew="x"))
    assert (call.sid, call.ani, call.dnis) == tuple(CALL.values())
    assert (call.attestation, call.answer) == ("TN-Validation-Passed-A", Answer())


def test_a_call_that_we_placed_is_the_customers_all_the_same() -> None:
    call = webhook(form(Direction="outbound-api"))
    assert (call.ani, call.dnis) == (CALL["To"], CALL["From"])


@pytest.mark.parametrize("ani", ["anonymous", "+266696687", "client:ann", "sip:ann@shop.example", "", "0041 44"])
def test_a_caller_is_taken_as_twilio_gives_it(ani: str) -> None:
    assert webhook(form(From=ani)).ani == ani


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"Digits": "12345"}, Answer(keys="12345")),
        ({"Digits": "12*#", "msg": "Gather End"}, Answer(keys="12*#")),
        ({"Digits": "", "FinishedOnKey": "*"}, Answer(keys="*")),
        ({"Digits": "123", "FinishedOnKey": "*"}, Answer(keys="123")),
        ({"Digits": "", "FinishedOnKey": "#"}, Answer()),
        ({"Digits": "hangup"}, Answer()),
        ({"SpeechResult": " Where is it? ", "Confidence": "0.9"}, Answer(speech="Where is it?")),
        ({"Digits": "1", "SpeechResult": "one"}, Answer(keys="1", speech="one")),
    ],
)
def test_keys_and_speech_are_the_callers_answer(sent: dict[str, str], meant: Answer) -> None:
    assert answer(**sent) == meant


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        ({"QueueResult": "bridged"}, "done"),
        ({"QueueResult": "redirected-from-bridged"}, "done"),
        ({"QueueResult": "leave"}, "left"),
        ({"QueueResult": "queue-full"}, "full"),
        ({"QueueResult": "hangup", "CallStatus": "completed"}, "abandoned"),
        ({"QueueResult": "hangup", "CallStatus": "in-progress"}, "unanswered"),
        ({"QueueResult": "system-error"}, "failed"),
        ({"QueueResult": "something new"}, "failed"),
        ({"DialCallStatus": "completed", "DialBridged": "true"}, "done"),
        ({"DialCallStatus": "completed"}, "done"),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, "unanswered"),
        ({"DialCallStatus": "no-answer", "DialBridged": "false"}, "unanswered"),
        ({"DialCallStatus": "busy"}, "busy"),
        ({"DialCallStatus": "failed"}, "failed"),
        ({"DialCallStatus": "canceled", "CallStatus": "completed"}, "abandoned"),
        ({"DialCallStatus": "canceled", "CallStatus": "in-progress"}, "unanswered"),
        ({"DialCallStatus": "completed", "RecordingUrl": "https://api.example/RE1"}, "done"),
        ({"DialCallStatus": ""}, "failed"),
    ],
)
def test_the_end_of_a_hand_off_is_told_in_our_words(sent: dict[str, str], outcome: str) -> None:
    assert answer(**sent) == Answer(outcome=outcome)


def test_who_hung_up_on_an_agent_is_told_from_who_stays() -> None:
    assert answer(QueueResult="bridged", CallStatus="completed") == Answer(outcome="done", has_hung_up=True)
    assert answer(QueueResult="bridged", CallStatus="in-progress") == Answer(outcome="done")


def test_a_message_that_was_left_is_named_by_its_address() -> None:
    url = "https://api.example/RE1"
    assert answer(RecordingUrl=url, Digits="#") == Answer(outcome="done", recording=url)


@pytest.mark.parametrize("sent", ["4111111111111111", "4111 1111 1111 1111", "378282246310005", "4111-1111-1111-1111"])
def test_of_a_card_number_nothing_is_kept(sent: str) -> None:
    assert answer(Digits=sent) == Answer(is_card_number=True)
    assert answer(SpeechResult=f"my card is {sent} okay") == Answer(is_card_number=True)


def test_a_long_number_that_is_no_cards_is_an_answer() -> None:
    assert answer(Digits="4111111111111112").keys == "4111111111111112"


@pytest.mark.parametrize("missing", ["CallSid", "From", "To"])
def test_a_webhook_that_does_not_say_whose_call_it_is_is_bad(missing: str) -> None:
    with pytest.raises(BadWebhook, match=missing):
        webhook(tuple((name, value) for name, value in CALL.items() if name != missing))


@pytest.mark.parametrize("sid", ["", "CA", "CA../x", "CA1 ", "SM1", "CA" + "1" * 63, "CA\u0661"])
def test_a_call_sid_that_is_none_is_bad(sid: str) -> None:
    with pytest.raises(BadWebhook):
        webhook(form(CallSid=sid))


def test_a_bad_webhook_is_named_without_its_value() -> None:
    with pytest.raises(BadWebhook) as caught:
        webhook(form(CallSid="+14155550100"))
    assert "4155550100" not in str(caught.value)


def test_what_is_too_long_is_cut() -> None:
    long = webhook(form(From="1" * 9999, To="2" * 9999, Digits="3" * 9999, SpeechResult="x" * 9999))
    assert (len(long.ani), len(long.dnis), len(long.answer.keys), len(long.answer.speech)) == (256, 256, 64, 1000)


def test_a_status_says_when_and_in_which_order() -> None:
    sent = form(CallStatus="in-progress", SequenceNumber="2", Timestamp="Sun, 22 Nov 2026 11:59:58 +0000")
    status = status_changed(sent, now=NOW)
    assert status is not None
    assert (status.status, status.sequence, status.at, status.seconds) == (
        "in-progress",
        2,
        NOW - timedelta(seconds=2),
        None,
    )


@pytest.mark.parametrize("final", sorted(ENDED))
def test_a_final_status_without_a_sequence_comes_last(final: str) -> None:
    status = status_changed(form(CallStatus=final, CallDuration="61"), now=NOW)
    assert status is not None
    assert (status.sequence, status.at, status.seconds) == (LAST, NOW, 61)


def test_a_status_without_a_sequence_comes_first_while_the_call_lives() -> None:
    status = status_changed(form(CallStatus="ringing"), now=NOW)
    assert status is not None
    assert status.sequence == 0


def test_the_status_of_another_leg_is_not_the_calls() -> None:
    assert status_changed(form(CallStatus="completed", ParentCallSid="CA2"), now=NOW) is None


def test_a_status_callback_without_a_status_is_bad() -> None:
    with pytest.raises(BadWebhook, match="CallStatus"):
        status_changed(form(), now=NOW)


@given(st.text(max_size=30) | st.just("Sun, 22 Nov 2026 11:59:58 -0000"), st.text(max_size=12))
def test_a_broken_time_or_number_is_no_reason_to_lose_a_status(time: str, number: str) -> None:
    sent = form(CallStatus="completed", Timestamp=time, SequenceNumber=number, CallDuration=number)
    status = status_changed(sent, now=NOW)
    assert status is not None
    assert status.at.tzinfo is not None


@pytest.mark.parametrize(
    ("code", "delivered"),
    [("11200", False), ("11205", False), ("11750", True), ("12100", True), ("13310", True), ("", False)],
)
def test_a_fault_tells_whether_our_answer_was_delivered(code: str, delivered: bool) -> None:
    told = fault(form(ErrorCode=code, ErrorUrl="https://shop.example/voice/CA1/2"))
    assert (told.code, told.delivered, told.url) == (code, delivered, "https://shop.example/voice/CA1/2")
