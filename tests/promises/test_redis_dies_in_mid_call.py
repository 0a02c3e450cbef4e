"""Redis dies between two turns: the signed state in the turn's address is enough to go on, or to reach a person."""

from collections.abc import Callable

import pytest

from ivr.emulator import Phone
from tests.shop import Shop

from .lossy import Lossy

pytestmark = pytest.mark.promise

Kill = Callable[[], None]


def two_orders(shop: Shop) -> None:
    shop.has_order(status="in_transit", day=2, placed=-2)
    shop.has_order(status="out_for_delivery", window="14:00-18:00", placed=-5)


def test_the_menu_goes_on(phone: Phone, shop: Shop, kill_redis: Kill):
    phone.dials()
    kill_redis()
    phone.presses("1").hears("order number").presses("0").waits().is_in_queue("care-en")


def test_the_order_is_looked_up_again(phone: Phone, shop: Shop, kill_redis: Kill):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    kill_redis()
    phone.presses("*").hears("out for delivery", "between 2 and 6")


def test_a_choice_among_orders_is_offered_again(phone: Phone, shop: Shop, kill_redis: Kill):
    two_orders(shop)
    phone.dials()
    kill_redis()
    phone.presses("2").hears("start over", "2 orders")


def test_a_choice_is_offered_again_when_its_answer_was_lost_too(
    phone: Phone, shop: Shop, kill_redis: Kill, lossy: Lossy
):
    two_orders(shop)
    phone.dials()
    kill_redis()
    lossy.lost = r"/1\?"
    phone.presses("2").hears("start over", "2 orders")


def test_nothing_is_proved_by_order_number_and_postcode_that_cannot_be_counted(
    phone: Phone, shop: Shop, kill_redis: Kill
):
    shop.has_order(phone="+14155550177", number="5123", status="out_for_delivery")
    phone.dials().presses("1").presses("5123#")
    kill_redis()
    phone.presses("94110#").does_not_hear("out for delivery").is_in_queue("care-en")


def test_a_caller_keeps_the_language(phone: Phone, shop: Shop, kill_redis: Kill):
    phone.dials().presses("9").hears("en qué puedo ayudarle")
    kill_redis()
    phone.presses("1").does_not_hear("order number")
    assert {line.language for line in phone.lines if line.kind == "say"} >= {"es-US"}
