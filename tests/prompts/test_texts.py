"""Words from outside, which are data: they must never command a voice, nor drone on."""

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.amounts import LONGEST_TEXT, is_link
from prompts.facts import Code, Link, Text

TEXTS = [
    ("Blue  mug", "Blue mug"),
    ("AT&T", "AT&T"),
    ("Green tea 🍵✨", "Green tea"),
    ("line\none\ttwo\x00\x07", "line one two"),
    ("<break time='9s'/>Mug", "Mug"),
    ("a <script>alert(1)</script> b", "a alert(1) b"),
    ("5 < 6 > 4", "5 4"),
    ("right\u202eto\u200bleft", "righttoleft"),
    ("Ciudad de México", "Ciudad de México"),
    ("東京", "東京"),
    ("", ""),
]


@pytest.mark.parametrize(("raw", "spoken"), TEXTS)
def test_a_text_from_outside_is_cleaned(say: Callable[..., str], raw: str, spoken: str) -> None:
    assert say(Text(raw), "en-US") == spoken


@given(st.text())
def test_a_cleaned_text_holds_no_markup_controls_or_emoji(say: Callable[..., str], raw: str) -> None:
    spoken = say(Text(raw), "en-US")
    assert len(spoken) <= LONGEST_TEXT
    assert not set("<>") & set(spoken)
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "So") for sign in spoken)


@given(st.text())
def test_cleaning_twice_changes_nothing(say: Callable[..., str], raw: str) -> None:
    once = say(Text(raw), "en-US")
    assert say(Text(once), "en-US") == once


def test_a_long_text_is_cut_between_words(say: Callable[..., str]) -> None:
    assert say(Text("word " * 100), "en-US") == ("word " * 24).strip()
    assert say(Text("w" * 500), "en-US") == "w" * LONGEST_TEXT


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_a_code_keeps_every_letter_and_digit_in_order(say: Callable[..., str], raw: str) -> None:
    spoken = re.sub(r" as in \w+", "", say(Code(raw), "en-US"))
    assert re.sub("[, ]", "", spoken) == "".join(filter(str.isalnum, raw)).upper()
    assert not any(first.isalnum() and second.isalnum() for first, second in pairwise(spoken))


def test_a_link_is_kept_to_the_letter(say: Callable[..., str]) -> None:
    url = "https://track.example/1Z999?a=..&b=%20"
    assert say(Link(url), "en-US") == url


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "https://", "http://a b.example", "ftp://a.example", "https://é.example", "http://[1"],
)
def test_what_is_no_web_address_is_no_link(say: Callable[..., str], url: str) -> None:
    assert not is_link(url)
    with pytest.raises(ValueError, match="address"):
        say(Link(url), "en-US")
