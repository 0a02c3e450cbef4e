"""Supervisors on live calls: listen, coach, barge in, take over; whoever vanishes or loses a right meanwhile."""

from collections.abc import Callable

import pytest
from flask import Flask

from ivr.accounts import User
from ivr.adapters.redis.sessions.keys import line
from ivr.adapters.sql.routing.audit import audit_entries
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores, parts_of
from ivr.app.supervising import SupervisorsDesk, supervising_of
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.calls.desk.room import Room
from ivr.console.ports.desk import DeskRefused
from ivr.emulator import Phone, Switchboard
from ivr.emulator.handset import Handset
from ivr.emulator.rest import RestFault
from ivr.reporting.audit import AuditFilter
from ivr.settings import Settings
from tests.calls.conftest import LINE
from tests.calls.desk.conftest import Desk
from tests.calls.in_force import put_in_force
from tests.shop import Shop

CARE = {"name": "English care", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "care-en"}}
QUEUES = {"care-en": CARE, "returns-en": {**CARE, "name": "Returns", "hand_off": {"desk": "returns-en"}}}
SUE, TOM = "sue", "tom"


@pytest.fixture
def users(stores: Stores, shop: Shop, settings: Settings) -> SqlUsers:
    users = SqlUsers(stores.engine, clock=shop.now, key=settings.secret_key.get_secret_value().encode())
    for name in (SUE, TOM):
        users.add(User(name, "supervisor"))
    return users


@pytest.fixture
def supervising(
    users: SqlUsers, desk: Desk, app: Flask, settings: Settings, stores: Stores, shop: Shop
) -> SupervisorsDesk:
    put_in_force(settings, stores, shop, queues=QUEUES, rules=[])
    sessions = app.extensions["turns"].calls.sessions
    return supervising_of(parts_of(settings, shop.now, stores), desk.dispatcher.control, sessions)


@pytest.fixture
def anna(supervising: SupervisorsDesk, desk: Desk, caller: Phone) -> DeskAgent:
    """Anna, who talks with the caller."""
    anna = desk.agent("Anna")
    desk.handset(anna)
    desk.looks()
    desk.handset(anna).accepts()
    desk.looks()
    return anna


@pytest.fixture
def joins(desk: Desk, supervising: SupervisorsDesk, anna: DeskAgent, caller: Phone) -> Callable[[str, str], Handset]:
    """A supervisor takes part in the call, at the browser."""

    def join(user: str, how: str) -> Handset:
        browser = handset(desk, supervising, user)
        supervising.join(user, caller.call_sid, how)  # type: ignore[arg-type]
        browser.accepts()
        desk.looks()
        return browser

    return join


def handset(desk: Desk, supervising: SupervisorsDesk, user: str) -> Handset:
    return desk.handset(supervising.desk_of(user))


def room_of(desk: Desk, caller: Phone) -> Room:
    room = desk.rooms.of_call(caller.call_sid)
    assert room
    return room


def talk(one: Phone | Handset, other: Phone | Handset) -> None:
    one.says("Can you hear me now?")
    other.hears("can you hear me now").says("I can hear you well.")
    one.hears("I can hear you well")


def test_a_listener_hears_all_and_is_heard_by_nobody(desk: Desk, anna: DeskAgent, caller: Phone, joins):
    sue = joins(SUE, "listen")
    sue.says("What a mess.")
    caller.does_not_hear("mess").says("My parcel is lost.")
    sue.hears("my parcel is lost")
    desk.handset(anna).does_not_hear("mess")
    seat = room_of(desk, caller).seat_of(desk.agents.of_user(SUE).id)
    assert (seat.name, seat.listening) == (SUE, "listen")


def test_a_coach_is_heard_by_the_agent_alone(supervising, desk: Desk, anna: DeskAgent, caller: Phone, joins):
    sue = joins(SUE, "listen")
    supervising.change(SUE, caller.call_sid, "coach")
    desk.looks()
    sue.says("Offer a refund.")
    desk.handset(anna).hears("offer a refund")
    caller.does_not_hear("refund")
    talk(desk.handset(anna), caller)


def test_a_supervisor_barges_in_and_listens_again(supervising, desk: Desk, anna: DeskAgent, caller: Phone, joins):
    sue = joins(SUE, "coach")
    supervising.change(SUE, caller.call_sid, "barge")
    talk(sue, caller)
    supervising.change(SUE, caller.call_sid, "listen")
    sue.says("They did not hear that.")
    caller.does_not_hear("they did not")
    sue.hangs_up()
    desk.looks()
    talk(desk.handset(anna), caller)


def test_a_supervisor_takes_over(supervising, desk: Desk, anna: DeskAgent, caller: Phone, joins):
    sue = joins(SUE, "coach")
    supervising.take_over(SUE, caller.call_sid)
    desk.looks()
    talk(sue, caller)
    assert desk.handset(anna).leg.call.is_over
    assert desk.state(anna).state == "wrap_up"
    sue.hangs_up()
    caller.hears("Goodbye")
    desk.looks()
    assert {(row.agent_name, row.ended_by) for row in desk.handled()} == {("Anna", "transfer"), (SUE, "agent")}


def test_two_supervisors_on_one_call(supervising, desk: Desk, anna: DeskAgent, caller: Phone, joins):
    sue, tom = joins(SUE, "coach"), joins(TOM, "listen")
    sue.says("Ask for the number.")
    desk.handset(anna).hears("ask for the number")
    tom.does_not_hear("ask for")
    with pytest.raises(DeskRefused, match="in this one already"):
        supervising.join(TOM, caller.call_sid, "barge")
    supervising.leave(TOM, caller.call_sid)
    desk.looks()
    assert tom.leg.call.is_over
    talk(desk.handset(anna), caller)


