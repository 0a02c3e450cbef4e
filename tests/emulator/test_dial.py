"""<Dial> and the party that answers (Twilio: <Dial>, <Number>, <Sip>)."""

import pytest

from ivr.emulator import Party, Phone, Switchboard
from ivr.emulator.leg_events import Keys
from tests.emulator.conftest import AGENT, CALLER, LINE

WHISPER = "<Gather numDigits='1' action='/accepted'><Say>Press 1 to take the call.</Say></Gather><Hangup/>"


@pytest.fixture
def dialled(app):
    app["/dialled"] = lambda asked: f"<Say>{asked.form['DialCallStatus']} {asked.form.get('DialBridged')}</Say>"
    return app


def test_a_party_answers_and_talks_and_the_action_is_told(dialled, phone: Phone):
    dialled["/voice"] = f"<Dial action='/dialled'>{AGENT}</Dial>"
    phone.dials().is_connected_to(AGENT).waits().hears("completed true").is_hung_up()
    assert dialled.last("/dialled").form["DialCallDuration"] == "60"


@pytest.mark.parametrize("outcome", ["busy", "no-answer", "failed"])
def test_a_party_that_is_not_reached(dialled, switchboard: Switchboard, phone: Phone, outcome):
    switchboard.parties[AGENT] = Party(outcome)
    dialled["/voice"] = f"<Dial action='/dialled' timeout='20'>{AGENT}</Dial>"
    phone.dials().hears(f"{outcome} false").is_hung_up()


def test_a_party_that_declines_is_busy(dialled, phone: Phone, agent: Phone):
    dialled["/voice"] = f"<Dial action='/dialled'>{AGENT}</Dial>"
    phone.dials()
    agent.declines().is_hung_up()
    phone.hears("busy false").is_hung_up()


def test_without_an_action_the_next_verb_comes(app, switchboard: Switchboard, phone: Phone):
    switchboard.parties[AGENT] = Party("busy")
    app["/voice"] = f"<Dial>{AGENT}</Dial><Say>Nobody is there.</Say>"
    phone.dials().hears("nobody is there")


def test_the_first_to_answer_wins_and_the_others_stop_ringing(dialled, switchboard: Switchboard, phone: Phone):
    switchboard.parties["+13055550124"] = Party(rings=1)
    dialled["/voice"] = f"<Dial action='/dialled'><Number>{AGENT}</Number><Number>+13055550124</Number></Dial>"
    phone.dials().is_connected_to("+13055550124")
    statuses = {leg.call.to: leg.call.status for leg in switchboard.legs.values() if leg.parent}
    assert statuses == {AGENT: "canceled", "+13055550124": "in-progress"}


def test_whoever_answers_hears_the_whisper_first(app, phone: Phone, agent: Phone):
    app["/voice"] = f"<Dial><Number url='/whisper'>{AGENT}</Number></Dial>"
    app["/whisper"] = WHISPER
    app["/accepted"] = ""
    phone.dials()
    agent.answers().hears("take the call").offers("1").presses("1").is_connected_to(CALLER)
    phone.is_connected_to(AGENT)
    assert app.last("/whisper").form["ParentCallSid"] == phone.call_sid


def test_a_party_that_does_not_accept_is_completed_but_not_bridged(dialled, switchboard: Switchboard, phone: Phone):
    dialled["/voice"] = f"<Dial action='/dialled'><Number url='/whisper'>{AGENT}</Number></Dial>"
    dialled["/whisper"] = WHISPER
    phone.dials().hears("completed false")


def test_a_party_may_press_keys_by_itself(app, switchboard: Switchboard, phone: Phone):
    switchboard.parties[AGENT] = Party(inputs=(Keys("1"),))
    app["/voice"] = f"<Dial><Number url='/whisper'>{AGENT}</Number></Dial>"
    app["/whisper"] = WHISPER
    app["/accepted"] = ""
    phone.dials().is_connected_to(AGENT)


def test_a_dial_in_a_whisper_ends_the_leg(app, switchboard: Switchboard):
    phone = Phone(switchboard, number=CALLER, to=LINE, is_strict=False)
    app["/voice"] = f"<Dial><Number url='/whisper'>{AGENT}</Number></Dial>"
    app["/whisper"] = f"<Dial>{CALLER}</Dial>"
    phone.dials().is_hung_up()
    assert [alert.code for alert in phone.alerts] == [13201]


