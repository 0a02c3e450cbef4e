"""A call from its first ring to its end: fallback, rejection, redirection, loops."""

import pytest

from ivr.emulator import BY_HAND, Phone, Switchboard
from ivr.emulator.emulated_call import Progress
from ivr.emulator.leg_events import NextDocument, PutDown, Redirected
from tests.emulator.conftest import CALLER, HOST, LINE, Answer


@pytest.fixture
def lenient(switchboard: Switchboard) -> Phone:
    return Phone(switchboard, number=CALLER, to=LINE, is_strict=False)


def test_a_failed_document_goes_to_the_fallback_url(app, switchboard: Switchboard, lenient: Phone):
    switchboard.numbers[LINE].voice_fallback_url = f"{HOST}/fallback"
    app["/voice"] = Answer(status="500 OOPS")
    app["/fallback"] = "<Say>One moment.</Say>"
    lenient.dials().hears("one moment")
    told = app.last("/fallback").form
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", f"{HOST}/voice")


def test_a_document_that_is_no_xml_goes_there_too(app, switchboard: Switchboard, lenient: Phone):
    switchboard.numbers[LINE].voice_fallback_url = f"{HOST}/fallback"
    app["/voice"] = Answer("<Response>")
    app["/fallback"] = "<Say>One moment.</Say>"
    lenient.dials().hears("one moment")
    assert app.last("/fallback").form["ErrorCode"] == "12100"


def test_without_a_fallback_an_error_is_heard_and_the_call_drops(app, lenient: Phone):
    app["/voice"] = Answer(status="500 OOPS")
    lenient.dials().hears("an application error has occurred").is_hung_up()


def test_a_failing_fallback_is_not_tried_for_ever(app, switchboard: Switchboard, lenient: Phone):
    switchboard.numbers[LINE].voice_fallback_url = f"{HOST}/fallback"
    app["/voice"] = app["/fallback"] = Answer(status="500 OOPS")
    lenient.dials().hears("an application error has occurred").is_hung_up()
    assert len(app.requests("/fallback")) == 1


def test_documents_that_only_redirect_are_ended(app, lenient: Phone):
    app["/voice"] = "<Redirect/>"
    lenient.dials().is_hung_up()
    assert len(app.requests("/voice")) == 50


@pytest.mark.parametrize(("reason", "status"), [("rejected", "no-answer"), ("busy", "busy")])
def test_a_rejected_call_is_never_answered(app, phone: Phone, reason: str, status: str):
    app["/voice"] = f"<Reject reason='{reason}'/>"
    phone.dials().is_hung_up()
    assert phone.leg.call.status == status
    assert app.last("/status").form["CallDuration"] == "0"


def test_a_redirect_is_relative_to_its_document(app, phone: Phone):
    app["/voice"] = "<Redirect method='GET'>flows/main?x=1</Redirect><Say>Never heard.</Say>"
    app["/flows/main"] = "<Say>Hello.</Say>"
    phone.dials().hears("hello").does_not_hear("never heard")
    assert app.last("/flows/main").params["x"] == "1"
    assert app.last("/flows/main").form == {}


def test_rest_may_redirect_a_live_call(app, phone: Phone):
    app["/voice"] = "<Gather/>"
    app["/elsewhere"] = "<Say>Somewhere else.</Say>"
    phone.dials().leg.post(Redirected(NextDocument(f"{HOST}/elsewhere")))
    phone.hears("somewhere else")


def test_rest_may_end_a_live_call(app, phone: Phone):
    app["/voice"] = "<Gather/>"
    phone.dials().leg.post(PutDown())
    phone.is_hung_up()
    assert phone.leg.call.status == "completed"


def test_a_call_that_is_dropped_with_its_switchboard_tells_nobody(app, phone: Phone):
    app["/voice"] = "<Gather/>"
    script = phone.dials().leg.script
    assert script is not None
    script.close()
    assert not app.requests("/status")


def test_a_fault_of_the_application_in_process_is_seen_by_the_test(app, switchboard: Switchboard, phone: Phone):
    def broken(_asked: object) -> str:
        raise ZeroDivisionError

    app["/voice"] = broken
    with pytest.raises(ZeroDivisionError):
        phone.dials()
    assert phone.leg.call.is_over


def test_a_call_made_by_rest_tells_its_progress(app, switchboard: Switchboard, agent: Phone):
    events = frozenset({"initiated", "ringing", "answered", "completed"})
    app["/hello"] = "<Say>Hello.</Say>"
    app["/progress"] = ""
    switchboard.originate(
        from_=LINE,
        to=agent.number,
        document=NextDocument(f"{HOST}/hello"),
        progress=Progress(f"{HOST}/progress", events=events),
    )
    agent.answers().hears("hello").is_hung_up()
    told = [asked.form["CallStatus"] for asked in app.requests("/progress")]
    assert told == ["initiated", "ringing", "in-progress", "completed"]


def test_a_call_that_nobody_answers_is_given_up(app, switchboard: Switchboard):
    switchboard.parties[CALLER] = BY_HAND
    leg = switchboard.originate(from_=LINE, to=CALLER, document=NextDocument(f"{HOST}/hello"))
    switchboard.schedule.pass_time(61)
    assert leg.call.status == "no-answer"


def test_inline_twiml_runs_without_a_request(app, switchboard: Switchboard, agent: Phone):
    switchboard.originate(
        from_=LINE, to=agent.number, document=NextDocument("", twiml="<Response><Say>Hi.</Say></Response>")
    )
    agent.answers().hears("hi").is_hung_up()
    assert app.asked == []


def test_audio_is_fetched_from_where_the_document_came(app, phone: Phone):
    app["/voice"] = "<Play>/audio/hello.wav</Play>"
    app["/audio/hello.wav"] = Answer("x" * 16000, content_type="audio/ulaw")
    phone.dials().hears("hello wav")
    assert app.last("/audio/hello.wav").params == {}
    assert phone.leg.call.duration == 2


def test_audio_that_is_missing_is_an_alert(app, lenient: Phone):
    app["/voice"] = "<Play>/audio/missing.wav</Play><Say>And on.</Say>"
    lenient.dials().hears("and on")
    assert [alert.code for alert in lenient.alerts] == [11200]


def test_audio_with_a_caption_is_heard_as_words(app, switchboard: Switchboard, phone: Phone):
    switchboard.captions = {f"{HOST}/audio/1.wav": "It is on its way."}.get
    app["/voice"] = "<Play>/audio/1.wav</Play>"
    app["/audio/1.wav"] = Answer(content_type="audio/wav")
    phone.dials().hears("on its way")
