"""Nearest examples, independent of a catalogue."""

from hypothesis import given
from hypothesis import strategies as st

from prompts.matching import choose, normalized

OPTIONS = {"tea": ["green tea", "a cup of tea"], "coffee": ["coffee", "an espresso"]}


def test_case_accents_and_punctuation_do_not_matter() -> None:
    assert normalized("  ¡Dónde está, MI pedido?  ") == "donde esta mi pedido"
    assert choose("COFFÉE!", OPTIONS) == "coffee"


def test_what_is_as_near_to_two_options_is_neither() -> None:
    assert choose("tea", {"one": ["tea"], "two": ["tea"]}) is None


def test_an_option_without_phrases_is_never_chosen() -> None:
    assert choose("tea", {"tea": [], "coffee": ["coffee"]}) is None
    assert choose("tea", {}) is None


@given(st.sampled_from([(option, each) for option, phrases in OPTIONS.items() for each in phrases]))
def test_a_phrase_means_its_own_option(pair: tuple[str, str]) -> None:
    option, phrase = pair
    assert choose(f"um {phrase} please", OPTIONS) == option


@given(st.text())
def test_anything_may_be_said(speech: str) -> None:
    assert choose(speech, OPTIONS) in ("tea", "coffee", None)
