"""A caller with several orders under way chooses one."""

from ivr.emulator import Phone
from tests.shop import Shop


def two_orders(shop: Shop) -> None:
    shop.has_order(status="in_transit", day=2, placed=-2)
    shop.has_order(status="out_for_delivery", window="14:00-18:00", placed=-5)


def test_several_orders_are_offered_by_day_and_state(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().hears("2 orders", "out for delivery").offers("1", "2", "3", "0")


def test_the_chosen_order_is_told(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("2").hears("between 2 and 6")


def test_another_order_can_be_found_by_number(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("3").hears("order number")


def test_a_key_that_stands_for_no_order_is_asked_again(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("7").hears("understand that").presses("2").hears("between 2 and 6")


def test_two_customers_on_one_number_hear_of_no_order(phone: Phone, shop: Shop):
    shop.has_order(customer="one")
    shop.has_order(customer="two")
    phone.dials().does_not_hear("on its way", "2 orders").hears("How can I help you")
