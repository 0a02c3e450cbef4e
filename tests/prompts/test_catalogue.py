"""Finding the words: fall-backs, plurals, and catalogues that cannot be used."""

from pathlib import Path

import pytest

from prompts.catalogue import Catalogue
from prompts.facts import Count, Key, Line, Term
from prompts.po_file import CatalogueError

from .facts_said import NOW
from .making import ENGLISH, SPANISH, book, entry, folder, speech_of


def words(catalogue: Catalogue, locale: str, prompt: str, **facts: Count | Key | Term) -> str:
    return catalogue.words(Line(prompt, facts), locale=locale, now=NOW)


def test_each_locale_has_its_own_words(catalogue: Catalogue) -> None:
    assert words(catalogue, "en-US", "goodbye") == "Thank you for calling. Goodbye."
    assert words(catalogue, "es-MX", "goodbye") == "Gracias por llamar. Hasta luego."


def test_a_count_picks_the_plural_form(catalogue: Catalogue) -> None:
    assert words(catalogue, "en-US", "points", count=Count(1)) == "You have one point."
    assert words(catalogue, "en-US", "points", count=Count(0)) == "You have 0 points."
    assert words(catalogue, "es-MX", "points", count=Count(1250)) == "Usted tiene 1250 puntos."


def test_a_term_is_said_in_the_language_of_the_line(catalogue: Catalogue) -> None:
    assert words(catalogue, "es-MX", "whisper.issue", issue=Term("issue.refund")) == "Se trata de un reembolso."


def test_a_prompt_that_is_missing_comes_from_another_region_of_the_language(tmp_path: Path) -> None:
    own = book(entry("goodbye", "Chao."))
    catalogue = Catalogue.load(["es-US"], folder(tmp_path, {"en-US": ENGLISH, "es-MX": SPANISH, "es-US": own}))
    assert words(catalogue, "es-US", "goodbye") == "Chao."
    assert words(catalogue, "es-US", "no_input") == "No escuché nada."


def test_a_prompt_that_a_language_lacks_is_said_in_english_with_english_facts(tmp_path: Path) -> None:
    own = book(*speech_of(SPANISH), entry("goodbye", "Chao."))
    catalogue = Catalogue.load(["es-MX"], folder(tmp_path, {"en-US": ENGLISH, "es-MX": own}))
    heard = words(catalogue, "es-MX", "main_menu.hand_off", key=Key("*"))
    assert heard == "star for a person."


def test_another_region_alone_is_enough() -> None:
    assert words(Catalogue.load(["es-US"]), "es-US", "goodbye") == "Gracias por llamar. Hasta luego."


def test_untranslated_and_fuzzy_words_are_left_out(tmp_path: Path) -> None:
    own = book(*speech_of(SPANISH), entry("goodbye", ""), "#, fuzzy\n" + entry("apology_error", "Quizás."))
    catalogue = Catalogue.load(["es-MX"], folder(tmp_path, {"en-US": ENGLISH, "es-MX": own}))
    assert words(catalogue, "es-MX", "goodbye") == "Thank you for calling. Goodbye."
    assert words(catalogue, "es-MX", "apology_error") == "I'm sorry, something went wrong on our side."


def test_phrases_are_what_a_caller_may_say(catalogue: Catalogue) -> None:
    assert catalogue.phrases("after_order.text_link", "en-US")[:2] == ("text me", "send me a text")
    assert "español" in catalogue.phrases("language.es-MX", "en-US")
    assert catalogue.phrases("goodbye", "en-US") == ()


def test_lists_are_not_prompts(catalogue: Catalogue) -> None:
    assert "goodbye" in catalogue.prompts("es-MX")
    assert not [each for each in catalogue.prompts("es-MX") if each.endswith(".said")]


@pytest.mark.parametrize(
    ("locale", "line"),
    [("nl-NL", Line("goodbye")), ("en-US", Line("no.such")), ("en-US", Line("points")), ("en-US", Line("greeting"))],
)
def test_what_is_missing_is_a_lookup_error(catalogue: Catalogue, locale: str, line: Line) -> None:
    with pytest.raises(LookupError):
        catalogue.words(line, locale=locale, now=NOW)


BROKEN = [
    (entry("goodbye", "Adiós {"), "goodbye: a brace"),
    (entry("goodbye", "Adiós {Name}"), "goodbye: a brace"),
    (entry("points", "Un punto", "Dos", "Tres"), "more translations than num_plurals"),
    (entry("points", "Un punto", ""), "points: needs 2 plural forms"),
    ('msgid "goodbye\nmsgstr "Adiós"\n', r"line \d+: a quote is missing"),
    (entry("goodbye", "Adiós") * 2, 'line .*: "goodbye" is there twice'),
    (entry("speech.hours", "una | dos"), "speech.hours: needs 12 or 24 names, found 2"),
    (entry("speech.weekdays", "lunes"), "speech.weekdays: needs 7 names, found 1"),
    (entry("speech.periods", "a.m. | p.m."), "speech.periods: hours from 0"),
    (entry("speech.periods", "0 a.m. | 30 p.m."), "speech.periods: hours from 0"),
    (entry("speech.contractions", "a el = al | de el"), "speech.contractions: 'de el' is not words"),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN)
def test_a_broken_catalogue_names_the_file_the_prompt_and_the_reason(tmp_path: Path, broken: str, reason: str) -> None:
    own = book(*(each for each in speech_of(SPANISH) if each.split('"')[1] not in broken), broken)
    with pytest.raises(CatalogueError, match=reason) as caught:
        Catalogue.load(["es-MX"], folder(tmp_path, {"en-US": ENGLISH, "es-MX": own}))
    assert "es-MX" in str(caught.value)


def test_a_language_without_patterns_of_speech_is_refused(tmp_path: Path) -> None:
    own = book(entry("goodbye", "Adiós"))
    with pytest.raises(CatalogueError, match=r"es-MX: speech\.date\.far: every language needs"):
        Catalogue.load(["es-MX"], folder(tmp_path, {"en-US": ENGLISH, "es-MX": own}))


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"nl-NL: there is no nl-NL/prompts\.po"):
        Catalogue.load(["nl-NL"])


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = folder(tmp_path, {"en-US": ENGLISH})
    (path / "en-US" / "prompts.po").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"prompts\.po"):
        Catalogue.load(["en-US"], path)
