"""Callbacks instead of waiting: the place in the line is kept, and each caller is called once and never lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.adapters.sql import callbacks as store
from ivr.adapters.sql.callbacks import SqlCallbacks, callbacks
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Party, Phone, VirtualClock
from ivr.emulator.leg_events import Keys
from ivr.emulator.switchboard import Switchboard
from tests.calls.conftest import ALICE, LINE
from tests.calls.test_the_desk_line import ANNA, BEN, agents, at_desk, caller, ring
from tests.shop import Shop

__all__ = ["agents", "ring"]
Ring = Callable[[str], Phone]


def books(phone: Phone) -> Phone:
    """A caller in the queue asks to be called back at the number they ring from."""
    phone.hears("call you back without losing your place, press 1").presses("1")
    return phone.hears("ending in").presses("1").hears("you keep your place in line").is_hung_up()


def states(stores: Stores) -> dict[str, str]:
    with stores.engine.connect() as connection:
        return {row.number: row.state for row in connection.execute(select(callbacks.c.number, callbacks.c.state))}


def tend(stores: Stores, clock: VirtualClock) -> None:
    """The job that runs every ten seconds."""
    drain(stores.redis, stores.engine)
    store.enqueue_due(stores.engine, stores.redis, clock.now())


def picks_up(switchboard: Switchboard, number: str) -> Phone:
    return Phone(switchboard, number=number).can_be_called()


def test_a_caller_is_called_back_by_the_next_free_agent(
    phone: Phone, switchboard: Switchboard, ring, shop: Shop, stores, clock
):
    shop.has_order(number="1001")
    books(phone.dials().presses("0"))
    tend(stores, clock)
    customer = picks_up(switchboard, ALICE)
    agent = at_desk(ring, ANNA).hears("asked for a call back", "1 0 0 1")
    customer.is_ringing().answers().hears("Northwind, calling you back", "press 1").presses("1")
    agent.is_connected_to(ALICE)
    customer.hangs_up()
    agent.waits(40)
    assert states(stores) == {ALICE: "done"}


def test_a_long_talk_with_an_agent_is_not_taken_for_a_lost_call(
    phone: Phone, switchboard: Switchboard, ring, shop: Shop, stores, clock
):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    customer = picks_up(switchboard, ALICE)
    at_desk(ring, ANNA)
    customer.is_ringing().answers().presses("1").is_connected_to(ANNA)
    clock.advance(seconds=30 * 60)
    tend(stores, clock)
    assert states(stores) == {ALICE: "done"}


def test_another_number_is_read_back_and_may_be_corrected(
    phone: Phone, switchboard: Switchboard, shop: Shop, stores, clock
):
    phone.dials().presses("0").presses("1").presses("2").hears("phone number with the area code").presses("4155550188#")
    phone.hears("4 1 5").presses("2").hears("phone number with the area code").presses("4155550189#")
    phone.presses("1").hears("you keep your place").is_hung_up()
    tend(stores, clock)
    assert states(stores) == {"+14155550189": "due"}


@pytest.mark.parametrize("number", ["9005550100", "0114420794609", "12", "911"])
def test_a_number_that_costs_a_fortune_or_is_none_is_refused(phone: Phone, shop: Shop, number: str):
    phone.dials().presses("0").presses("1").presses("2").presses(f"{number}#").hears("can't call that number")


def test_a_withheld_caller_is_asked_for_a_number(switchboard: Switchboard, shop: Shop):
    phone = Phone(switchboard, number="anonymous", to=LINE).dials().presses("0")
    phone.presses("1").hears("phone number with the area code")


def test_a_customer_who_does_not_answer_is_tried_again_later(
    phone: Phone, switchboard, ring, shop: Shop, stores, clock
):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    switchboard.parties[ALICE] = Party("no-answer")
    agent = at_desk(ring, ANNA).hears("They didn't answer")
    tend(stores, clock)
    agent.waits(60)
    assert states(stores) == {ALICE: "due"}
    assert rung(switchboard) == 1
    clock.advance(seconds=16 * 60)
    tend(stores, clock)
    agent.waits(60)
    assert rung(switchboard) == 2


def rung(switchboard: Switchboard) -> int:
    """How often Alice was called back."""
    return [leg.call.to for leg in switchboard.legs.values()].count(ALICE)


def test_after_three_tries_it_is_enough(phone: Phone, switchboard: Switchboard, ring: Ring, shop: Shop, stores, clock):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    switchboard.parties[ALICE] = Party("busy")
    agent = at_desk(ring, ANNA)
    for _ in range(5):
        agent.waits(40)
        clock.advance(seconds=16 * 60)
        tend(stores, clock)
    assert (rung(switchboard), states(stores)) == (3, {ALICE: "gave_up"})


def test_an_answering_machine_is_not_the_customer(
    phone: Phone, switchboard: Switchboard, ring: Ring, shop, stores, clock
):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    customer = picks_up(switchboard, ALICE)
    agent = at_desk(ring, ANNA)
    customer.is_ringing().answers().waits(30).is_hung_up()
    agent.hears("They didn't answer")
    assert states(stores) == {ALICE: "due"}


def test_a_customer_may_cancel(phone: Phone, switchboard: Switchboard, ring: Ring, shop: Shop, stores: Stores, clock):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    customer = picks_up(switchboard, ALICE)
    at_desk(ring, ANNA)
    customer.is_ringing().answers().presses("2").is_hung_up()
    assert states(stores) == {ALICE: "cancelled"}


def test_an_agent_lost_in_mid_call_leaves_the_callback_to_others(phone: Phone, shop: Shop, stores: Stores, clock):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    held = SqlCallbacks(stores.engine, clock.now)
    assert held.claim(phone.call_sid) is not None
    assert held.claim(phone.call_sid) is None
    clock.advance(seconds=timedelta(minutes=11).total_seconds())
    tend(stores, clock)
    assert states(stores) == {ALICE: "due"}


def test_fifty_callbacks_and_twenty_callers_who_wait_are_served_in_order(
    switchboard: Switchboard, ring: Ring, shop: Shop, stores: Stores, clock: VirtualClock
):
    """Every fifth, sixth and seventh of seven waits; the others are called back. Two agents take them all."""
    order, waiting = [], {}
    for place in range(70):
        phone = caller(switchboard, 1000 + place)
        number = f"+1415555{1000 + place:04d}"
        order.append(number)
        if place % 7 in (4, 5):
            waiting[number] = phone
        else:
            books(phone)
            switchboard.parties[number] = Party("answers", talks=20, inputs=(Keys("1"),))
        clock.advance(seconds=1)
    tend(stores, clock)
    anna, ben = at_desk(ring, ANNA), at_desk(ring, BEN)
    for _ in range(200):
        for number, phone in list(waiting.items()):
            if phone.leg.peer is not None:
                phone.hangs_up()
                del waiting[number]
        anna.waits(5)
        ben.waits(1)
    served = [leg.call.to for leg in switchboard.legs.values() if leg.call.to in order]
    assert len(served) == len(set(served)) == 50
    assert served == [number for number in order if number in served]
    assert not waiting
