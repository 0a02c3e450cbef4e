"""REST gives a leg another document: what that means for the legs that it is connected with."""

import pytest
from twilio.rest import Client

from ivr.emulator import Party, Phone, Switchboard
from tests.emulator.conftest import AGENT, CALLER, HOST, LINE, Application
from tests.emulator.rest_client import refused

ROOM = "<Dial><Conference waitUrl='' beep='false'>room</Conference></Dial>"
DESK = "+18005550111"


@pytest.fixture
def elsewhere(app: Application) -> str:
    app["/elsewhere"] = "<Say>Somewhere else.</Say><Gather/>"
    app["/after"] = lambda asked: f"<Say>{asked.form.get('DialCallStatus') or asked.form['QueueResult']}</Say>"
    return f"{HOST}/elsewhere"


@pytest.fixture
def dialled(app: Application, phone: Phone, agent: Phone, elsewhere: str) -> Phone:
    """A caller whose Dial rings at an agent."""
    app["/voice"] = f"<Dial action='/after'>{AGENT}</Dial>"
    return phone.dials()


@pytest.fixture
def desk(app: Application, switchboard: Switchboard, phone: Phone, elsewhere: str) -> Phone:
    """An agent who has taken the caller out of a queue."""
    app["/voice"] = "<Enqueue action='/after'>care</Enqueue>"
    app["/desk"] = "<Dial action='/after'><Queue>care</Queue></Dial>"
    switchboard.add_number(DESK, f"{HOST}/desk")
    phone.dials()
    return Phone(switchboard, number=AGENT, to=DESK).dials().is_connected_to(CALLER)


def results(app: Application, phone: Phone) -> list[str]:
    """What the actions of one call were told."""
    told = (each.form for each in app.requests("/after") if each.form["CallSid"] == phone.call_sid)
    return [form.get("QueueResult") or form["DialCallStatus"] for form in told]


def test_a_member_of_a_queue_is_taken_out_and_the_action_is_told(app, client: Client, phone: Phone, elsewhere: str):
    app["/voice"] = "<Enqueue action='/after'>care</Enqueue>"
    phone.dials()
    (queue,) = client.queues.list()
    client.queues(queue.sid).members(phone.call_sid).update(url=elsewhere)
    phone.hears("somewhere else")
    assert results(app, phone) == ["redirected"]
    again = lambda: client.queues(queue.sid).members(phone.call_sid).update(url=elsewhere)  # noqa: E731
    assert refused(again) == (404, 20404)


def test_a_caller_who_talks_with_an_agent_of_the_queue(app, client: Client, phone: Phone, desk: Phone, elsewhere: str):
    client.calls(phone.call_sid).update(url=elsewhere)
    phone.hears("somewhere else")
    desk.hears("completed").is_hung_up()
    assert (results(app, phone), results(app, desk)) == (["redirected-from-bridged"], ["bridged"])


def test_an_agent_who_talks_with_a_caller_of_the_queue(app, client: Client, phone: Phone, desk: Phone, elsewhere: str):
    client.calls(desk.call_sid).update(url=elsewhere)
    desk.hears("somewhere else")
    phone.hears("bridged").is_hung_up()
    assert (results(app, phone), results(app, desk)) == (["bridged"], [])


def test_the_child_of_a_parent_that_is_redirected_dies(app, client, dialled: Phone, agent: Phone, elsewhere: str):
    agent.answers()
    client.calls(dialled.call_sid).update(url=elsewhere)
    dialled.hears("somewhere else")
    agent.is_hung_up()
    assert (agent.leg.call.status, results(app, dialled)) == ("completed", [])


def test_a_child_that_rings_is_called_no_longer_when_its_parent_is_redirected(
    client: Client, dialled: Phone, agent: Phone, elsewhere: str
):
    agent.is_ringing()
    client.calls(dialled.call_sid).update(url=elsewhere)
    dialled.hears("somewhere else")
    assert agent.is_hung_up().leg.call.status == "canceled"


