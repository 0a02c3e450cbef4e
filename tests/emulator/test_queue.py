"""<Enqueue>, its waiting document, and agents who take calls from it (Twilio: <Enqueue>, <Queue>)."""

import pytest

from ivr.emulator import Phone, Switchboard
from ivr.emulator.leg_events import NextDocument, Redirected
from ivr.emulator.twiml import verbs as v
from tests.emulator.conftest import AGENT, CALLER

DESK = "+18005550111"


@pytest.fixture
def queued(app, phone: Phone) -> Phone:
    app["/voice"] = "<Enqueue action='/after' waitUrl='/wait'>care</Enqueue>"
    app["/wait"] = lambda asked: f"<Say>You are number {asked.form['QueuePosition']}.</Say>"
    app["/after"] = lambda asked: f"<Say>{asked.form['QueueResult']}</Say>"
    return phone.dials()


@pytest.fixture
def desk(app, switchboard: Switchboard) -> Phone:
    app["/desk"] = "<Dial timeout='20'><Queue>care</Queue></Dial>"
    switchboard.add_number(DESK, "https://line.example/desk")
    return Phone(switchboard, number=AGENT, to=DESK)


def test_the_waiting_document_is_asked_again_and_again(app, queued: Phone):
    queued.hears("you are number 1").waits().hears("you are number 1").is_in_queue("care")
    assert int(app.last("/wait").form["QueueTime"]) > 0


def test_the_next_caller_is_taken_and_the_action_told_after_the_talk(queued: Phone, desk: Phone, app):
    desk.dials().is_connected_to(CALLER)
    queued.is_connected_to(AGENT)
    assert not app.requests("/after")
    desk.hangs_up()
    queued.hears("bridged").is_hung_up()


def test_first_come_first_served(queued: Phone, desk: Phone, switchboard: Switchboard):
    second = Phone(switchboard, number="+14155550101", to="+18005550199").dials().hears("you are number 2")
    desk.dials().is_connected_to(CALLER)
    second.waits().hears("you are number 1").is_in_queue("care")


def test_an_agent_may_wait_for_a_caller(app, switchboard: Switchboard, queued: Phone, desk: Phone):
    queued.hangs_up()
    desk.dials()
    Phone(switchboard, number=CALLER, to="+18005550199").dials().is_connected_to(AGENT)
    desk.is_connected_to(CALLER)


def test_the_queued_caller_hears_the_announcement(app, queued: Phone, desk: Phone):
    app["/desk"] = "<Dial><Queue url='/announce'>care</Queue></Dial>"
    app["/announce"] = "<Say>You are being connected.</Say>"
    desk.dials().is_connected_to(CALLER)
    queued.hears("you are being connected")
    assert app.last("/announce").form["DequeingCallSid"] == desk.call_sid


def test_leaving_asks_the_action_at_once(app, queued: Phone):
    app["/wait"] = "<Leave/>"
    queued.waits().hears("leave").is_hung_up()


def test_a_key_in_the_waiting_document_leaves_the_queue(app, queued: Phone):
    app["/wait"] = "<Gather numDigits='1' action='/callback'><Say>Press 1 to be called back.</Say></Gather>"
    app["/callback"] = "<Leave/>"
    queued.waits().offers("1").presses("1").hears("leave")


def test_hanging_up_in_the_queue_tells_the_action(app, switchboard: Switchboard, queued: Phone):
    queued.hangs_up().is_hung_up()
    assert app.last("/after").form["QueueResult"] == "hangup"
    assert app.last("/after").form["CallStatus"] == "completed"
    assert switchboard.queue("care").members == []


def test_rest_may_redirect_a_waiting_caller(app, queued: Phone):
    app["/elsewhere"] = "<Say>Somewhere else.</Say>"
    queued.leg.post(Redirected(NextDocument("https://line.example/elsewhere")))
    queued.hears("somewhere else").is_hung_up()
    assert app.last("/after").form["QueueResult"] == "redirected"


def test_a_full_queue_takes_nobody(app, switchboard: Switchboard, phone: Phone):
    switchboard.queue("care").max_size = 0
    app["/voice"] = "<Enqueue action='/after'>care</Enqueue>"
    app["/after"] = lambda asked: f"<Say>{asked.form['QueueResult']}</Say>"
    phone.dials().hears("queue full")
    assert "QueueSid" not in app.last("/after").form


def test_without_a_wait_url_there_is_music(app, phone: Phone):
    app["/voice"] = "<Enqueue>care</Enqueue>"
    phone.dials().hears("hold music").waits().hears("hold music")


def test_a_task_carries_its_attributes_and_is_assigned_to_a_worker(app, switchboard: Switchboard, phone: Phone):
    app["/voice"] = "<Enqueue workflowSid='WW1'><Task priority='5'>{\"language\": \"es\"}</Task></Enqueue>"
    phone.dials()
    (task,) = switchboard.tasks
    assert (task.attributes["language"], task.priority, task.call_sid) == ("es", 5, phone.call_sid)
    switchboard.assign(task, v.Number(address=AGENT))
    phone.waits().is_connected_to(AGENT)


def test_a_verb_that_may_not_wait_is_an_alert(app, switchboard: Switchboard):
    app["/voice"] = "<Enqueue waitUrl='/wait'>care</Enqueue>"
    app["/wait"] = f"<Dial>{AGENT}</Dial>"
    with pytest.raises(AssertionError, match="12200"):
        Phone(switchboard, number=CALLER, to="+18005550199").dials()
