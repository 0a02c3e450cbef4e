"""The shop's own words are said whole, in parts that no voice cuts off."""

import pytest

from prompts.amounts import LONGEST_TEXT
from prompts.own_words import own_words

SENTENCE = "A storm delays parcels in the north, and we are sorry for it."


@pytest.mark.parametrize(
    "text", [" ".join([SENTENCE] * 6), "word " * 79 + "end", "x" * 400, "対応を進めております。" * 30, SENTENCE]
)
def test_no_part_is_longer_than_what_is_spoken_and_no_word_is_lost(text):
    parts = own_words(text)
    assert max(map(len, parts)) <= LONGEST_TEXT
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_parts_end_with_a_sentence_and_short_words_stay_one():
    assert own_words(f"{SENTENCE} {SENTENCE}") == (SENTENCE, SENTENCE)
    assert own_words("We are closed. Call tomorrow!") == ("We are closed. Call tomorrow!",)
    assert own_words("  ") == ()
