"""A caller whose number is on an order hears its status without pressing a key."""

from ivr.emulator import Phone
from tests.shop import Shop


def test_a_known_caller_hears_the_window_without_pressing_a_key(phone: Phone, shop: Shop):
    shop.has_order(phone="+14155550100", status="out_for_delivery", window="14:00-18:00")
    phone.dials().hears("out for delivery", "between 2 and 6").offers("0")


def test_at_most_twelve_words_stand_before_the_news(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    before, _, _ = phone.heard.partition("order")
    assert len(before.split()) <= 12


def test_the_window_is_said_on_the_destinations_clock(phone: Phone, shop: Shop):
    order = shop.has_order(status="out_for_delivery", window="14:00-18:00", time_zone="America/Los_Angeles")
    assert order.shipments[0].windows[0].start.hour == 14
    phone.dials().hears("between 11 a.m. and 3 p.m.")


def test_the_order_can_be_heard_again(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().presses("*").hears("out for delivery", "between 2 and 6")


def test_the_order_can_be_heard_again_by_saying_so(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().says("say that again please").hears("out for delivery")


def test_a_spanish_customer_is_answered_in_spanish(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery", window="14:00-18:00", language="es-MX")
    phone.dials().hears("hoy entre las").offers("0").does_not_hear("your order")
    assert {line.language for line in phone.lines if line.kind == "say"} >= {"es-US"}


def test_the_language_can_be_changed_at_any_menu(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().presses("9").hears("hoy entre las").presses("9").hears("between 2 and 6")


def test_no_order_contents_are_told_to_a_caller_who_is_known_by_number_alone(phone: Phone, shop: Shop):
    shop.has_order(items=("Red shoes",), total_cents=4990)
    phone.dials().does_not_hear("shoes", "49")


def test_a_caller_with_nothing_under_way_hears_the_menu(phone: Phone, shop: Shop):
    shop.has_order(status="delivered", placed=-200, shipments=(shop.parcel("delivered", delivered=-190),))
    phone.dials().does_not_hear("delivered").waits().offers("1", "2", "3", "4", "0")
