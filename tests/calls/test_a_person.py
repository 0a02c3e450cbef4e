"""Everybody reaches a person, from everywhere, and the story goes along."""

import pytest

from ivr.carrier import Party, Phone
from ivr.carrier.exchange import Exchange
from tests.shop import Shop


def test_zero_leads_to_a_person(phone: Phone, shop: Shop):
    phone.dials().presses("0").hears("connecting you with a person").is_in_queue("care-en")


def test_a_person_can_be_asked_for(phone: Phone, shop: Shop):
    phone.dials().says("I want to talk to a real person").is_in_queue("care-en")


def test_a_person_is_there_from_the_middle_of_a_question(phone: Phone, shop: Shop):
    phone.dials().presses("1").hears("order number").presses("0").waits().is_in_queue("care-en")


def test_silence_leads_to_a_person(phone: Phone, shop: Shop):
    phone.dials().waits().hears("did not hear").waits().waits().is_in_queue("care-en")


def test_a_spanish_caller_reaches_the_partner_over_sip_with_the_story(phone: Phone, exchange: Exchange, shop: Shop):
    order = shop.has_order(language="es-MX")
    phone.dials().presses("0").is_connected_to("sip:care@acme.example")
    assert (
        f"X-Wismo-Order={order.number}" in str(exchange.webhooks.exchanged[-1]) or "X-Wismo-Order" in phone.transcript
    )


@pytest.mark.parametrize("ending", ["busy", "no-answer", "failed"])
def test_when_the_partner_does_not_answer_the_next_queue_does(
    phone: Phone, exchange: Exchange, shop: Shop, ending: str
):
    shop.has_order(language="es-MX")
    exchange.parties["sip:care@acme.example"] = Party(ending)
    phone.dials().presses("0").waits().is_in_queue("care-en")


def test_a_caller_who_waits_hears_the_place_in_the_line(phone: Phone, shop: Shop):
    phone.dials().presses("0").waits(30).hears("next in line")
