"""Short answers and codes: a guard against regressions, on what was written independently and on what tuned them."""

from pathlib import Path

import pytest

from prompts.hearing import Hearing
from prompts.hearing_accuracy import Misheard, codes, menu_words

from .making import LOCALES


def test_short_answers_and_codes_held_out_are_heard_as_often_as_before(hearing: Hearing) -> None:
    for heard_of, floor in ((menu_words, 0.95), (codes, 0.95)):
        found = [heard_of(hearing, locale, held_out=True) for locale in LOCALES]
        assert sum(each.right for each in found) / sum(each.said for each in found) >= floor


@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_tables_were_tuned_on_is_heard(hearing: Hearing, locale: str) -> None:
    for heard_of in (menu_words, codes):
        heard = heard_of(hearing, locale, held_out=False)
        assert len(heard.misheard) <= 2, heard.misheard
        assert heard.said >= 40


def test_what_is_misheard_is_told_with_its_label(hearing: Hearing, tmp_path: Path) -> None:
    (tmp_path / "en-US").mkdir()
    (tmp_path / "en-US" / "menu_words.txt").write_text("[no]\nno\nno, a return\n[none]\nmaybe\n", encoding="utf-8")
    (tmp_path / "en-US" / "codes.txt").write_text(
        "[postcode]\none two = 1-2\nI don't know = \nsix = 7\n", encoding="utf-8"
    )
    words = menu_words(hearing, "en-US", held_out=False, folder=tmp_path)
    assert (words.right, words.said, words.misheard) == (2, 3, [Misheard("no", "no, a return", "no.rest")])
    assert codes(hearing, "en-US", held_out=False, folder=tmp_path).misheard == [Misheard("postcode", "six = 7", "6")]
