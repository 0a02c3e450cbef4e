"""Codes said aloud, with arbitrary input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.po_file import CatalogueError
from prompts.spoken_codes import SpokenCodes

SIGNS = SpokenCodes.of(
    [
        "0 zero",
        "1 one",
        "2 two",
        "7 seven",
        "10 ten",
        "12 twelve",
        "20 twenty",
        "70 seventy",
        "*100 hundred",
        "x2 double",
    ],
    ["and", "please"],
)
DIGITS = {"0": "zero", "1": "one", "2": "two", "7": "seven"}


@given(st.text())
def test_any_speech_gives_capital_letters_and_digits_or_nothing(speech: str) -> None:
    code = SIGNS.code(speech)
    assert code == "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())


@given(st.text(alphabet="0127", min_size=1))
def test_digits_said_one_by_one_come_back_as_they_were(digits: str) -> None:
    assert SIGNS.code(" ".join(DIGITS[digit] for digit in digits)) == digits


@given(st.lists(st.sampled_from(["1001", "WM", "K1A"]), min_size=2))
def test_what_is_already_written_is_only_joined(parts: list[str]) -> None:
    assert SIGNS.code(" 1 ".join(parts)) == "1".join(parts)


@pytest.mark.parametrize("entry", ["two", "2", "é eh", "*x times", "xx double", "- ", "s zeros"])
def test_a_malformed_entry_is_named(entry: str) -> None:
    with pytest.raises(CatalogueError, match="is not a sign"):
        SpokenCodes.of([entry], [])
