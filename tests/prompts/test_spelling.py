"""Order numbers that the line spells are understood when callers spell them in the same way."""

from collections.abc import Callable
from string import ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.catalogue import Catalogue
from prompts.facts import Code
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers

from .making import LOCALES

CODES = st.tuples(st.text(ascii_uppercase, min_size=2, max_size=3), st.text("123456789", min_size=4, max_size=6))


@pytest.fixture(scope="module")
def hearing(catalogue: Catalogue) -> Hearing:
    return Hearing(catalogue, IssueClassifiers.load(["en-US"]))


@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=25)
@given(code=CODES.map("".join))
def test_a_code_that_is_said_is_heard_as_it_was(
    say: Callable[..., str], hearing: Hearing, locale: str, code: str
) -> None:
    assert hearing.code(say(Code(code), locale), locale) == code


@pytest.mark.parametrize(
    ("locale", "speech", "code"),
    [
        ("en-US", "it's N as in November W like William fifty one twenty three", "NW5123"),
        ("en-US", "A as in apple five one two three", "A5123"),
        ("es-MX", "ene de Nicolás doble u cinco uno dos tres", "NW5123"),
        ("fr-FR", "N comme Noémie cinq mille cent vingt-trois", "N5123"),
        ("de-DE", "N wie November 5123", "N5123"),
        ("it-IT", "E come Empoli 5123", "E5123"),
        ("pl-PL", "N jak Nadia 5123", "N5123"),
        ("pt-BR", "A de amor 5123", "A5123"),
    ],
)
def test_a_letter_is_heard_by_whatever_word_begins_with_it(
    hearing: Hearing, locale: str, speech: str, code: str
) -> None:
    assert hearing.code(speech, locale) == code
