"""Telephones and browsers that are answered by hand, in virtual and in real time."""

import pytest
from twilio.rest import Client

from ivr.emulator import Phone, RealClock, Switchboard, in_process
from ivr.emulator.phone import Unexpected
from ivr.emulator.real_time import RealTimeRunner
from tests.emulator.conftest import AGENT, CALLER, HOST, LINE, Application


@pytest.fixture
def conferring(app: Application) -> Application:
    """Caller and agent are put into one conference."""
    app["/voice"] = "<Dial><Conference participantLabel='caller' waitUrl='' beep='false'>room</Conference></Dial>"
    app["/agent"] = "<Dial><Conference endConferenceOnExit='true' beep='false'>room</Conference></Dial>"
    return app


def test_a_browser_rings_and_talks_in_a_conference(conferring, client: Client, switchboard, phone: Phone):
    phone.dials()
    browser = switchboard.client("agent_7").does_not_ring()
    client.calls.create(to="client:agent_7?page=12", from_=LINE, url=f"{HOST}/agent")
    assert browser.rings().parameters == {"page": "12"}
    browser.accepts().is_in_conference("room").says("Good morning.")
    phone.hears("good morning").says("Where is my parcel?")
    browser.hears("where is my parcel").hangs_up()
    phone.is_hung_up()


def test_a_browser_whose_microphone_is_off_is_not_heard(conferring, client: Client, switchboard, phone: Phone):
    phone.dials()
    browser = switchboard.client("agent_7")
    client.conferences("room").participants.create(from_=LINE, to="client:agent_7")
    browser.accepts().mutes().says("Oh no.")
    phone.does_not_hear("oh no")
    browser.mutes(muted=False).says("Hello.")
    phone.hears("hello")


def test_a_browser_that_is_not_registered_is_not_reached(app: Application, client: Client, switchboard: Switchboard):
    call = client.calls.create(to="client:agent_7", from_=LINE, url=f"{HOST}/agent")
    switchboard.schedule.settle()
    assert client.calls(call.sid).fetch().status == "no-answer"


def test_a_tab_that_is_closed_ends_its_ringing_and_its_call(conferring, client: Client, switchboard, phone: Phone):
    phone.dials()
    for answered in (False, True):
        browser = switchboard.client("agent_7")
        call = client.calls.create(to="client:agent_7", from_=LINE, url=f"{HOST}/agent")
        browser = browser.accepts() if answered else browser.rings()
        browser.closes()
        assert client.calls(call.sid).fetch().status == ("completed" if answered else "no-answer")


def test_a_telephone_is_answered_by_hand_and_presses_keys(app: Application, client: Client, switchboard: Switchboard):
    app["/whisper"] = "<Gather numDigits='1' action='/taken'><Say>Press 1 to take the call.</Say></Gather>"
    app["/taken"] = "<Say>Thank you.</Say>"
    telephone = switchboard.telephone(AGENT)
    client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/whisper")
    telephone.rings().accepts().hears("press 1").presses("1").hears("thank you").is_hung_up()


def test_a_call_is_rejected(app: Application, client: Client, switchboard: Switchboard):
    telephone = switchboard.telephone(AGENT)
    call = client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/agent")
    telephone.rejects()
    assert client.calls(call.sid).fetch().status == "busy"


def test_checks_that_fail_say_so(conferring, client: Client, switchboard: Switchboard, phone: Phone):
    with pytest.raises(Unexpected, match="does not ring"):
        switchboard.client("agent_7").rings()
    client.calls.create(to="client:agent_7", from_=LINE, url=f"{HOST}/agent")
    browser = switchboard.client("agent_7").accepts()
    with pytest.raises(Unexpected, match="was not heard"):
        browser.hears("anything")
    with pytest.raises(Unexpected, match="is not over"):
        browser.is_hung_up()


def test_what_twilio_would_log_about_its_call_is_a_failure(client: Client, switchboard: Switchboard):
    browser = switchboard.client("agent_7")
    client.calls.create(to="client:agent_7", from_=LINE, url=f"{HOST}/nowhere")
    with pytest.raises(Unexpected, match="would have logged: 11200"):
        browser.accepts()


def test_the_same_in_real_time(conferring: Application):
    switchboard = Switchboard(wire=in_process(conferring), clock=RealClock())
    switchboard.add_number(LINE, f"{HOST}/voice")
    switchboard.add_number("+18005550111", f"{HOST}/ring")
    conferring["/ring"] = "<Dial><Client><Identity>agent_7</Identity></Client></Dial>"
    browser = switchboard.client("agent_7")
    with RealTimeRunner(switchboard, threads=4):
        caller = switchboard.place(from_=CALLER, to="+18005550111")
        browser.rings().accepts()
        caller.speaks("Is anybody there?")
        browser.hears("is anybody there").hangs_up().is_hung_up()
