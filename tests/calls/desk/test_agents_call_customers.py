"""An agent calls a customer: the agent's telephone rings first, then the customer is called into the room."""

import pytest

from ivr.calls.desk.agent_presence import DeskAgent
from ivr.console.ports.desk import DeskRefused
from ivr.emulator import Phone
from ivr.emulator.handset import Handset
from ivr.emulator.rest import RestFault
from tests.calls.conftest import ALICE, LINE
from tests.calls.desk.conftest import Desk

CUSTOMER = "+14155550122"
EARLIER = "CA" + "5" * 32


@pytest.fixture
def anna(desk: Desk) -> DeskAgent:
    agent = desk.agent("Anna")
    desk.handset(agent)
    return agent


@pytest.fixture
def customer(desk: Desk) -> Handset:
    return desk.switchboard.telephone(CUSTOMER)


@pytest.fixture
def called(desk: Desk, anna: DeskAgent, customer: Handset) -> DeskAgent:
    """Anna has called the customer, whose telephone rings."""
    desk.station.call_out(anna, CUSTOMER, shown=LINE, about=EARLIER)
    desk.handset(anna).accepts()
    desk.looks()
    return anna


def test_both_talk_and_the_customer_sees_the_line(desk: Desk, called: DeskAgent, customer: Handset):
    customer.accepts()
    desk.looks()
    desk.handset(called).says("This is Northwind, about your message.")
    customer.hears("about your message").says("Thank you for calling.")
    desk.handset(called).hears("thank you for calling")
    assert customer.leg.call.from_ == LINE
    assert (desk.state(called).state, desk.state(called).call) == ("talking", EARLIER)
    desk.handset(called).hangs_up()
    desk.looks().looks()
    assert customer.leg.call.is_over
    assert desk.state(called).state == "wrap_up"
    (row,) = desk.handled()
    assert (row.direction, row.became, row.ended_by, row.call_sid) == ("out", "answered", "agent", EARLIER)


def test_the_customer_hangs_up(desk: Desk, called: DeskAgent, customer: Handset):
    customer.accepts()
    desk.looks()
    customer.hangs_up()
    desk.looks().looks()
    assert desk.handset(called).leg.call.is_over
    assert [(row.became, row.ended_by) for row in desk.handled()] == [("answered", "caller")]


def test_a_customer_who_does_not_answer_leaves_the_agent_as_before(desk: Desk, called: DeskAgent, customer: Handset):
    customer.rings().rejects()
    desk.looks().looks()
    assert desk.handset(called).leg.call.is_over
    assert desk.state(called).state == "ready"
    assert [row.became for row in desk.handled()] == ["lost"]


def test_an_agent_who_goes_while_it_rings_does_not_leave_the_customer_alone(desk, called: DeskAgent, customer: Handset):
    customer.rings()
    desk.handset(called).hangs_up()
    desk.looks().looks()
    assert customer.leg.call.is_over


def test_an_agent_who_declines_calls_nobody(desk: Desk, anna: DeskAgent, customer: Handset):
    desk.station.away(anna, "Lunch")
    desk.station.call_out(anna, CUSTOMER, shown=LINE, about=EARLIER)
    desk.handset(anna).rings().rejects()
    desk.looks().looks()
    assert (desk.state(anna).state, desk.state(anna).reason) == ("away", "Lunch")
    assert desk.rooms.in_use() == []


@pytest.mark.parametrize("number", ["+99912345", LINE, "+4930123456"])
def test_numbers_that_the_line_may_not_call_are_refused(number: str, desk: Desk, anna: DeskAgent):
    with pytest.raises(DeskRefused, match="cannot be called"):
        desk.station.call_out(anna, number, shown=LINE, about="")
    assert desk.state(anna).state == "ready"


def test_nobody_calls_out_of_a_call(desk: Desk, called: DeskAgent):
    with pytest.raises(DeskRefused, match="end your call first"):
        desk.station.call_out(called, ALICE, shown=LINE, about="")
    assert len(desk.rooms.in_use()) == 1


def test_a_refusal_of_twilio_leaves_the_agent_ready(desk: Desk, anna: DeskAgent):
    desk.faults.add(RestFault(400, path="Calls"))
    with pytest.raises(DeskRefused, match="Twilio refused"):
        desk.station.call_out(anna, CUSTOMER, shown=LINE, about="")
    assert (desk.state(anna).state, desk.rooms.in_use()) == ("ready", [])


def test_customers_who_wait_are_not_counted_twice(desk: Desk, called: DeskAgent, customer: Handset, phone: Phone):
    customer.accepts()
    desk.looks()
    phone.dials().presses("0").is_in_queue("care-en")
    desk.looks()
    phone.is_in_queue("care-en")
