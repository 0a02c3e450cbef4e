"""Conferences and participants by REST, asked by Twilio's own client."""

import pytest
from twilio.rest import Client

from ivr.emulator import Phone, Switchboard
from tests.emulator.conftest import AGENT, CALLER, HOST, LINE, Application
from tests.emulator.rest_client import refused

ROOM = "room-1"
COACH = "+13055550124"


@pytest.fixture
def caller(app: Application, phone: Phone) -> Phone:
    """A caller alone in the conference."""
    noun = "<Conference participantLabel='caller' waitUrl='' beep='false' statusCallback='/events' "
    noun += f"statusCallbackEvent='join leave hold mute modify announcement end'>{ROOM}</Conference>"
    app["/voice"] = f"<Dial>{noun}</Dial><Say>How was it?</Say>"
    app["/events"] = ""
    return phone.dials()


@pytest.fixture
def invite(client: Client, caller: Phone, switchboard: Switchboard):
    """Somebody is called into the conference and answers."""

    def comes_in(label: str, number: str = AGENT, **how: object) -> Phone:
        phone = Phone(switchboard, number=number).can_be_called()
        client.conferences(ROOM).participants.create(from_=LINE, to=number, label=label, **how)
        return phone.answers()

    return comes_in


@pytest.fixture
def room(client: Client, caller: Phone, invite):
    """The conference with caller and agent in it."""
    invite("agent")
    (room,) = client.conferences.list(friendly_name=ROOM)
    return client.conferences(room.sid)


def events(app: Application) -> list[str]:
    return [each.form["StatusCallbackEvent"] for each in app.requests("/events")]


def test_a_participant_is_called_in_and_talks(client: Client, caller: Phone, agent: Phone):
    asked = client.conferences(ROOM).participants.create(from_=LINE, to=AGENT, label="agent")
    assert (asked.status, asked.label) == ("queued", "agent")
    assert client.conferences(asked.conference_sid).participants("agent").fetch().status == "queued"
    agent.answers().says("Good morning.")
    caller.hears("good morning")
    assert client.conferences(asked.conference_sid).participants("agent").fetch().status == "connected"


def test_a_conference_is_made_for_the_first_who_is_called_in(client: Client, switchboard: Switchboard, agent: Phone):
    sid = client.conferences("new").participants.create(from_=LINE, to=AGENT).conference_sid
    assert client.conferences(sid).fetch().status == "init"
    agent.answers().is_in_conference("new").hangs_up()
    assert client.conferences(sid).fetch().reason_conference_ended == "last-participant-left"


def test_only_conferences_in_progress_are_listed_unless_others_are_asked_for(client: Client, caller: Phone, room):
    assert [each.friendly_name for each in client.conferences.list()] == [ROOM]
    room.update(status="completed")
    caller.hears("how was it").is_hung_up()
    assert client.conferences.list() == []
    assert [each.reason_conference_ended for each in client.conferences.list(status="completed")] == [
        "conference-ended-via-api"
    ]


def test_a_held_one_hears_music_alone_and_is_not_heard(app: Application, caller: Phone, room):
    agent = caller.switchboard.legs[room.participants("agent").fetch().call_sid]
    app["/hold"] = "<Say>Please hold.</Say>"
    room.participants("caller").update(hold=True, hold_url=f"{HOST}/hold")
    caller.is_on_hold().hears("please hold").waits().hears("please hold").says("Where are you?")
    assert app.last("/hold").method == "GET"
    assert not {"Please hold.", "Where are you?"} & {line.words for line in agent.transcript}
    room.participants("caller").update(hold=False)
    caller.is_on_hold(held=False).says("Back again.")
    assert agent.transcript[-1].words == "Back again."
    assert events(app)[-2:] == ["participant-hold", "participant-unhold"]


def test_music_of_twilios_own_plays_without_a_hold_document(caller: Phone, room):
    room.participants("caller").update(hold=True)
    caller.hears("hold music")
    assert room.participants("caller").fetch().hold is True


