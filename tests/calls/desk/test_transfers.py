"""An agent holds, transfers and takes in a third person: whole calls over signed webhooks and the emulated REST API."""

import pytest

from ivr.app.parts import Stores
from ivr.calls.desk.agent_acts import AgentActs
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.calls.desk.ports import CallControlFailed
from ivr.calls.desk.room import Room, agent_label
from ivr.calls.desk.transfers import ActRefused
from ivr.emulator import Phone
from ivr.emulator.handset import Handset
from ivr.emulator.rest import RestFault
from ivr.settings import Settings
from tests.calls.desk.conftest import Desk
from tests.calls.in_force import put_in_force
from tests.shop import Shop

CARE = {"name": "English care", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "care-en"}}
CLOSED = {"time_zone": "America/New_York", "open": {"wed": "09:00-17:00"}}
QUEUES = {
    "care-en": CARE,
    "returns-en": {**CARE, "name": "Returns", "hand_off": {"desk": "returns-en"}},
    "night": {**CARE, "name": "Night desk", "hours": "late", "hand_off": {"desk": "night"}},
}
OFFICE = "+13055550123"


@pytest.fixture
def routing(settings: Settings, stores: Stores, shop: Shop) -> None:
    terms = {"transfer_to": {"Head office": OFFICE}, "wrap_up_seconds": 30}
    put_in_force(settings, stores, shop, queues=QUEUES, rules=[], hours={"late": CLOSED}, agent_desk=terms)


@pytest.fixture
def acts(routing: None, desk: Desk) -> AgentActs:
    return desk.station.acts


def at_the_browser(desk: Desk, name: str, queue: str) -> DeskAgent:
    agent = desk.agent(name, queues=(queue,))
    desk.handset(agent)
    return agent


@pytest.fixture
def anna(acts: AgentActs, desk: Desk, caller: Phone) -> DeskAgent:
    """Anna, who talks with the caller."""
    anna = at_the_browser(desk, "Anna", "care-en")
    desk.looks()
    desk.handset(anna).accepts()
    desk.looks()
    desk.handset(anna).says("Anna here.")
    caller.hears("Anna here")
    return anna


@pytest.fixture
def ben(anna: DeskAgent, desk: Desk) -> DeskAgent:
    return at_the_browser(desk, "Ben", "returns-en")


def room_of(desk: Desk, caller: Phone) -> Room:
    room = desk.rooms.of_call(caller.call_sid)
    assert room
    return room


def talk(one: Phone | Handset, other: Phone | Handset) -> None:
    """Both hear each other."""
    one.says("Can you hear me now?")
    other.hears("can you hear me now").says("I can hear you well.")
    one.hears("I can hear you well")


