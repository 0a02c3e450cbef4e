"""Callers who say or press what no question asks for: the call goes on, and nothing is done that was not wanted."""

import pytest

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from tests.calls.stored_words import words_in_redis, words_in_sql
from tests.shop import Shop

CARD = "4111111111111111"
PIECES = (CARD, CARD[:8], CARD[4:], "4111 1111", "four one one one", "one one one one")
HELP = "help you"
AT_THE_NUMBER = "where is my order"
NUMBER_ASKED = "order number"


def is_stored(stores: Stores) -> set[str]:
    """The tables and keys that have any part of the card's number."""
    drain(stores.redis, stores.engine)
    found = [*words_in_sql(stores), *words_in_redis(stores.redis)]
    return {place for place, words in found if any(piece in words for piece in PIECES)}


@pytest.mark.parametrize(
    "said",
    [
        CARD,
        "4111-1111 1111 1111 expires 12 27",
        "my card is four one one one one one one one one one one one one one one one",
        "forty one eleven eleven eleven eleven eleven eleven eleven",
    ],
)
@pytest.mark.parametrize("first", ["", AT_THE_NUMBER])
def test_a_card_number_is_refused_and_kept_nowhere(phone: Phone, stores: Stores, capfd, said: str, first: str) -> None:
    phone.dials()
    if first:
        phone.says(first).hears(NUMBER_ASKED)
    phone.says(said).hears("card numbers", NUMBER_ASKED if first else HELP).hangs_up()
    written = capfd.readouterr()
    assert is_stored(stores) == set()
    assert not any(piece in written.out + written.err for piece in PIECES)


def test_a_card_number_that_is_keyed_in_is_no_order_number(phone: Phone, shop: Shop, stores: Stores) -> None:
    shop.has_order(phone="+14155550177", number=CARD)
    phone.dials().says(AT_THE_NUMBER).presses(f"{CARD}#").hears("card numbers", NUMBER_ASKED)
    phone.presses("70011#").hears("ZIP code").hangs_up()


@pytest.mark.parametrize(
    "said",
    ["um uh hmm", "zzz qqq", "hola guten Tag merci beaucoup", "fuck", "yes no yes", "*", "?", "la la la " * 130],
)
def test_words_that_ask_for_nothing_are_asked_again(phone: Phone, said: str) -> None:
    phone.dials().says(said).does_not_hear("connecting", "goodbye").says(AT_THE_NUMBER).hears(NUMBER_ASKED)


def test_an_empty_result_is_silence_however_confident(phone: Phone) -> None:
    phone.dials().says("", confidence=0.97).does_not_hear("understand").says(AT_THE_NUMBER).hears(NUMBER_ASKED)


@pytest.mark.parametrize(
    "said",
    [
        "quiero saber where is my Paket bitte",
        "where the fuck is my order",
    ],
)
def test_a_wish_among_other_words_is_heard(phone: Phone, shop: Shop, said: str) -> None:
    phone.dials().says(said).hears(NUMBER_ASKED)


def test_a_story_of_four_hundred_words_is_heard(phone: Phone) -> None:
    story = "where is my order " + "I have been waiting and waiting for it and nobody tells me anything " * 30
    phone.dials().says(story).does_not_hear("understand", "goodbye")


def test_contradictions_confirm_nothing(phone: Phone) -> None:
    phone.dials().presses("0").presses("1").hears("ending in").says("yes no yes").hears("yes or no")
    phone.does_not_hear("call you back")


def test_a_code_that_was_interrupted_counts_from_its_new_beginning(phone: Phone, shop: Shop) -> None:
    shop.has_order(phone="+14155550177", number="5124")
    phone.dials().says(AT_THE_NUMBER).says("five one two three no sorry five one two four").says("nine four one one oh")
    phone.hears("on its way")
