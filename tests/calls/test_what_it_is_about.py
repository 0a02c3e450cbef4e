"""A caller states the issue in a few words and reaches the right queue."""

import pytest

from ivr.emulator import Phone
from tests.shop import Shop


def test_free_speech_at_the_menu_is_understood(phone: Phone, shop: Shop):
    phone.dials().says("I got charged twice on my credit card").is_in_queue("care-en")


def test_an_open_question_is_asked_of_those_who_want_something_else(phone: Phone, shop: Shop):
    phone.dials().presses("5").hears("In a few words, what are you calling about?")


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("I want to send back these shoes", "order number"),
        ("where is my refund", "order number"),
        ("track my order", "order number"),
        ("i have a discount code", "connecting you with a person"),
    ],
)
def test_the_answer_leads_on(phone: Phone, shop: Shop, words: str, heard: str):
    phone.dials().presses("5").says(words).hears(heard)


@pytest.mark.parametrize(
    ("language", "yes", "asked"),
    [
        ("en-US", "yes please", ("How can I help you?", "what are you calling about?")),
        ("es-MX", "sí, por favor", ("¿En qué puedo ayudarle?", "¿cuál es el motivo de su llamada?")),
    ],
)
def test_a_bare_yes_is_asked_what_it_is_for(phone: Phone, shop: Shop, language: str, yes: str, asked: tuple[str, str]):
    shop.has_order(status="on_hold", language=language)
    phone.dials()
    for question in asked:
        phone.says(yes).hears(question)


def test_a_doubt_is_asked_about(phone: Phone, shop: Shop):
    phone.dials().presses("5").says("a promotion or a payment").hears("Is it about")
    phone.says("yes").is_in_queue("care-en")


def test_a_wrong_guess_leads_to_the_keys(phone: Phone, shop: Shop):
    phone.dials().presses("5").says("a promotion or a payment").presses("2")
    phone.hears("use the keys").offers("1", "2", "3", "4", "0")
    phone.presses("3").hears("for a payment").presses("1").is_in_queue("care-en")


def test_words_about_nothing_lead_to_the_keys(phone: Phone, shop: Shop):
    phone.dials().presses("5").says("what lovely weather today").says("what lovely weather today").hears("use the keys")


def test_silence_leads_to_the_keys_and_then_to_a_person(phone: Phone, shop: Shop):
    phone.dials().presses("5").waits().waits().hears("use the keys").waits().waits().waits().is_in_queue("care-en")


def test_it_works_in_spanish(phone: Phone, shop: Shop):
    phone.dials().presses("9").says("me cobraron dos veces con la tarjeta").hears("le comunico con una persona")
