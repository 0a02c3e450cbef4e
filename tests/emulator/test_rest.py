"""The REST API, asked by Twilio's own client."""

import pytest
import requests
from twilio.rest import Client

from ivr.emulator import Phone, Switchboard
from ivr.emulator.rest import RestFault, RestFaults
from tests.emulator.conftest import AGENT, CALLER, HOST, LINE
from tests.emulator.rest_client import RewritingClient, refused


def test_a_call_is_placed_and_runs_its_document(app, client: Client, agent: Phone):
    app["/hello"] = "<Say>Hello.</Say>"
    call = client.calls.create(to=AGENT, from_=LINE, url=f"{HOST}/hello")
    assert (call.status, call.direction) == ("queued", "outbound-api")
    agent.answers().hears("hello").is_hung_up()
    assert client.calls(call.sid).fetch().status == "completed"


def test_a_live_call_is_redirected(app, client: Client, phone: Phone):
    app["/voice"] = "<Gather/>"
    phone.dials()
    client.calls(phone.call_sid).update(twiml="<Response><Say>Somewhere else.</Say></Response>")
    phone.hears("somewhere else").is_hung_up()


def test_a_finished_call_cannot_be_redirected(app, client: Client, phone: Phone):
    app["/voice"] = ""
    phone.dials().is_hung_up()
    assert refused(lambda: client.calls(phone.call_sid).update(url=f"{HOST}/x")) == (400, 21220)


def test_a_call_is_ended(app, client: Client, phone: Phone):
    app["/voice"] = "<Gather/>"
    client.calls(phone.dials().call_sid).update(status="completed")
    phone.is_hung_up()


def test_calls_are_listed_newest_first_a_page_at_a_time(app, client: Client, phone: Phone):
    app["/voice"] = ""
    sids = [phone.dials().call_sid for _ in range(5)]
    assert [call.sid for call in client.calls.list(page_size=2)] == sids[::-1]
    assert client.calls.list(status="busy") == []


def test_a_message_is_taken_and_delivered(app, client: Client, switchboard: Switchboard):
    app["/sms"] = ""
    message = client.messages.create(to=CALLER, from_=LINE, body="Track it here", status_callback=f"{HOST}/sms")
    assert message.status == "queued"
    switchboard.schedule.settle()
    assert client.messages(message.sid).fetch().status == "delivered"
    assert [asked.form["MessageStatus"] for asked in app.requests("/sms")] == ["sent", "delivered"]
    assert [kept.body for kept in switchboard.messages.to(CALLER)] == ["Track it here"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"to": "5550100", "from_": LINE, "body": "x"}, 21211),
        ({"to": CALLER, "from_": "+19995550100", "body": "x"}, 21606),
        ({"to": CALLER, "from_": LINE, "body": ""}, 21602),
        ({"to": CALLER, "from_": LINE, "body": "x" * 1601}, 21617),
    ],
)
def test_a_message_that_twilio_refuses_is_refused(client: Client, message: dict[str, str], code: int):
    assert refused(lambda: client.messages.create(**message)) == (400, code)


def test_a_queue_shows_who_waits_and_lets_them_go(app, client: Client, phone: Phone):
    app["/voice"] = "<Enqueue>care</Enqueue>"
    app["/out"] = "<Say>Your turn.</Say>"
    phone.dials()
    (queue,) = client.queues.list()
    (member,) = queue.members.list()
    assert (queue.friendly_name, queue.current_size, member.call_sid) == ("care", 1, phone.call_sid)
    client.queues(queue.sid).members("Front").update(url=f"{HOST}/out")
    phone.hears("your turn").is_hung_up()


def test_a_numbers_webhooks_are_set(app, client: Client, phone: Phone):
    app["/new"] = "<Say>New.</Say>"
    (number,) = client.incoming_phone_numbers.list(phone_number=LINE)
    number.update(voice_url=f"{HOST}/new", voice_fallback_url=f"{HOST}/fallback")
    phone.dials().hears("new")
    assert client.incoming_phone_numbers(number.sid).fetch().voice_fallback_url == f"{HOST}/fallback"


def test_recordings_are_listed_and_deleted(app, client: Client, phone: Phone):
    app["/voice"] = "<Record/>"
    phone.dials().says("Call me back").hangs_up()
    (recording,) = client.recordings.list(call_sid=phone.call_sid)
    assert recording.delete()
    assert refused(recording.delete) == (404, 20404)


def test_the_account_answers(client: Client, switchboard: Switchboard):
    assert client.api.accounts(switchboard.account_sid).fetch().status == "active"


def test_wrong_credentials_are_refused(switchboard: Switchboard, host: str):
    stranger = Client(switchboard.account_sid, "wrong", http_client=RewritingClient(host))
    assert refused(lambda: stranger.api.accounts(switchboard.account_sid).fetch()) == (401, 20003)


def test_an_api_key_opens_as_well(switchboard: Switchboard, host: str):
    switchboard.api_keys["SK1"] = "secret"
    client = Client("SK1", "secret", switchboard.account_sid, http_client=RewritingClient(host))
    assert client.calls.list() == []


def test_faults_strike_once_each(client: Client, faults: RestFaults):
    faults.add(RestFault(500, path="Messages"), RestFault(429))
    assert refused(lambda: client.calls("Front").fetch()) == (429, 20429)
    assert client.calls.list() == []
    assert refused(lambda: client.messages("SM1").fetch()) == (500, 20500)


def test_a_fault_may_be_slow(client: Client, faults: RestFaults):
    faults.add(RestFault(seconds=0.6))
    client.http_client.timeout = 0.3
    with pytest.raises(requests.exceptions.ReadTimeout):
        client.calls.list()


def test_a_fault_may_come_after_what_was_asked_is_done(app, client: Client, faults: RestFaults, phone: Phone):
    app["/voice"] = "<Gather/>"
    phone.dials()
    faults.add(RestFault(500, path="Calls", method="POST", afterwards=True))
    assert client.calls(phone.call_sid).fetch().status == "in-progress"
    assert refused(lambda: client.calls(phone.call_sid).update(status="completed")) == (500, 20500)
    phone.is_hung_up()


def test_a_fault_may_be_a_refusal_with_a_code(client: Client, faults: RestFaults):
    faults.add(RestFault(400, code=21220, path="Calls"))
    assert refused(lambda: client.calls("CA1").update(status="completed")) == (400, 21220)


def test_an_unknown_resource_is_not_found(client: Client):
    assert refused(lambda: client.calls("CA" + "1" * 32).fetch()) == (404, 20404)
    assert refused(lambda: client.conferences("CF1").fetch()) == (404, 20404)
