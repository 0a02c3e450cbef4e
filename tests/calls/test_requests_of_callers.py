"""What callers ask for without a person: an order cancelled, another address, points, an invoice, a call."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.requests.tables import requests
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.settings import Settings
from tests.calls.in_force import put_in_force
from tests.shop import ALICE, Shop

CLOSED = {"time_zone": "America/New_York", "open": {"mon-fri": "12:00-18:00"}}
"""Hours in which nobody is there when the calls of the tests begin."""


def asked_for(stores: Stores, *columns: str) -> list[tuple[Any, ...]]:
    """The requests in SQL."""
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        rows = connection.execute(select(*[requests.c[each] for each in columns or ("kind", "order_number")])).all()
    return [tuple(row) for row in rows]


def proven(phone: Phone, words: str) -> Phone:
    """A call in which the caller asks for something, and gives the order number when asked for a proof."""
    return phone.dials().says(words).hears("your order number or the ZIP code").presses("1001#")


@pytest.fixture
def closed(settings: Settings, stores: Stores, shop: Shop) -> None:
    """Nobody can take calls before noon."""
    desk = {"name": "Care", "kind": "in_house", "languages": ["en-US"], "hours": "day", "hand_off": {"desk": "care-en"}}
    queues = {"care-en": {**desk, "closed": ["callback", "voicemail"]}}
    put_in_force(settings, stores, shop, hours={"day": CLOSED}, queues=queues, rules=[], vendors={}, switches={})


# Cancelling.


def test_an_order_that_is_not_sent_is_cancelled_by_people(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    proven(phone, "I want to cancel my order").hears("hasn't been sent yet", "ask our team to cancel it")
    phone.says("yes please").hears("passed that on", "confirmation", "anything else")
    phone.says("cancel my order").hears("already asked us for that")
    assert asked_for(stores, "kind", "order_number", "caller", "level", "state") == [
        ("cancel_order", "1001", ALICE, 2, "open")
    ]


def test_what_is_on_hold_counts_as_not_sent(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="on_hold")
    proven(phone, "cancel my order").hears("hasn't been sent yet")


def test_a_no_leaves_everything_as_it_is(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    proven(phone, "cancel my order").presses("2").hears("leave everything as it is", "anything else")
    assert asked_for(stores) == []


def test_a_no_with_another_wish_goes_there(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing", loyalty_points=70)
    proven(phone, "cancel my order").says("no, how many points do I have").hears("70 points")
    assert asked_for(stores) == []


def test_a_sent_order_cannot_be_cancelled_and_a_person_is_offered(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="in_transit", day=2)
    proven(phone, "cancel my order").hears("already been sent", "speak with a person").says("yes")
    phone.is_in_queue("care-en")
    assert asked_for(stores) == []


def test_a_delivered_order_can_be_returned_instead(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="delivered", shipments=(shop.parcel("delivered", delivered=-1),))
    proven(phone, "cancel my order").hears("already been delivered", "return it").says("yes").hears("your return")


def test_part_of_an_order_that_is_sent_is_for_people(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="partially_shipped")
    proven(phone, "cancel my order").hears("Part of your order").presses("1").is_in_queue("care-en")


def test_a_cancelled_order_is_told(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="cancelled", cancelled_at=shop.now())
    proven(phone, "cancel my order").hears("already cancelled", "anything else")


def test_a_postcode_of_several_orders_does_not_tell_which_is_cancelled(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    shop.has_order(number="1002", status="processing", placed=-1)
    phone.dials().hears("2 orders").says("I want to cancel my order").presses("94110#").hears("your order number")
    phone.presses("1001#").hears("hasn't been sent yet").says("yes").hears("passed that on")
    assert asked_for(stores) == [("cancel_order", "1001")]


def test_of_orders_that_sound_alike_the_chosen_one_is_cancelled(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="10011", status="processing")
    shop.has_order(number="1001-1", status="processing", placed=-1)
    phone.dials().says("I want to cancel my order").presses("10011#").presses("10011#").hears("2 orders").presses("1")
    phone.hears("hasn't been sent yet").says("yes").hears("passed that on")
    assert asked_for(stores) == [("cancel_order", "1001-1")]


def test_nobody_cancels_without_proof(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    phone.dials().says("cancel my order").presses("9999#")
    phone.does_not_hear("ask our team").hears("could not find")
    assert asked_for(stores) == []


def test_a_stranger_proves_it_by_number_and_postcode_and_comes_back(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing", phone="+14155550177")
    phone.dials(from_="anonymous").says("I want to cancel my order").hears("order number").presses("1001#")
    phone.hears("ZIP code").presses("94110#").hears("ask our team to cancel it").presses("1").hears("passed that on")
    assert asked_for(stores) == [("cancel_order", "1001")]


# Another address.


def test_only_people_change_an_address(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    proven(phone, "I need to change my delivery address").hears("only a person can change the address")
    phone.is_in_queue("care-en")
    assert asked_for(stores) == []


def test_the_carrier_has_what_is_out_for_delivery(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="out_for_delivery", window="14:00-18:00")
    proven(phone, "I need to change my delivery address").hears("already out for delivery").is_in_queue("care-en")


@pytest.mark.usefixtures("closed")
def test_while_nobody_is_there_people_call_back_about_the_address(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    proven(phone, "I need to change my delivery address").hears("nobody can take your call", "ending in 0 0")
    phone.says("yes").hears("call you back about the address")
    assert asked_for(stores, "kind", "answers") == [("change_address", {"call_back": "yes"})]


# Points and invoices.


def test_missing_points_are_looked_after(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing", loyalty_points=70)
    proven(phone, "how many points do I have").hears("70 points", "points are missing").says("some points are missing")
    phone.hears("check your points for this order").says("yes").hears("passed that on")
    assert asked_for(stores) == [("missing_points", "1001")]


def test_missing_points_are_told_of_by_key(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing", loyalty_points=70)
    proven(phone, "how many points do I have").waits().offers("1", "2").presses("1").presses("1")
    phone.hears("passed that on")
    assert asked_for(stores) == [("missing_points", "1001")]


def test_a_copy_of_the_invoice_goes_to_the_address_on_file(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001", status="processing")
    proven(phone, "I need a copy of my invoice").hears("to the address we have for you").says("yes")
    phone.hears("send you the copy")
    assert asked_for(stores) == [("invoice_copy", "1001")]


# A call at a time.


def test_a_call_is_asked_for_at_a_day_and_a_time(phone: Phone, shop: Shop, stores: Stores):
    phone.dials().says("call me back tomorrow").hears("On which day").says("tomorrow").hears("time of day")
    phone.says("in the morning").hears("tomorrow between 8 a.m. and noon", "ending in 0 0").says("yes")
    phone.hears("will call you then", "How can I help")
    day = (shop.now() + timedelta(days=1)).date().isoformat()
    assert asked_for(stores, "kind", "order_number", "caller", "answers") == [
        ("call_back_at", "", ALICE, {"from": f"{day}T08:00:00-05:00", "until": f"{day}T12:00:00-05:00"})
    ]


@pytest.mark.usefixtures("closed")
def test_no_call_is_promised_while_nobody_is_there(phone: Phone, shop: Shop, clock: VirtualClock, stores: Stores):
    phone.dials().presses("0").waits().presses("3").hears("On which day").waits().offers("1", "2")
    phone.presses("1").waits().offers("2", "3").presses("2").hears("today between noon and 5 p.m.").presses("1")
    phone.hears("will call you then")
    assert [kind for kind, _ in asked_for(stores)] == ["call_back_at"]


def test_another_number_can_be_called(phone: Phone, shop: Shop, stores: Stores):
    phone.dials().says("call me back tomorrow").says("tomorrow").says("in the afternoon").presses("2")
    phone.presses("4155550123#").hears("4 1 5").presses("1").hears("will call you then")
    assert asked_for(stores, "caller") == [("+14155550123",)]


# Stores.


def test_opening_hours_are_told_to_anybody(settings: Settings, phone: Phone, shop: Shop, stores: Stores):
    put_in_force(settings, stores, shop, store_info={"en-US": "We are open from nine to six <break/> & on Sundays."})
    phone.dials(from_="anonymous").says("what are your opening hours").hears("open from nine to six & on Sundays")
    phone.hears("How can I help")


def test_people_tell_where_the_shop_says_nothing(phone: Phone, shop: Shop):
    phone.dials(from_="anonymous").says("what are your opening hours").is_in_queue("care-en")
