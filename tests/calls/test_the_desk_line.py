"""The desk line: agents call it, authenticate, hear a caller's summary and take one caller after another."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ivr.adapters.redis.sessions.keys import line
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import calls
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.emulator.switchboard import Switchboard
from ivr.settings import Settings
from tests.calls.conftest import LINE, PUBLIC_URL
from tests.shop import Shop

ANNA, BEN = "+12125550142", "+12125550143"
PIN = "24680"
DESK = "+18005550123"

Ring = Callable[[str], Phone]


@pytest.fixture
def agents(stores: Stores, settings: Settings, shop: Shop) -> SqlAgents:
    """Two agents at the desk."""
    key = settings.secret_key.get_secret_value().encode()
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, key)
    for number, name in ((ANNA, "Anna"), (BEN, "Ben")):
        agents.add(number, name=name, queues=["care-en"], pin=PIN)
    return agents


@pytest.fixture
def ring(switchboard: Switchboard, agents: SqlAgents) -> Ring:
    """Somebody rings the desk line."""
    switchboard.add_number(DESK, f"{PUBLIC_URL}/voice/agent")
    return lambda number: Phone(switchboard, number=number, to=DESK).dials()


def at_desk(ring: Ring, number: str) -> Phone:
    return ring(number).hears("enter your PIN").presses(f"{PIN}#")


def caller(switchboard: Switchboard, number: int) -> Phone:
    return Phone(switchboard, number=f"+1415555{number:04d}", to=LINE).dials().presses("0")


def test_an_agent_hears_the_story_and_takes_the_caller(phone: Phone, ring: Ring, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="in_transit", day=-2)
    phone.dials().presses("0").is_in_queue("care-en")
    at_desk(ring, ANNA).hears("Northwind call", "speaks English", "a problem with a delivery", "1 0 0 1", "2 days late")
    phone.is_connected_to(ANNA)
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        assert connection.scalar(select(calls.c.answered_at)) is not None
    assert stores.redis.zcard(line("care-en")) == 0


def test_a_stranger_on_the_desk_line_is_turned_away(ring: Ring):
    ring("+12125550177").is_hung_up()


def test_a_wrong_pin_is_asked_for_again_and_then_the_call_ends(ring: Ring):
    agent = ring(ANNA).presses("1111#").hears("not right", "enter your PIN")
    agent.presses("1111#").presses("1111#").hears("Too many wrong PINs").is_hung_up()


def test_after_too_many_tries_the_right_pin_is_wrong_too(ring: Ring):
    for _ in range(2):
        ring(ANNA).presses("1111#").presses("1111#").presses("1111#")
    ring(ANNA).presses(f"{PIN}#").hears("not right")


def test_the_pin_of_another_is_of_no_use(ring: Ring, agents: SqlAgents):
    agents.add(BEN, name="Ben", queues=["care-en"], pin="13579")
    ring(ANNA).presses("13579#").hears("not right")


def test_first_come_first_served_and_each_with_the_right_story(ring: Ring, switchboard: Switchboard, shop: Shop, clock):
    shop.has_order(phone="+14155551001", number="7001")
    shop.has_order(phone="+14155551002", number="7002")
    first = caller(switchboard, 1001)
    clock.advance(seconds=5)
    second = caller(switchboard, 1002)
    at_desk(ring, ANNA).hears("7 0 0 1")
    at_desk(ring, BEN).hears("7 0 0 2")
    first.is_connected_to(ANNA)
    second.is_connected_to(BEN)


def test_an_agent_takes_the_next_caller_after_the_first(
    ring: Ring, switchboard: Switchboard, shop: Shop, clock: VirtualClock
):
    first = caller(switchboard, 1001)
    clock.advance(seconds=5)
    second = caller(switchboard, 1002)
    at_desk(ring, ANNA)
    first.hangs_up()
    second.is_connected_to(ANNA)


def test_whoever_rings_again_about_a_late_order_goes_first(ring: Ring, switchboard: Switchboard, shop: Shop, clock):
    shop.has_order(phone="+14155551002", status="in_transit", day=-2)
    Phone(switchboard, number="+14155551002", to=LINE).dials().hangs_up()
    first = caller(switchboard, 1001)
    clock.advance(seconds=30)
    urgent = Phone(switchboard, number="+14155551002", to=LINE).dials().is_in_queue("care-en.5")
    at_desk(ring, ANNA)
    urgent.is_connected_to(ANNA)
    first.is_in_queue("care-en")


def test_but_nobody_waits_for_ever(ring: Ring, switchboard: Switchboard, shop: Shop, clock: VirtualClock):
    shop.has_order(phone="+14155551002", status="in_transit", day=-2)
    Phone(switchboard, number="+14155551002", to=LINE).dials().hangs_up()
    first = caller(switchboard, 1001)
    clock.advance(seconds=400)
    Phone(switchboard, number="+14155551002", to=LINE).dials().is_in_queue("care-en.5")
    at_desk(ring, ANNA)
    first.is_connected_to(ANNA)


def test_when_nobody_waits_the_agent_stays_and_gets_whoever_comes(ring: Ring, switchboard: Switchboard, shop: Shop):
    agent = at_desk(ring, ANNA).hears("Nobody is waiting", "music")
    phone = caller(switchboard, 1001)
    agent.waits(40)
    phone.is_connected_to(ANNA)


def test_an_agent_goes_away_and_comes_back(ring: Ring, switchboard: Switchboard, shop: Shop):
    agent = at_desk(ring, ANNA).presses("*").hears("away now, and get no calls")
    phone = caller(switchboard, 1001)
    agent.waits(60)
    phone.is_in_queue("care-en")
    agent.presses("*").hears("You are back").waits(40)
    phone.is_connected_to(ANNA)


def test_a_caller_who_is_gone_is_not_given_to_anybody(ring: Ring, switchboard: Switchboard, shop: Shop):
    caller(switchboard, 1001).hangs_up()
    at_desk(ring, ANNA).hears("Nobody is waiting")


def test_an_agent_who_hangs_up_in_the_story_leaves_the_caller_their_place(
    ring, switchboard: Switchboard, shop: Shop, stores
):
    phone = caller(switchboard, 1001)
    stores.redis.zadd("wismo:taken:care-en", {phone.call_sid: 1.0})
    stores.redis.zrem(line("care-en"), phone.call_sid)
    phone.waits(90)
    at_desk(ring, ANNA)
    phone.is_connected_to(ANNA)


def test_with_the_line_out_of_sight_an_agent_hears_that_nobody_waits(ring: Ring, stores: Stores, shop: Shop):
    stores.redis.set(line("care-en"), "not a line")
    at_desk(ring, ANNA).hears("Nobody is waiting")
