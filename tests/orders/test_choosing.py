"""A caller says which of several orders is meant."""

from datetime import timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.choosing import OTHER, STATES, meant
from ivr.orders.model import Order, OrderStatus
from prompts.catalogue import Catalogue
from prompts.choice_words import FILE, IGNORED, LABELS, ONE, PERIODS, WEEKDAYS, ChoiceWords, Pointed
from prompts.labelled_phrases import read_labelled
from prompts.universals import Universals
from tests.orders.placed import NOW

LOCALES = ("de-DE", "en-US", "es-MX", "fr-FR", "it-IT", "ja-JP", "pl-PL", "pt-BR")
CATALOGUE, UNIVERSALS, WORDS = Catalogue.load(LOCALES), Universals.load(LOCALES), ChoiceWords.load(LOCALES)
PLACED = {"1": 0, "2": 1, "3": 8, "4": 30}
"""Order number to the days since it was placed, in the order in which they are read out."""
STATUS = {"1": OrderStatus.PROCESSING, "2": OrderStatus.READY_FOR_PICKUP, "3": OrderStatus.PROCESSING}
ITEMS = {"1": ("Wool coat", "Boots"), "2": ("Desk lamp",), "3": ("Rain coat",)}


def order(number: str, days: int) -> Order:
    return Order(
        number=number,
        placed_at=NOW - timedelta(days=days),
        customer="",
        status=STATUS.get(number, OrderStatus.CANCELLED),
        items=ITEMS.get(number, ()),
    )


ORDERS = [order(number, days) for number, days in PLACED.items()]


def numbers(*marks: str, words: tuple[str, ...] = (), speaks_items: bool = True) -> str:
    found = meant(Pointed(frozenset(marks), words), ORDERS, NOW, speaks_items=speaks_items)
    return "".join(each.number for each in found)


@pytest.mark.parametrize(
    ("marks", "which"),
    [
        ("1", "1"), ("4", "4"), ("last", "4"), ("newest", "1"), ("oldest", "4"),
        ("state.ready_for_pickup", "2"), ("state.being_prepared", "13"), ("state.late", ""),
        ("state.waiting", "13"), ("state.cancelled", "4"),
        ("today", "1"), ("yesterday", "2"), ("monday", "23"), ("tuesday", "1"), ("last_week", "3"), ("this_week", "12"),
        ("last_month", "4"), ("this_month", "123"),
        ("state.being_prepared newest", "1"), ("state.being_prepared last", "3"), ("monday last_week", "3"),
        ("2 state.cancelled", ""),
    ],
)  # fmt: skip
def test_an_order_is_meant_by_place_state_and_day(marks: str, which: str) -> None:
    assert numbers(*marks.split()) == which


def test_contents_are_compared_only_if_they_may_be_said() -> None:
    assert numbers(words=("coat",)) == "13"
    assert numbers(words=("rain", "coat")) == "3"
    assert numbers(words=("lamps",)) == "2"
    assert numbers(words=("coat",), speaks_items=False) == ""


def test_words_that_name_no_item_change_nothing_of_what_else_was_said() -> None:
    assert numbers("yesterday", words=("thing",)) == "2"
    assert numbers(words=("thing",)) == ""


@pytest.mark.parametrize("locale", LOCALES)
def test_what_points_at_an_order_means_no_wish_of_every_question(locale: str) -> None:
    words = read_labelled(files("prompts") / "locales" / locale / FILE, LABELS)
    pointing = {label: its for label, its in words.items() if label not in (ONE, IGNORED)}
    states = {prompt: CATALOGUE.phrases(prompt, locale) for prompt in (*STATES, OTHER)}
    for label, phrases in (pointing | states).items():
        for phrase in phrases:
            reply = UNIVERSALS.find(phrase, locale)
            assert reply.universal in (None, "no") or reply.is_mild, phrase
            assert label in WORDS.find(phrase, locale, tuple(states.items())).marks, phrase


MARKS = st.frozensets(st.sampled_from((*LABELS[:-1], *STATES, OTHER)), max_size=4)


@given(MARKS, st.tuples(st.sampled_from(("coat", "boots", "zzz"))), st.integers(0, 4), st.booleans())
def test_what_is_meant_is_among_the_orders_in_their_order(marks, words, count, speaks_items) -> None:
    orders = ORDERS[:count]
    found = meant(Pointed(marks, words), orders, NOW, speaks_items=speaks_items)
    assert list(found) == [each for each in orders if each in found]


@given(st.sampled_from((*WEEKDAYS, *PERIODS, "today", "yesterday")), MARKS)
def test_whoever_says_more_never_means_more(mark: str, others) -> None:
    more, less = numbers(mark, *others - {"last", "newest", "oldest"} - set(STATES)), numbers(mark)
    assert set(more) <= set(less)
