"""The attestation of the caller's number can only lower trust."""

import pytest

from ivr.emulator import Phone
from ivr.settings import Settings
from tests.shop import Shop


@pytest.mark.parametrize(
    "stir", ["", "TN-Validation-Passed-A", "TN-Validation-Passed-B", "No-TN-Validation", "NULL", "nonsense"]
)
def test_a_call_without_doubt_is_answered_at_once(phone: Phone, shop: Shop, stir: str):
    shop.has_order(status="out_for_delivery")
    phone.dials(stir=stir).hears("out for delivery")


def test_a_weak_attestation_asks_for_one_thing_first(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery")
    phone.dials(stir="TN-Validation-Passed-C").does_not_hear("out for delivery").hears("ZIP code")
    phone.presses("94110#").hears("out for delivery")


def test_a_failed_attestation_hears_nothing_and_proves_to_be_a_person(phone: Phone, shop: Shop):
    shop.has_order(status="out_for_delivery")
    phone.dials(stir="TN-Validation-Failed-A").does_not_hear("out for delivery").hears("please press")
    digits = phone.heard.rpartition("press")[2].replace(" ", "").strip(".")
    phone.presses(digits).is_in_queue("care-en")


def test_a_machine_with_a_failed_attestation_is_let_go(phone: Phone, shop: Shop):
    phone.dials(stir="TN-Validation-Failed-A").presses("00").hears("not the right keys").is_hung_up()


def test_what_was_proved_of_a_strangers_order_proves_nothing_of_ones_own(phone: Phone, shop: Shop):
    shop.has_order(number="5123", status="out_for_delivery", loyalty_points=70)
    shop.has_order(phone="+14155550177", number="6234", postcode="10001", status="delivered")
    phone.dials(stir="TN-Validation-Passed-C").presses("7777#").hears("could not find")
    phone.presses("6234#").presses("10001#")
    phone.hears("was delivered").presses("2").presses("5123#").hears("out for delivery")
    phone.presses("4").presses("4").does_not_hear("70 points").hears("ZIP code").presses("94110#").hears("70 points")


class TestStrict:
    """The strict policy."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"attestation": "strict"})

    def test_a_call_without_attestation_gives_number_and_postcode(self, phone: Phone, shop: Shop):
        shop.has_order(number="5123", status="out_for_delivery")
        phone.dials().does_not_hear("out for delivery").presses("1").presses("5123#").presses("94110#")
        phone.hears("out for delivery")

    def test_points_are_asked_for_with_number_and_postcode(self, phone: Phone, shop: Shop):
        shop.has_order(number="5123", status="out_for_delivery", loyalty_points=70)
        phone.dials().presses("4").hears("your order number").does_not_hear("or the ZIP code")
        phone.presses("5123#").presses("94110#").hears("70 points")

    def test_a_number_that_cannot_prove_anything_yet_is_no_try(self, phone: Phone, shop: Shop):
        shop.has_order(number="5123", status="out_for_delivery")
        phone.dials().presses("1")
        for _ in range(2):
            phone.presses("5123#").presses("99999#").hears("could not find")
        phone.presses("5123#").presses("94110#").hears("out for delivery")
