"""The language of a call, and how a caller changes it."""

import pytest

from ivr.emulator import Phone
from ivr.settings import Settings
from tests.calls.conftest import LINE
from tests.calls.test_routing import SWITCHES, Publish, publish, store
from tests.shop import Shop

__all__ = ["publish", "store"]

ENGLISH, SPANISH, GERMAN = "How can I help you", "¿En qué puedo ayudarle", "Was kann ich für Sie tun"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"languages": ("en-US", "es-MX", "de-DE", "ja-JP")})


@pytest.fixture
def three(publish: Publish) -> None:
    """A number that offers three of the line's four languages."""
    publish(**SWITCHES, numbers={LINE: {"language": "en-US", "languages": ["en-US", "es-MX", "de-DE"]}})


def test_another_language_is_offered_once_in_its_own_words(phone: Phone, shop: Shop, three):
    phone.dials().hears(ENGLISH, "Para español, oprima 9").waits().does_not_hear("español")


def test_the_key_leads_round_all_languages(phone: Phone, shop: Shop, three):
    phone.dials().presses("9").hears(SPANISH).does_not_hear("Deutsch").presses("9").hears(GERMAN)
    phone.presses("9").hears(ENGLISH)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Deutsch", GERMAN),
        ("sprechen Sie Deutsch?", GERMAN),
        ("do you speak German", GERMAN),
        ("español por favor", SPANISH),
    ],
)
def test_a_language_is_named_in_its_own_words_or_in_those_of_the_call(phone: Phone, shop: Shop, three, said, heard):
    phone.dials().hears(ENGLISH).says(said).hears(heard)


def test_who_asks_for_another_language_hears_which_there_are(phone: Phone, shop: Shop, three):
    phone.dials().says("another language").hears("I can speak English, Spanish, or German")
    phone.says("Spanish").hears(SPANISH).says("inglés, por favor").hears(ENGLISH)


def test_the_news_is_told_again_in_the_language_that_was_named(phone: Phone, shop: Shop, three):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().hears("out for delivery").says("auf Deutsch bitte").hears("wird gerade ausgeliefert")


def test_a_question_is_asked_again_in_the_language_that_was_named(phone: Phone, shop: Shop, three):
    phone.dials().presses("1").hears("enter or say your order number")
    phone.says("Deutsch").hears("geben Sie Ihre Bestellnummer ein")
    phone.presses("1234#").hears("die Postleitzahl der Lieferadresse")


def test_a_language_that_the_number_does_not_offer_is_not_spoken(phone: Phone, shop: Shop, three):
    phone.dials().says("do you speak Japanese").hears("I can speak English, Spanish, or German", ENGLISH)


@pytest.mark.parametrize(
    ("recorded", "heard"),
    [("de-DE", "wird"), ("de-AT", "wird"), ("ja-JP", "Para español"), ("xx", "Para español")],
)
def test_the_language_on_the_record_is_spoken_where_the_number_offers_it(phone, shop, three, recorded, heard):
    shop.has_order(status="out_for_delivery", window="14:00-18:00", language=recorded)
    phone.dials().hears(heard)
    if heard == "wird":
        phone.does_not_hear("press", "oprima")


def test_a_language_that_was_named_is_spoken_in_the_next_call_too(phone: Phone, shop: Shop, three):
    phone.dials().says("Deutsch").hears(GERMAN).hangs_up()
    phone.dials().hears(GERMAN)


def test_a_person_of_the_language_that_was_named_is_found(phone: Phone, shop: Shop, publish: Publish):
    deutsch = {**SWITCHES["queues"]["care"], "languages": ["de-DE"], "hand_off": {"desk": "deutsch"}}
    publish(
        numbers={LINE: {"language": "en-US", "languages": ["en-US", "de-DE"]}},
        queues={**SWITCHES["queues"], "deutsch": deutsch},
        rules=[{"name": "German", "when": {"language": "de-DE"}, "send": "deutsch"}],
        default="care",
    )
    phone.dials().says("Deutsch").presses("0").is_in_queue("deutsch")