def test_the_action_of_a_parent_whose_child_is_redirected_is_asked(
    app: Application, client: Client, dialled: Phone, agent: Phone, elsewhere: str
):
    agent.answers()
    client.calls(agent.call_sid).update(url=elsewhere)
    agent.hears("somewhere else")
    dialled.hears("completed").is_hung_up()
    agent.hangs_up()
    assert app.last("/after").form["DialCallSid"] == agent.call_sid


def test_a_child_that_is_redirected_in_its_whisper_is_lost_to_the_parent(
    app: Application, client: Client, phone: Phone, agent: Phone, elsewhere: str
):
    app["/voice"] = f"<Dial action='/after'><Number url='/whisper'>{AGENT}</Number></Dial>"
    app["/whisper"] = "<Gather/>"
    phone.dials()
    client.calls(agent.answers().call_sid).update(url=elsewhere)
    agent.hears("somewhere else")
    phone.hears("completed").is_hung_up()
    assert (app.last("/after").form["DialBridged"], agent.leg.call.status) == ("false", "in-progress")


@pytest.mark.parametrize(
    "number", ["<Number>+13055550123</Number>", "<Client>agent_7</Client>", "<Sip>sip:a@b.c</Sip>"]
)
def test_a_bridge_becomes_a_conference_child_first(app, client: Client, switchboard, phone: Phone, number: str):
    """The parent's action answers with the same conference, so that nobody is lost."""
    app["/voice"], app["/after"] = f"<Dial action='/after'>{number}</Dial>", ROOM
    switchboard.parties["client:agent_7"] = Party()
    phone.dials()
    child = next(leg for leg in switchboard.legs.values() if leg.parent)
    phone.is_connected_to(child.call.to)
    client.calls(child.call.sid).update(twiml=f"<Response>{ROOM}</Response>")
    phone.is_in_conference("room").says("Still there?")
    assert child.transcript[-1].words == "Still there?"


def test_a_participant_leaves_the_conference(app: Application, client: Client, switchboard, phone: Phone, elsewhere):
    app["/voice"] = ROOM
    phone.dials()
    other = Phone(switchboard, number="+14155550101", to=LINE).dials()
    client.calls(phone.call_sid).update(url=elsewhere)
    phone.hears("somewhere else")
    other.is_in_conference("room")
    assert [each.sid for each in switchboard.conferences.named["room"].participants] == [other.call_sid]


def test_a_participant_who_ends_the_conference_ends_it_by_leaving(app, client: Client, switchboard, phone, elsewhere):
    app["/voice"] = ROOM.replace("<Conference", "<Conference endConferenceOnExit='true'")
    phone.dials()
    other = Phone(switchboard, number="+14155550101", to=LINE).dials()
    client.calls(phone.call_sid).update(url=elsewhere)
    phone.hears("somewhere else")
    other.is_hung_up()


def test_one_who_was_called_into_a_conference_goes_on_elsewhere(app, client: Client, phone, agent: Phone, elsewhere):
    app["/voice"] = ROOM
    phone.dials()
    client.conferences("room").participants.create(from_=LINE, to=AGENT)
    client.calls(agent.answers().call_sid).update(url=elsewhere)
    agent.hears("somewhere else")
    phone.is_in_conference("room")


def test_a_call_that_rings_or_is_over_is_not_redirected(client: Client, dialled: Phone, agent: Phone, elsewhere: str):
    ringing = agent.is_ringing().call_sid
    assert refused(lambda: client.calls(ringing).update(url=elsewhere)) == (400, 21220)
    dialled.hangs_up()
    assert refused(lambda: client.calls(dialled.call_sid).update(url=elsewhere)) == (400, 21220)
    assert refused(lambda: client.calls(dialled.call_sid).update(status="completed")) == (400, 21220)