def test_a_supervisor_listens_coaches_and_barges_in(client: Client, caller: Phone, invite, room):
    agent_sid = room.participants("agent").fetch().call_sid
    agent = caller.switchboard.legs[agent_sid]
    coach = invite("coach", COACH, muted=True, beep="false", start_conference_on_enter=False)
    supervisor = room.participants("coach")
    coach.says("First.")
    supervisor.update(coaching=True, call_sid_to_coach=agent_sid, muted=False)
    coach.says("Second.")
    supervisor.update(coaching=False)
    coach.says("Third.")
    assert [line.words for line in agent.transcript if line.who == "other"] == ["Second.", "Third."]
    assert [line.words for line in caller.lines if line.who == "other"] == ["Third."]


def test_one_who_is_coached_must_be_in_and_not_on_hold(room, invite):
    invite("coach", COACH)
    agent, coach = room.participants("agent"), room.participants("coach")
    assert refused(lambda: coach.update(coaching=True, call_sid_to_coach="CA" + "1" * 32)) == (400, 16028)
    agent.update(hold=True)
    assert refused(lambda: coach.update(call_sid_to_coach=agent.fetch().call_sid)) == (400, 16027)
    assert refused(lambda: coach.update(coaching=True)) == (400, 20001)


def test_a_supervisor_takes_over(caller: Phone, invite, room):
    coach = invite("coach", COACH)
    room.participants("agent").update(end_conference_on_exit=False)
    room.participants("coach").update(end_conference_on_exit=True)
    assert room.participants("agent").delete()
    coach.says("I am the manager.")
    caller.hears("I am the manager")
    coach.hangs_up()
    caller.hears("how was it")


def test_removing_one_who_ends_the_conference_ends_it(client: Client, caller: Phone, room):
    room.participants("agent").update(end_conference_on_exit=True)
    room.participants("agent").delete()
    caller.hears("how was it")
    assert room.fetch().reason_conference_ended == "participant-with-end-conference-on-exit-kicked"
    assert refused(lambda: room.participants("agent").fetch()) == (404, 20404)
    assert refused(lambda: room.participants("agent").delete()) == (404, 20404)


def test_one_who_rings_is_called_no_longer_when_removed(app: Application, client: Client, caller: Phone, agent: Phone):
    asked = client.conferences(ROOM).participants.create(from_=LINE, to=AGENT, label="agent")
    client.conferences(asked.conference_sid).participants("agent").delete()
    caller.waits(1)
    assert client.calls(asked.call_sid).fetch().status == "canceled"
    left = app.last("/events").form
    assert (left["ReasonParticipantLeft"], left["ParticipantCallStatus"]) == ("participant_add_failed", "canceled")


def test_one_who_does_not_answer_leaves_with_the_status(app: Application, client: Client, caller: Phone, agent: Phone):
    client.conferences(ROOM).participants.create(from_=LINE, to=AGENT, timeout=20)
    caller.waits(30)
    assert app.last("/events").form["ParticipantCallStatus"] == "no-answer"


def test_one_who_rings_when_the_conference_ends_begins_a_new_one(client: Client, caller: Phone, room, switchboard):
    other = switchboard.telephone(COACH)
    client.conferences(ROOM).participants.create(from_=LINE, to=COACH, label="guest")
    other.rings()
    room.update(status="completed")
    caller.hears("how was it")
    assert refused(lambda: room.participants("guest").delete()) == (404, 20404)
    other.accepts().is_in_conference(ROOM)
    assert len(switchboard.conferences.kept) == 2


def test_an_announcement_to_all_is_not_heard_on_hold(app: Application, caller: Phone, room):
    app["/told"] = "<Say>This call may be heard.</Say>"
    agent = caller.switchboard.legs[room.participants("agent").fetch().call_sid]
    room.participants("caller").update(hold=True)
    room.update(announce_url=f"{HOST}/told")
    caller.waits(5).does_not_hear("may be heard")
    assert agent.transcript[-1].words == "This call may be heard."


