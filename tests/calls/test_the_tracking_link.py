"""The link goes by text, to the number on file and no other."""

from ivr.emulator import Phone
from tests.shop import Shop


def test_the_link_is_offered_and_confirmed(phone: Phone, shop: Shop):
    shop.has_order()
    phone.dials().waits().offers("1").presses("1").hears("on its way to the phone number on the order")


def test_an_order_without_a_link_does_not_offer_one(phone: Phone, shop: Shop):
    shop.has_order(status="processing")
    phone.dials().does_not_hear("text message")
