"""A second call continues from the first: language, queue of the last call, and an order that is still late."""

import pytest

from ivr.emulator import Phone, VirtualClock
from ivr.emulator.switchboard import Switchboard
from tests.calls.conftest import LINE
from tests.shop import Shop

DAY = 24 * 3600


@pytest.fixture
def late_order(shop: Shop):
    return shop.has_order(status="in_transit", day=-2)


def test_a_late_order_is_told_the_first_time(phone: Phone, late_order):
    phone.dials().hears("late", "Shall we connect you now?")


def test_a_second_call_about_it_goes_straight_to_a_person_ahead_of_others(phone: Phone, late_order, clock):
    phone.dials().hangs_up()
    clock.advance(seconds=DAY)
    phone.dials().hears("your order is still late", "ahead of other callers").is_in_queue("care-en.5")


def test_a_second_call_after_a_long_time_is_a_first_one(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(status="in_transit", day=-2)
    phone.dials().hangs_up()
    clock.advance(seconds=8 * DAY)
    phone.dials().does_not_hear("still late")


def test_news_since_the_last_call_is_told_as_new(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(number="1001", status="in_transit", day=2)
    phone.dials().does_not_hear("since your call").hangs_up()
    clock.advance(seconds=DAY)
    shop.has_order(number="1001", status="out_for_delivery", window="14:00-18:00")
    phone.dials().hears("out for delivery", "That's new since your call yesterday.")


def test_no_news_since_the_last_call_is_told_after_the_status(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(status="in_transit", day=2)
    phone.dials().hangs_up()
    clock.advance(seconds=DAY)
    phone.dials().hears("is expected tomorrow. That hasn't changed since your call yesterday.")


def test_an_order_that_was_not_told_before_is_told_plainly(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(number="1001", status="delivered", shipments=(shop.parcel("delivered", delivered=-1),), placed=-20)
    phone.dials().hangs_up()
    clock.advance(seconds=14 * DAY)
    shop.has_order(number="1002", status="in_transit", day=2)
    phone.dials().hears("on its way").does_not_hear("since your call")


def test_after_a_week_nothing_is_said_of_the_last_call(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(status="in_transit", day=12)
    phone.dials().hangs_up()
    clock.advance(seconds=8 * DAY)
    phone.dials().hears("on its way").does_not_hear("since your call")


def test_a_verified_caller_hears_which_city_the_parcel_has_left(phone: Phone, shop: Shop, clock: VirtualClock):
    for city in ("COLUMBUS", "Columbus", "DENVER"):
        clock.advance(seconds=DAY)
        seen = shop.parcel("in_transit", day=3, last_scan_city=city)
        shop.has_order(number="1001", status="shipped", shipments=(seen,), phone="+14155550177")
        phone.dials().presses("1").presses("1001#").presses("94110#").hears("It was last seen in")
        assert ("Since you called yesterday, it has left Columbus." in phone.heard) is (city == "DENVER")
        phone.hangs_up()


def test_a_request_of_an_earlier_call_is_told_until_it_is_settled(
    phone: Phone, shop: Shop, clock: VirtualClock, stores
):
    shop.has_order(number="1001", status="processing")
    phone.dials().says("cancel my order").presses("1001#").says("yes").hears("passed that on")
    phone.presses("*").does_not_hear("Your request to cancel it").hangs_up()
    clock.advance(seconds=DAY)
    phone.dials().hears("Your request to cancel it, made yesterday, is with our team.").hangs_up()
    shop.has_order(number="1001", status="cancelled")
    phone.dials().hears("cancelled").does_not_hear("Your request to cancel it")


def test_the_last_call_is_remembered_in_another_language(phone: Phone, shop: Shop, clock: VirtualClock):
    shop.has_order(status="in_transit", day=2)
    phone.dials().presses("9").hangs_up()
    clock.advance(seconds=DAY)
    phone.dials().hears("Esto no ha cambiado desde que llamó ayer.")


def test_a_call_that_lost_its_session_says_nothing_of_the_last_one(phone: Phone, shop: Shop, clock, stores):
    shop.has_order(status="in_transit", day=2)
    phone.dials().hangs_up()
    clock.advance(seconds=DAY)
    stores.redis.flushdb()
    phone.dials().hears("on its way").does_not_hear("since your call")


def test_another_order_that_is_late_is_told(phone: Phone, switchboard: Switchboard, shop: Shop, late_order):
    phone.dials().hangs_up()
    other = Phone(switchboard, number="+14155550177", to=LINE)
    shop.has_order(phone="+14155550177", status="in_transit", day=-2)
    other.dials().does_not_hear("still late")


def test_a_language_that_was_chosen_is_spoken_the_next_time(phone: Phone, shop: Shop):
    shop.has_order()
    phone.dials().presses("9").hears("pedido").hangs_up()
    phone.dials().hears("Hola").offers("0")


def test_a_withheld_number_is_remembered_by_nobody(switchboard: Switchboard, shop: Shop):
    phone = Phone(switchboard, number="anonymous", to=LINE)
    phone.dials().presses("9").hangs_up()
    phone.dials().hears("How can I help you")


def test_with_redis_gone_a_second_call_is_a_first_one(phone: Phone, late_order, stores):
    phone.dials().hangs_up()
    stores.redis.flushdb()
    phone.dials().hears("late").does_not_hear("still late")