def test_a_caller_on_hold_hears_music_and_not_the_agent(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    acts.hold(anna, held=True)
    desk.looks()
    desk.handset(anna).says("Where did I put that form?")
    caller.does_not_hear("form")
    acts.hold(anna, held=False)
    desk.looks()
    talk(desk.handset(anna), caller)
    desk.handset(anna).hangs_up()
    desk.looks()
    assert desk.state(anna).state == "wrap_up"


def test_a_muted_agent_is_not_heard(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    acts.mute(anna, muted=True)
    desk.handset(anna).says("One of those again.")
    caller.does_not_hear("one of those")
    acts.mute(anna, muted=False)
    talk(desk.handset(anna), caller)


def test_a_transfer_with_a_word_before(acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone):
    acts.to_agent(anna, ben.id, "consult")
    desk.handset(ben).accepts()
    desk.looks()
    talk(desk.handset(anna), desk.handset(ben))
    caller.does_not_hear("hear me")
    acts.complete(anna)
    desk.looks()
    talk(desk.handset(ben), caller)
    assert desk.handset(anna).leg.call.is_over
    assert (desk.state(anna).state, desk.state(ben).state) == ("wrap_up", "talking")
    caller.hangs_up()
    desk.looks()
    assert desk.handset(ben).leg.call.is_over
    first, second = desk.handled()
    assert (first.agent_name, first.ended_by, second.agent_name, second.ended_by) == (
        "Anna",
        "transfer",
        "Ben",
        "caller",
    )


def test_a_transfer_without_a_word(acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone):
    acts.to_agent(anna, ben.id, "blind")
    desk.looks()
    assert room_of(desk, caller).seat("caller").is_held
    desk.handset(ben).accepts()
    desk.looks()
    talk(desk.handset(ben), caller)
    assert desk.handset(anna).leg.call.is_over
    assert room_of(desk, caller).agent == ben.id


def test_a_caller_comes_back_if_the_other_agent_does_not_answer(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent(anna, ben.id, "blind")
    desk.handset(ben).rings().rejects()
    desk.looks()
    talk(desk.handset(anna), caller)
    assert room_of(desk, caller).notice == "Ben did not answer."
    assert desk.state(ben).state == "ready"


def test_a_ringing_agent_is_dismissed_and_the_caller_comes_off_hold(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent(anna, ben.id, "consult")
    desk.handset(ben).rings()
    acts.dismiss(anna, agent_label(ben.id))
    desk.looks()
    talk(desk.handset(anna), caller)
    assert desk.handset(ben).leg.call.is_over
    assert desk.state(ben).state == "ready"


def test_an_agent_who_vanishes_while_the_other_rings_leaves_the_caller_to_them(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent(anna, ben.id, "consult")
    desk.handset(ben).rings()
    desk.handset(anna).closes()
    desk.looks()
    desk.handset(ben).accepts()
    desk.looks()
    talk(desk.handset(ben), caller)


def test_a_caller_whom_nobody_takes_over_goes_back_to_the_queue(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent(anna, ben.id, "consult")
    desk.handset(ben).rings()
    desk.handset(anna).closes()
    desk.looks()
    desk.handset(ben).rejects()
    desk.looks()
    caller.hears("connecting you").is_in_queue("care-en")


def test_a_caller_who_hangs_up_on_hold_ends_the_call_for_all(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent(anna, ben.id, "consult")
    desk.handset(ben).rings()
    caller.hangs_up()
    desk.looks().looks()
    assert desk.handset(anna).leg.call.is_over
    assert desk.handset(ben).leg.call.is_over
    assert (desk.state(anna).state, desk.state(ben).state) == ("wrap_up", "ready")


def test_a_third_person_at_an_outside_number(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    office = desk.switchboard.telephone(OFFICE)
    acts.to_number(anna, "Head office", "invite")
    office.accepts()
    desk.looks()
    talk(office, caller)
    talk(office, desk.handset(anna))
    acts.complete(anna)
    desk.looks()
    talk(office, caller)
    assert desk.state(anna).state == "wrap_up"
    office.hangs_up()
    caller.hears("Goodbye")


def test_a_number_that_is_not_on_the_list_is_refused(acts: AgentActs, anna: DeskAgent):
    with pytest.raises(ActRefused, match="no longer on the list"):
        acts.to_number(anna, "+19005550100", "blind")


def test_a_transfer_to_a_queue_with_its_story(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    acts.to_queue(anna, "returns-en")
    desk.looks()
    caller.hears("connecting you").is_in_queue("returns-en")
    assert desk.handset(anna).leg.call.is_over
    assert desk.state(anna).state == "wrap_up"
    ben = at_the_browser(desk, "Ben", "returns-en")
    desk.looks()
    desk.handset(ben).accepts()
    desk.looks()
    talk(desk.handset(ben), caller)
    assert {(row.queue, row.ended_by) for row in desk.handled()} == {("care-en", "transfer"), ("returns-en", "")}


def test_a_closed_queue_is_refused_with_its_opening(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    with pytest.raises(
        ActRefused, match=r"Night desk is closed at this hour\. It opens on Wednesday, 25 November at 09:00"
    ):
        acts.to_queue(anna, "night")
    talk(desk.handset(anna), caller)


def test_a_word_before_with_whoever_of_a_queue_is_ready(
    acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    acts.to_agent_of(anna, "returns-en", "consult")
    desk.handset(ben).accepts()
    desk.looks()
    talk(desk.handset(anna), desk.handset(ben))
    with pytest.raises(ActRefused, match="A transfer is under way"):
        acts.to_number(anna, "Head office", "invite")


def test_nobody_ready_is_refused_before_anything_happens(acts: AgentActs, desk: Desk, anna: DeskAgent, caller: Phone):
    with pytest.raises(ActRefused, match="Nobody is ready"):
        acts.to_agent_of(anna, "returns-en", "consult")
    talk(desk.handset(anna), caller)


@pytest.mark.parametrize("path", ["Participants", "Calls"])
def test_a_request_that_twilio_refuses_is_taken_back(
    path: str, acts: AgentActs, desk: Desk, anna: DeskAgent, ben: DeskAgent, caller: Phone
):
    desk.faults.add(RestFault(400, path=path))
    with pytest.raises(CallControlFailed):
        acts.to_agent(anna, ben.id, "consult")
    desk.looks()
    talk(desk.handset(anna), caller)
    assert (room_of(desk, caller).transfer, desk.state(ben).state) == (None, "ready")
