"""Bad news ends in help: a person at once, a request to look into it, or a claim for what is not there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.requests.tables import requests
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from tests.calls.conftest import ALICE
from tests.shop import Shop

TROUBLES = {
    "late": ({"status": "in_transit", "day": -2}, "Our team can look into it"),
    "new_day": ({"status": "delayed", "day": 2}, "If that doesn't suit you"),
    "lost": ({"status": "exception", "reason": "lost"}, "a replacement or a refund"),
    "damaged": ({"status": "exception", "reason": "damaged"}, "a replacement or a refund"),
    "attempted": ({"status": "attempted"}, "Carriers usually try again"),
    "address": ({"status": "exception", "reason": "address"}, "settle the address with you"),
    "returning": ({"status": "returning"}, "sent again or refunded"),
    "back": ({"status": "returned_to_sender"}, "sent again or refunded"),
    "refused": ({"status": "exception", "reason": "refused"}, "sort this out with you"),
}


def has_parcel(shop: Shop, **parcel: object) -> None:
    shop.has_order(status="shipped", shipments=(shop.parcel(**parcel),))


def is_silent(shop: Shop) -> None:
    has_parcel(shop, status="in_transit", last_scan_at=shop.now() - timedelta(days=9))


def was_delivered(shop: Shop, **more: object) -> None:
    has_parcel(shop, status="delivered", delivered=0, **more)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_bad_news_ends_in_the_offer_of_a_person(phone: Phone, shop: Shop, trouble: str):
    parcel, words = TROUBLES[trouble]
    has_parcel(shop, **parcel)
    phone.dials().hears(words, "Shall we connect you now?").says("yes please").is_in_queue("care-en")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whoever_declines_goes_on_and_is_not_asked_again(phone: Phone, shop: Shop, trouble: str):
    parcel, words = TROUBLES[trouble]
    has_parcel(shop, **parcel)
    phone.dials().hears(words).presses("2").hears("For anything else")
    phone.presses("*").hears("Your order").does_not_hear("Shall we connect you")


@pytest.mark.parametrize("answer", ["yes", "1"])
def test_a_parcel_without_news_is_looked_into_on_request(phone: Phone, shop: Shop, stores: Stores, answer: str):
    is_silent(shop)
    phone.dials().hears("no news since", "look into it with the carrier?")
    (phone.presses if answer.isdigit() else phone.says)(answer)
    phone.hears("We've passed that on").hears("For anything else")
    assert asked_for(stores) == [("trace", ALICE, 1)]


def test_a_second_call_hears_that_it_was_asked_for(phone: Phone, shop: Shop, stores: Stores, clock: VirtualClock):
    is_silent(shop)
    phone.dials().presses("1").hears("We've passed that on").hangs_up()
    clock.advance(seconds=3600)
    phone.dials().hears("You've already asked us to look into this").says("no").hears("For anything else")
    assert len(asked_for(stores)) == 1


def test_something_else_can_be_said_where_help_is_offered(phone: Phone, shop: Shop):
    has_parcel(shop, status="in_transit", day=-2)
    phone.dials().hears("Shall we connect you now?").says("no, where is my refund")
    phone.hears("order number or the ZIP code")


@pytest.mark.parametrize("words", ["it's not here", "I never got it", "it says delivered but I do not have it"])
def test_what_is_not_here_is_looked_for_once_and_then_claimed(phone: Phone, shop: Shop, stores: Stores, words: str):
    was_delivered(shop, left_at="neighbour")
    phone.dials().hears("delivered today", "just tell us").says(words)
    phone.hears("recorded the delivery today at 10 a.m.", "left with a neighbor", "ask your neighbors? Is it there?")
    phone.says("no, it's really not here").hears("opened a claim", "get back to you").hears("For anything else")
    assert asked_for(stores) == [("claim", ALICE, 1)]


def test_what_is_not_here_can_be_claimed_by_keys_alone(phone: Phone, shop: Shop, stores: Stores):
    was_delivered(shop)
    phone.dials().waits().hears("3 if it isn't there").presses("3").hears("Is it there?").presses("2")
    phone.hears("opened a claim")
    assert asked_for(stores) == [("claim", ALICE, 1)]


def test_what_has_turned_up_needs_no_claim(phone: Phone, shop: Shop, stores: Stores):
    was_delivered(shop)
    phone.dials().says("it's not here").says("I found it").hears("Good to hear").hears("For anything else")
    assert asked_for(stores) == []


def test_a_claim_is_opened_once(phone: Phone, shop: Shop, stores: Stores):
    was_delivered(shop)
    phone.dials().says("it's not here").says("no").hears("opened a claim")
    phone.says("it's not here").hears("You've already asked us").says("yes").is_in_queue("care-en")
    assert asked_for(stores) == [("claim", ALICE, 1)]


def test_neighbours_and_the_mailbox_belong_to_a_single_parcel(phone: Phone, shop: Shop):
    shop.has_order(status="delivered", shipments=tuple(shop.parcel("delivered", delivered=-1) for _ in range(2)))
    phone.dials().hears("If anything is missing").says("something is missing")
    phone.hears("Is everything there?").does_not_hear("neighbors").says("no").hears("opened a claim")


def test_who_took_a_parcel_is_never_told(phone: Phone, shop: Shop):
    was_delivered(shop, left_at="in_person")
    phone.dials().says("it's not here").hears("handed to somebody at your address", "people you live or work with")


def asked_for(stores: Stores) -> list[tuple[str, str, int]]:
    """The requests that were made: kind, caller, level."""
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return [(row.kind, row.caller, row.level) for row in connection.execute(select(requests))]
