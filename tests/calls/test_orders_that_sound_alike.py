"""Orders that sound alike are distinguished by the ringing number or the postcode; otherwise neither is told."""

import pytest

from ivr.emulator import Phone
from tests.shop import Shop

HERS, HIS, STRANGER = "+14155550100", "+14155550177", "+14155550188"


def two_orders(shop: Shop, *, numbers: tuple[str, str] = ("10011", "1001-1"), postcodes=("94110", "10001")) -> None:
    shop.has_order(phone=HERS, number=numbers[0], postcode=postcodes[0], status="out_for_delivery")
    shop.has_order(phone=HIS, number=numbers[1], postcode=postcodes[1], status="delivered")


def asks(phone: Phone, number: str, postcode: str, *, ringing: str = STRANGER) -> Phone:
    return phone.dials(from_=ringing).presses("1").presses(f"{number}#").presses(f"{postcode}#")


@pytest.mark.parametrize("other", ["1001-1", "10011.", "1001 1", "#10011", "10-011"])
def test_each_caller_hears_of_their_own(phone: Phone, shop: Shop, other: str):
    two_orders(shop, numbers=("10011", other))
    phone.dials(from_=HERS).hears("out for delivery").hangs_up()
    phone.dials(from_=HIS).hears("was delivered").does_not_hear("out for delivery")


def test_the_postcode_tells_which_of_two_is_meant(phone: Phone, shop: Shop):
    two_orders(shop)
    asks(phone, "10011", "94110").hears("out for delivery").hangs_up()
    asks(phone, "10011", "10001").hears("was delivered").does_not_hear("out for delivery")


def test_the_ringing_number_tells_which_of_two_is_meant(phone: Phone, shop: Shop):
    two_orders(shop, postcodes=("94110", "94110"))
    phone.dials(from_=HIS).presses("2").presses("10011#").hears("was delivered").does_not_hear("out for delivery")


def test_a_number_that_several_share_tells_which_of_two_is_meant(phone: Phone, shop: Shop):
    two_orders(shop, postcodes=("94110", "94110"))
    shop.has_order(phone=HIS, customer="another in the house", status="in_transit")
    asks(phone, "10011", "94110", ringing=HIS).hears("was delivered").does_not_hear("out for delivery")


@pytest.mark.parametrize("ringing", ["anonymous", STRANGER])
def test_what_nothing_settles_is_told_to_nobody(phone: Phone, shop: Shop, ringing: str):
    two_orders(shop, postcodes=("94110", "94110"))
    asks(phone, "10011", "94110", ringing=ringing).hears("could not find an order")
    phone.does_not_hear("out for delivery", "was delivered")


def test_what_nothing_settles_sounds_like_no_such_order(phone: Phone, shop: Shop):
    two_orders(shop, postcodes=("94110", "94110"))
    heard = [asks(phone, "10011", "94110").heard, phone.hangs_up() and asks(phone, "99999", "94110").heard]
    assert heard[0] == heard[1]


def test_whose_two_orders_sound_alike_chooses(phone: Phone, shop: Shop):
    shop.has_order(number="1001-1", status="out_for_delivery", placed=-5)
    shop.has_order(number="10011", status="in_transit", day=2, placed=-2)
    phone.dials().presses("3").presses("10011#").hears("2 orders").presses("2").hears("out for delivery")


def test_a_chosen_order_is_the_one_that_was_offered(phone: Phone, shop: Shop):
    shop.has_order(number="1001-1", status="out_for_delivery", placed=-5)
    shop.has_order(number="10011", status="in_transit", day=2, placed=-2)
    phone.dials().presses("2").hears("out for delivery").presses("*").hears("out for delivery").hangs_up()
    phone.dials().presses("1").does_not_hear("out for delivery")


def test_points_and_refunds_are_those_of_the_order_that_was_told(phone: Phone, shop: Shop):
    shop.has_order(phone=HERS, number="10011", postcode="94110", loyalty_points=111)
    shop.has_order(phone=HIS, number="1001-1", postcode="10001", loyalty_points=222)
    for postcode, points in (("94110", "111"), ("10001", "222")):
        asks(phone, "10011", postcode).presses("4").presses("4").hears(f"{points} points").hangs_up()


def test_an_order_that_a_spreadsheet_wrote_is_found_by_its_number(phone: Phone, shop: Shop):
    shop.has_order(phone=HERS, number="10023.0", postcode="94110", status="out_for_delivery")
    shop.has_order(phone=HIS, number="100230", postcode="10001", status="delivered")
    asks(phone, "10023", "94110").hears("out for delivery").hangs_up()
    asks(phone, "100230", "10001").hears("was delivered")
