"""A caller is offered to an agent, who takes the call in the browser or at a telephone."""

from dataclasses import replace

import pytest

from ivr.app.agent_station import AgentDesktop
from ivr.console.ports.desk import DeskRefused, Disposed
from ivr.emulator import Phone
from ivr.emulator.rest import RestFault
from tests.calls.conftest import LINE
from tests.calls.desk.conftest import Desk


def test_a_caller_is_offered_and_talks_with_the_agent_and_goes_on_with_the_line(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    assert (desk.state(anna).state, desk.state(anna).call) == ("ringing", caller.call_sid)
    browser.accepts()
    desk.looks()
    browser.says("Good morning, this is Anna.")
    caller.hears("this is Anna").says("Where is my parcel?")
    browser.hears("where is my parcel")
    assert desk.state(anna).state == "talking"
    browser.hangs_up()
    caller.hears("Goodbye").is_hung_up()
    desk.looks()
    assert desk.state(anna).state == "wrap_up"
    (row,) = desk.handled()
    assert (row.became, row.ended_by, row.queue, row.agent_name) == ("answered", "agent", "care-en", "Anna")


def test_an_agent_at_a_telephone_hears_the_story_and_presses_a_key(desk: Desk, caller: Phone):
    ben = desk.agent("Ben", number="+12125550143")
    telephone = desk.handset(ben)
    desk.looks()
    telephone.accepts().hears("Northwind call", "to take the call, press 1").presses("1")
    desk.looks()
    telephone.says("Ben here.")
    caller.hears("Ben here").hangs_up()
    desk.looks()
    assert telephone.leg.call.is_over
    assert [(row.became, row.ended_by) for row in desk.handled()] == [("answered", "caller")]


def test_a_mailbox_does_not_get_the_caller(desk: Desk, caller: Phone):
    ben, anna = desk.agent("Ben", number="+12125550143"), desk.agent("Anna")
    desk.presences.change(ben.id, lambda was: replace(was, idle_since=1.0))
    mailbox, browser = desk.handset(ben), desk.handset(anna)
    desk.looks()
    mailbox.accepts().waits(30)
    desk.looks()
    assert (desk.state(ben).state, desk.state(ben).reason) == ("away", "Missed call")
    browser.accepts()
    desk.looks()
    browser.says("Anna here.")
    caller.hears("Anna here")
    assert sorted(row.became for row in desk.handled()) == ["answered", "missed"]


def test_whoever_does_not_answer_is_away_and_the_next_one_rings(desk: Desk, caller: Phone):
    anna, ben = desk.agent("Anna"), desk.agent("Ben")
    desk.presences.change(anna.id, lambda was: replace(was, idle_since=1.0))
    first, second = desk.handset(anna), desk.handset(ben)
    desk.looks()
    first.rings().waits(35)
    desk.looks()
    assert (desk.state(anna).state, desk.state(anna).reason) == ("away", "Missed call")
    second.accepts()
    desk.looks()
    second.says("Ben here.")
    caller.hears("Ben here")


def test_whoever_declines_stays_ready_but_the_next_one_rings(desk: Desk, caller: Phone):
    anna, ben = desk.agent("Anna"), desk.agent("Ben")
    desk.presences.change(anna.id, lambda was: replace(was, idle_since=1.0))
    first, second = desk.handset(anna), desk.handset(ben)
    desk.looks()
    first.rejects()
    desk.looks()
    assert desk.state(anna).state == "ready"
    second.rings()
    first.does_not_ring()
    assert [row.became for row in desk.handled() if row.agent == anna.id] == ["declined"]


def test_a_caller_who_hangs_up_while_it_rings_costs_the_agent_nothing(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    browser, idle_since = desk.handset(anna), desk.state(anna).idle_since
    desk.looks()
    browser.rings()
    caller.hangs_up()
    desk.looks()
    assert browser.leg.call.is_over
    assert (desk.state(anna).state, desk.state(anna).idle_since) == ("ready", idle_since)
    assert [row.became for row in desk.handled()] == ["lost"]


def test_a_caller_who_hangs_up_just_as_the_agent_answers_leaves_nobody_alone(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.accepts()
    caller.hangs_up()
    desk.looks()
    assert browser.leg.call.is_over
    assert desk.state(anna).state == "ready"
    assert [row.became for row in desk.handled()] == ["lost"]


def test_a_tab_that_closes_while_it_rings_gives_the_caller_to_the_next(desk: Desk, caller: Phone):
    anna, ben = desk.agent("Anna"), desk.agent("Ben")
    desk.presences.change(anna.id, lambda was: replace(was, idle_since=1.0))
    first, second = desk.handset(anna), desk.handset(ben)
    desk.looks()
    first.rings().closes()
    desk.looks()
    assert desk.state(anna).state == "away"
    second.accepts()
    desk.looks()
    second.says("Ben here.")
    caller.hears("Ben here")


def test_a_tab_that_closes_in_the_call_sends_the_caller_on_and_frees_the_agent(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.accepts()
    desk.looks()
    browser.closes()
    caller.is_hung_up()
    desk.looks()
    assert desk.state(anna).state == "wrap_up"


def test_an_agent_who_vanishes_before_the_caller_is_in_leaves_them_their_place(desk: Desk, caller: Phone):
    anna, ben = desk.agent("Anna"), desk.agent("Ben")
    desk.presences.change(anna.id, lambda was: replace(was, idle_since=1.0))
    first, second = desk.handset(anna), desk.handset(ben)
    desk.looks()
    first.accepts().hangs_up()
    desk.looks()
    second.accepts()
    desk.looks()
    second.says("Ben here.")
    caller.hears("Ben here")


def test_the_wrap_up_ends_by_the_clock_and_the_next_caller_is_offered(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.accepts()
    desk.looks()
    caller.hangs_up()
    desk.looks()
    second = Phone(desk.switchboard, number="+14155550177", to=LINE).dials().presses("0").is_in_queue("care-en")
    desk.looks()
    assert desk.state(anna).state == "wrap_up"
    clock.advance(seconds=61)
    desk.looks()
    browser.accepts()
    desk.looks()
    browser.says("Anna again.")
    second.hears("Anna again")
    assert [bool(row.wrapped_at) for row in desk.handled()] == [True, False]


def test_a_refusal_of_twilio_sets_the_agent_away_and_the_caller_waits(desk: Desk, caller: Phone):
    anna, ben = desk.agent("Anna", number="+12125550142"), desk.agent("Ben")
    desk.presences.change(anna.id, lambda was: replace(was, idle_since=1.0))
    second = desk.handset(ben)
    desk.faults.add(RestFault(400, path="/Calls.json"))
    desk.looks()
    desk.looks()
    assert desk.state(anna).reason == "Telephone not reached"
    second.accepts()
    desk.looks()
    second.says("Ben here.")
    caller.hears("Ben here")


def test_an_agent_declines_and_hangs_up_on_the_page(desk: Desk, station: AgentDesktop, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.rings()
    station.decline(anna)
    desk.looks()
    assert (desk.state(anna).state, browser.leg.call.is_over) == ("ready", True)
    clock.advance(seconds=11)
    desk.looks()
    browser.accepts()
    desk.looks()
    station.hang_up(anna)
    caller.hears("Goodbye")
    station.wrap_up(anna, Disposed("resolved", "Parcel found."))
    assert station.ready(anna).state == "ready"
    declined, answered = sorted(desk.handled(), key=lambda row: row.became, reverse=True)
    assert (declined.became, answered.became, answered.ended_by) == ("declined", "answered", "agent")
    assert (answered.disposition, answered.note, bool(answered.wrapped_at)) == ("resolved", "Parcel found.", True)


def test_what_is_over_can_be_neither_declined_nor_hung_up(desk: Desk, station: AgentDesktop, caller: Phone):
    anna = desk.agent("Anna")
    with pytest.raises(DeskRefused, match="does not ring"):
        station.decline(anna)
    with pytest.raises(DeskRefused, match="call is over"):
        station.hang_up(anna)
    with pytest.raises(DeskRefused, match="no call to write about"):
        station.wrap_up(anna, Disposed("resolved", ""))