def test_labels_are_unique_and_lists_hold_those_who_are_in(client: Client, room, invite):
    again = lambda: client.conferences(ROOM).participants.create(from_=LINE, to=AGENT, label="agent")  # noqa: E731
    assert refused(again) == (400, 16025)
    room.participants("agent").update(muted=True)
    assert [each.label for each in room.participants.list()] == ["caller", "agent"]
    assert [each.label for each in room.participants.list(muted=True)] == ["agent"]


def test_an_announcement_to_one_and_to_all(app: Application, caller: Phone, room):
    app["/told"] = "<Say>This call may be heard.</Say>"
    agent = caller.switchboard.legs[room.participants("agent").fetch().call_sid]
    room.participants("caller").update(announce_url=f"{HOST}/told")
    caller.hears("may be heard")
    assert not any(line.words.startswith("This call") for line in agent.transcript)
    room.update(announce_url=f"{HOST}/told")
    caller.waits().hears("may be heard")
    assert [line.words for line in agent.transcript].count("This call may be heard.") == 1
    assert len(app.requests("/told")) == events(app).count("announcement-end") == 2


def test_an_announcement_that_cannot_be_fetched_is_told(app: Application, caller: Phone, room):
    room.update(announce_url=f"{HOST}/nowhere")
    caller.waits(1)
    assert app.last("/events").form["StatusCallbackEvent"] == "announcement-fail"


def test_a_second_announcement_waits_for_the_first(app: Application, caller: Phone, room):
    app["/told"] = "<Say>This call may be heard.</Say><Pause length='5'/><Say>Thank you.</Say>"
    app["/more"] = "<Say>One more thing.</Say>"
    room.participants("caller").update(announce_url=f"{HOST}/told")
    caller.switchboard.schedule.settle()
    room.participants("caller").update(announce_url=f"{HOST}/more")
    caller.hears("this call may be heard thank you one more thing")


def test_an_announcement_may_lead_to_another_document(app: Application, caller: Phone, room):
    app["/told"], app["/more"] = "<Say>First.</Say><Redirect>/more</Redirect>", "<Say>Second.</Say>"
    room.participants("caller").update(announce_url=f"{HOST}/told")
    caller.hears("first second").says("Hello?")


def test_the_wait_music_of_one_alone_is_changed(app: Application, client: Client, agent: Phone):
    app["/wait"] = "<Say>Nearly there.</Say>"
    sid = client.conferences(ROOM).participants.create(from_=LINE, to=AGENT, label="agent").conference_sid
    agent.answers().hears("hold music")
    client.conferences(sid).participants("agent").update(wait_url=f"{HOST}/wait")
    agent.waits().hears("nearly there")


def test_each_request_is_kept_for_those_who_count(client: Client, switchboard: Switchboard):
    client.conferences.list()
    path = f"/2010-04-01/Accounts/{switchboard.account_sid}/Conferences.json"
    assert list(switchboard.rest_requests) == [("GET", path)]


def test_nobody_joins_a_conference_that_is_over(client: Client, caller: Phone, room):
    room.update(status="completed")
    assert refused(lambda: room.participants.create(from_=LINE, to=AGENT)) == (404, 20404)
    assert refused(lambda: room.update(status="completed")) == (404, 20404)


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"to": ""}, 21201), ({"from_": CALLER}, 21210), ({"label": "x" * 129}, 20001), ({"beep": "loud"}, 20001)],
)
def test_a_participant_that_twilio_refuses_is_refused(client: Client, asked: dict[str, str], code: int):
    given = {"from_": LINE, "to": AGENT, **asked}
    assert refused(lambda: client.conferences(ROOM).participants.create(**given)) == (400, code)