def test_the_call_ends_for_a_listener_when_it_ends(desk: Desk, anna: DeskAgent, caller: Phone, supervising, joins):
    sue = joins(SUE, "listen")
    caller.hangs_up()
    desk.looks().looks()
    assert sue.leg.call.is_over
    assert desk.state(supervising.desk_of(SUE)).state == "away"
    assert len(desk.handled()) == 1


def test_the_agent_hangs_up_while_a_coach_is_in_and_the_caller_goes_on(desk: Desk, anna, caller: Phone, joins):
    sue = joins(SUE, "coach")
    desk.handset(anna).hangs_up()
    caller.hears("Goodbye")
    desk.looks()
    assert sue.leg.call.is_over


def test_a_supervisor_who_does_not_answer_changes_nothing(supervising, desk: Desk, anna, caller: Phone):
    browser = handset(desk, supervising, SUE)
    supervising.join(SUE, caller.call_sid, "listen")
    browser.rings().rejects()
    desk.looks()
    assert room_of(desk, caller).seat_of(desk.agents.of_user(SUE).id) is None
    talk(desk.handset(anna), caller)


def test_a_right_that_is_withdrawn_ends_the_listening(desk: Desk, users: SqlUsers, anna, caller: Phone, joins):
    sue = joins(SUE, "listen")
    users.remove(SUE)
    desk.looks().looks()
    assert sue.leg.call.is_over
    talk(desk.handset(anna), caller)


def test_a_queue_that_is_taken_away_ends_the_listening(desk: Desk, users: SqlUsers, anna, caller: Phone, joins):
    sue = joins(SUE, "listen")
    users.change(SUE, role="supervisor", vendor="", sees_numbers=False, queues=("returns-en",))
    desk.looks().looks()
    assert sue.leg.call.is_over


def test_a_caller_is_told_first_where_the_law_asks_for_it(
    supervising, desk: Desk, anna, caller: Phone, settings: Settings, stores: Stores, shop: Shop
):
    put_in_force(settings, stores, shop, queues=QUEUES, rules=[], agent_desk={"tells_of_listening": ["US"]})
    browser = handset(desk, supervising, SUE)
    supervising.join(SUE, caller.call_sid, "listen")
    caller.hears("may listen to this call")
    browser.accepts()
    desk.looks()
    talk(desk.handset(anna), caller)


def test_nobody_listens_to_a_caller_who_cannot_be_told(
    supervising, desk: Desk, anna, caller: Phone, settings: Settings, stores: Stores, shop: Shop
):
    put_in_force(settings, stores, shop, queues=QUEUES, rules=[], agent_desk={"tells_of_listening": ["US"]})
    desk.faults.add(RestFault(500, path="Conferences"))
    with pytest.raises(DeskRefused, match="did not answer in time"):
        supervising.join(SUE, caller.call_sid, "listen")
    assert desk.state(supervising.desk_of(SUE)).state == "away"
    assert room_of(desk, caller).seat_of(desk.agents.of_user(SUE).id) is None


def test_a_connected_caller_is_moved_to_another_queue(supervising, desk: Desk, anna, caller: Phone):
    supervising.move(SUE, caller.call_sid, "returns-en")
    caller.is_in_queue("returns-en")
    desk.looks()
    assert desk.handset(anna).leg.call.is_over


def test_a_waiting_caller_is_put_first(
    supervising, desk: Desk, switchboard: Switchboard, caller: Phone, stores: Stores
):
    later = Phone(switchboard, number="+14155551001", to=LINE).dials().presses("0").is_in_queue("care-en")
    supervising.put_first(SUE, later.call_sid)
    assert stores.redis.zrange(line("care-en"), 0, -1) == [later.call_sid, caller.call_sid]
    later.hangs_up()
    with pytest.raises(DeskRefused, match="does not wait any more"):
        supervising.put_first(SUE, later.call_sid)


def test_a_call_is_ended(supervising, desk: Desk, anna, caller: Phone):
    supervising.end(SUE, caller.call_sid)
    caller.is_hung_up()
    desk.looks().looks()
    assert desk.handset(anna).leg.call.is_over
    assert [(row.became, row.ended_by) for row in desk.handled()] == [("answered", "supervisor")]


def test_agents_are_sent_home_set_away_given_queues_and_told(supervising, desk: Desk, anna):
    supervising.set_queues(SUE, anna.id, ["returns-en"])
    supervising.message(SUE, anna.id, "Please take  returns today")
    assert (desk.state(anna).queues, desk.state(anna).message) == (("returns-en",), "sue: Please take returns today")
    supervising.set_away(SUE, anna.id, "Lunch")
    desk.handset(anna).hangs_up()
    desk.looks()
    assert desk.state(anna).then == "away"
    supervising.send_home(SUE, anna.id)
    assert desk.state(anna).state == "offline"
    with pytest.raises(DeskRefused, match="not at work"):
        supervising.set_away(SUE, anna.id, "Lunch")


def test_each_act_is_in_the_audit(supervising, stores: Stores, desk: Desk, anna, caller: Phone, joins):
    joins(SUE, "listen")
    supervising.change(SUE, caller.call_sid, "barge")
    supervising.message(SUE, anna.id, "secret words")
    entries = audit_entries(stores.engine, limit=9, wanted=AuditFilter(action="desk"))
    told = [(each.who, each.subject, each.after) for each in entries]
    assert told == [("sue", "Anna", "message"), (SUE, caller.call_sid, "barge"), (SUE, caller.call_sid, "listen")]


def test_a_caller_with_whom_nobody_talks_cannot_be_listened_to(supervising, caller: Phone):
    with pytest.raises(DeskRefused, match="Nobody talks"):
        supervising.join(SUE, caller.call_sid, "listen")
