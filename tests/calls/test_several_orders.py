"""A caller with several orders under way chooses one."""

import pytest

from ivr.emulator import Phone
from ivr.settings import Settings
from tests.shop import Shop

PICKUP = "ready to be picked up"


def two_orders(shop: Shop) -> None:
    shop.has_order(status="in_transit", day=2, placed=-2)
    shop.has_order(status="out_for_delivery", window="14:00-18:00", placed=-5)


def four_orders(shop: Shop) -> None:
    """The newest is on its way, like the one of yesterday; one waits to be picked up, one is late."""
    shop.has_order(number="A1", status="in_transit", day=2, placed=0, items=("Wool coat",))
    shop.has_order(number="A2", status="in_transit", day=3, placed=-1, items=("Desk lamp",))
    shop.has_order(number="A3", status="ready_for_pickup", placed=-5)
    shop.has_order(number="A4", status="in_transit", day=-2, placed=-9)


def test_several_orders_are_offered_by_day_and_state(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().hears("2 orders", "out for delivery").offers("1", "2").does_not_hear("different order")
    phone.waits().hears("2 orders").offers("1", "2", "3", "0")


def test_the_chosen_order_is_told(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("2").hears("between 2 and 6")


@pytest.mark.parametrize("said", ["the second one please", "number two", "the last", "the one out for delivery"])
def test_an_order_is_chosen_in_words(phone: Phone, shop: Shop, said: str):
    two_orders(shop)
    phone.dials().says(said).hears("between 2 and 6")


def test_another_order_can_be_found_by_number(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("3").hears("order number")
    phone.dials().says("none of these").hears("order number")
    phone.dials().says("no").hears("order number")


def test_a_key_that_stands_for_no_order_is_asked_again(phone: Phone, shop: Shop):
    two_orders(shop)
    phone.dials().presses("7").hears("understand that").presses("2").hears("between 2 and 6")


def test_words_that_fit_several_orders_narrow_the_choice(phone: Phone, shop: Shop):
    four_orders(shop)
    phone.dials().says("the one on its way").hears("Which of these", "today", "yesterday").does_not_hear("pickup")
    phone.says("the one from yesterday").hears("on Friday")


def test_what_is_said_beside_a_no_counts(phone: Phone, shop: Shop):
    four_orders(shop)
    phone.dials().says("no, the late one").hears("late")


def test_a_state_that_begins_with_a_no_is_no_no(phone: Phone, shop: Shop):
    shop.has_order(status="delivered", placed=-2)
    shop.has_order(status="attempted", placed=-5)
    phone.dials().says("not delivered").does_not_hear("Which one").hears("tried")


def test_a_return_can_be_asked_for_instead(phone: Phone, shop: Shop):
    four_orders(shop)
    phone.dials().says("I want to send something back").does_not_hear("understand", "Which one", "on its way")


def test_answers_that_choose_nothing_lead_to_a_person(phone: Phone, shop: Shop):
    four_orders(shop)
    phone.dials()
    for _ in range(3):
        phone.says("the cancelled one")
    phone.is_in_queue("care-en")


def test_titles_that_may_not_be_said_choose_nothing(phone: Phone, shop: Shop):
    four_orders(shop)
    phone.dials().says("the one with the coat").hears("understand that")


def test_two_customers_on_one_number_hear_of_no_order(phone: Phone, shop: Shop):
    shop.has_order(customer="one")
    shop.has_order(customer="two")
    phone.dials().does_not_hear("on its way", "2 orders").hears("help you")


class TestTitlesThatMayBeSaid:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"speak_items": True})

    def test_an_order_is_chosen_by_what_is_in_it_once_enough_is_proved(self, phone: Phone, shop: Shop):
        shop.has_order(number="1001-1", status="out_for_delivery", placed=-5, items=("Wool coat",))
        shop.has_order(number="10011", status="in_transit", day=2, placed=-2, items=("Desk lamp",))
        phone.dials().says("the one with the coat").hears("understand that")
        phone.presses("3").presses("10011#").hears("2 orders").says("the one with the coat").hears("out for delivery")
