"""A caller with an unknown number gives an order number and a postcode, by keys or by voice."""

import pytest

from ivr.emulator import Phone
from tests.shop import Shop

WITHHELD = [
    "anonymous",
    "Restricted",
    "unknown",
    "+266696687",
    "+86282452253",
    "client:alice",
    "sip:+14155550100@pbx.example",
]


def test_an_unknown_caller_finds_the_order_by_keys(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550177", number="5123", status="out_for_delivery", window="14:00-18:00")
    phone.dials().presses("1").hears("order number").presses("5123#").hears("ZIP code").presses("94110#")
    phone.hears("out for delivery", "between 2 and 6")


def test_an_unknown_caller_finds_the_order_by_voice(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550177", number="5123", status="out_for_delivery", window="14:00-18:00")
    phone.dials().says("where is my order").says("five one two three").says("nine four one one oh")
    phone.hears("out for delivery")


@pytest.mark.parametrize("ani", WITHHELD)
def test_a_withheld_number_is_nobodys(phone: Phone, shop: Shop, ani: str):
    shop.has_order(phone="+14155550100", status="out_for_delivery")
    phone.dials(from_=ani).does_not_hear("out for delivery").waits().offers("1", "0")


def test_no_such_order_and_a_wrong_postcode_sound_the_same(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550177", number="5123")
    heard = []
    for number, postcode in (("5123", "10001"), ("9999", "94110")):
        phone.dials().presses("1").presses(f"{number}#").presses(f"{postcode}#")
        heard.append(phone.heard)
        phone.hangs_up()
    assert heard[0] == heard[1]


def test_three_wrong_tries_lead_to_a_person(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550177", number="5123")
    phone.dials().presses("1")
    for _ in range(3):
        phone.presses("9999#").presses("94110#")
    phone.presses("9999#").presses("94110#").hears("a person will help you").is_in_queue("care-en")


def test_an_order_cannot_be_guessed_from_many_numbers(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550177", number="5123", status="out_for_delivery")
    for place in range(5):
        phone.dials(from_=f"+1415555012{place}").presses("1").presses("5123#").presses(f"1000{place}#").hangs_up()
    phone.dials(from_="+14155550129").presses("1").presses("5123#").presses("94110#").does_not_hear("out for delivery")


@pytest.mark.parametrize("keyed", ["5123", "695123"])
def test_a_number_with_letters_can_be_keyed_with_and_without_them(phone: Phone, shop: Shop, keyed: str):
    shop.has_order(phone="+14155550177", number="NW-5123", status="out_for_delivery")
    phone.dials().presses("1").presses(f"{keyed}#").presses("94110#").hears("out for delivery")