def test_sip_headers_reach_the_party(dialled, switchboard: Switchboard, phone: Phone):
    dialled["/voice"] = "<Dial action='/dialled'><Sip>sip:care@acme.example?X-Order=W100&amp;X-Issue=late</Sip></Dial>"
    phone.dials().is_connected_to("sip:care@acme.example")
    (leg,) = switchboard.legs_to("sip:care@acme.example")
    assert leg.call.sip_headers == {"X-Order": "W100", "X-Issue": "late"}
    phone.waits()
    assert dialled.last("/dialled").form["DialSipResponseCode"] == "200"


@pytest.mark.parametrize(
    ("dialling", "code"),
    [
        (f"<Dial callerId='+19995550100'>{AGENT}</Dial>", 13214),
        ("<Dial>somebody</Dial>", 13223),
        ("<Dial><Sip>sip:a@b.example?Order=1</Sip></Dial>", 13252),
        (f"<Dial><Number>{AGENT}</Number><Conference>room</Conference></Dial>", 13000),
    ],
)
def test_what_cannot_be_dialled_is_refused(app, switchboard: Switchboard, dialling: str, code: int):
    phone = Phone(switchboard, number=CALLER, to=LINE, is_strict=False)
    app["/voice"] = dialling
    phone.dials().is_hung_up()
    assert [alert.code for alert in phone.alerts] == [code]


def test_the_caller_hanging_up_ends_the_other_leg(app, switchboard: Switchboard, phone: Phone):
    app["/voice"] = f"<Dial>{AGENT}</Dial>"
    phone.dials().is_connected_to(AGENT).hangs_up()
    assert all(leg.call.is_over for leg in switchboard.legs.values())


def test_a_star_ends_the_bridge_where_that_is_asked_for(dialled, phone: Phone):
    dialled["/voice"] = f"<Dial action='/dialled' hangupOnStar='true'>{AGENT}</Dial>"
    phone.dials().is_connected_to(AGENT).presses("*").hears("completed true")


def test_the_time_limit_ends_the_bridge(dialled, switchboard: Switchboard, phone: Phone):
    switchboard.parties[AGENT] = Party(talks=None)
    dialled["/voice"] = f"<Dial action='/dialled' timeLimit='90'>{AGENT}</Dial>"
    phone.dials().is_connected_to(AGENT).waits().hears("completed true")
    assert dialled.last("/dialled").form["DialCallDuration"] == "90"


def test_a_client_is_dialled_by_its_name(app, switchboard: Switchboard, phone: Phone):
    client = "<Identity>ana</Identity><Parameter name='order' value='W100'/>"
    app["/voice"] = f"<Dial><Client>{client}</Client></Dial>"
    browser = switchboard.client("ana")
    phone.dials()
    assert browser.rings().parameters == {"order": "W100"}
    browser.accepts()
    phone.is_connected_to("client:ana")


def test_a_client_that_is_not_registered_does_not_answer(dialled, phone: Phone):
    dialled["/voice"] = "<Dial action='/dialled'><Client>ana</Client></Dial>"
    phone.dials().hears("no answer false").is_hung_up()


def test_progress_of_a_dialled_leg_is_called_back_in_order(app, phone: Phone):
    events = "initiated ringing answered completed"
    app["/voice"] = f"<Dial><Number statusCallback='/progress' statusCallbackEvent='{events}'>{AGENT}</Number></Dial>"
    app["/progress"] = ""
    phone.dials().waits().is_hung_up()
    told = [(asked.form["SequenceNumber"], asked.form["CallStatus"]) for asked in app.requests("/progress")]
    assert told == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]


def test_both_sides_of_a_bridge_hear_each_other(app, phone: Phone, agent: Phone):
    app["/voice"] = f"<Dial>{AGENT}</Dial>"
    phone.dials()
    agent.answers().says("How can I help?")
    phone.hears("how can I help").says("My parcel is late")
    agent.hears("my parcel is late")


def test_a_conference_starts_with_the_second_and_ends_with_its_host(app, switchboard: Switchboard, phone: Phone):
    app["/voice"] = "<Dial><Conference waitUrl='/music'>room</Conference></Dial>"
    app["/music"] = "<Say>Please wait.</Say>"
    app["/host"] = "<Dial><Conference endConferenceOnExit='true'>room</Conference></Dial>"
    switchboard.add_number("+18005550111", "https://line.example/host")
    phone.dials().hears("please wait").is_in_conference("room")
    host = Phone(switchboard, number=AGENT, to="+18005550111").dials().says("Hello")
    phone.hears("hello")
    host.hangs_up()
    phone.is_hung_up()
