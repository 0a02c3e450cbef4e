"""The findings of `wismo prompts check` in the words of a translator."""

from pathlib import Path

import pytest

from prompts.catalogue import Catalogue
from prompts.check import LONGEST, PromptProblem, check

from .making import ENGLISH, SPANISH, TWO, book, entry, folder, speech_of

ORIGINAL = [
    entry("hello", "Hello {brand}."),
    entry("parcels", "One parcel {day}.", "{count} parcels {day}."),
    entry("hello.said", "hi | hello"),
]
GOOD = [
    entry("hello", "Hola {brand}."),
    entry("parcels", "Un paquete {day}.", "{count} paquetes {day}."),
    entry("hello.said", "hola"),
]
WANTED = {"hello": {"brand"}, "parcels": {"count", "day"}, "hello.said": set[str]()}


def problems(path: Path, *spanish: str, plural: str = TWO) -> list[tuple[str, str]]:
    """The problems in Spanish, with the good entries unless others replace them."""
    given = {text.split('"')[1] for text in spanish}
    rest = [text for text in [*speech_of(SPANISH), *GOOD] if text.split('"')[1] not in given]
    texts = {"en-US": book(*speech_of(ENGLISH), *ORIGINAL), "es-MX": book(*rest, *spanish, plural=plural)}
    found = check(Catalogue.load(["en-US", "es-MX"], folder(path, texts)), WANTED)
    assert all(problem.locale == "es-MX" for problem in found)
    return [(problem.prompt, problem.reason) for problem in found]


def test_good_words_have_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


FLAWS = [
    (entry("hello", ""), "hello", "is missing"),
    (entry("hello.said", ""), "hello.said", "is missing"),
    (entry("hullo", "Hola"), "hullo", "is never said"),
    (entry("hullo.said", "hola"), "hullo.said", "is never listened for"),
    (entry("hello", "Hola."), "hello", "does not say {brand}, as en-US does"),
    (entry("hello", "Hola {brand} {name}."), "hello", "has a slot {name} that nothing fills"),
    (entry("hello", "<b>Hola</b> {brand}."), "hello", "holds markup, which would be read aloud"),
    (entry("hello", "Hola &amp; {brand}."), "hello", "holds markup, which would be read aloud"),
    (
        entry("hello", "Hola {brand} " + "x" * 15 * LONGEST),
        "hello",
        "is too long: about 22 seconds, where 20 are the most",
    ),
    (entry("hello", "Hola {brand}.", "Holas {brand}."), "hello", "has plural forms, but no fact `count` to go by"),
    (entry("parcels", "{count} {day}"), "parcels", "needs plural forms"),
    (entry("parcels", "Uno.", "{count} {day}."), "parcels", "does not say the same in each plural form"),
    (entry("hello.said", "hola | "), "hello.said", "is no list of phrases with | between them"),
    (entry("hello.said", "hola {brand}"), "hello.said", "is no list of phrases with | between them"),
    (entry("speech.time", "{hora}"), "speech.time", "has a slot {hora} that nothing fills"),
    (entry("speech.money.USD", "{total}"), "speech.money.USD", "has a slot {total} that nothing fills"),
]


@pytest.mark.parametrize(("flawed", "prompt", "reason"), FLAWS)
def test_a_flaw_is_found(tmp_path: Path, flawed: str, prompt: str, reason: str) -> None:
    assert problems(tmp_path, flawed) == [(prompt, reason)]


def test_a_language_with_one_form_needs_no_plural(tmp_path: Path) -> None:
    money = [entry(key, "{units}") for key in MONEY]
    found = problems(tmp_path, entry("parcels", "{count} {day}"), *money, plural="nplurals=1; plural=0;")
    assert [prompt for prompt, _ in found] == ["Plural-Forms"]  # since Spanish has two


MONEY = [line.split('"')[1] for line in SPANISH.splitlines() if line.startswith('msgid "speech.money.')]


def test_problems_come_in_order() -> None:
    assert PromptProblem("en-US", "b", "") < PromptProblem("es-MX", "a", "")


def test_plural_forms_that_differ_from_cldr_are_found(tmp_path: Path) -> None:
    found = problems(tmp_path, plural="nplurals=2; plural=(n > 1);")
    assert found == [("Plural-Forms", "tells numbers apart otherwise than CLDR does: 0, 1, 2")]


def test_a_carrier_that_a_language_cannot_say_is_named(tmp_path: Path) -> None:
    others = [each for each in speech_of(SPANISH) if "speech.carriers" not in each]
    spanish = book(*others, entry("speech.carriers", "UPS = U P S | DHL = D H L"), *GOOD)
    texts = {"en-US": book(*speech_of(ENGLISH), *ORIGINAL), "es-MX": spanish}
    problems = check(Catalogue.load(["en-US", "es-MX"], folder(tmp_path, texts)), WANTED)
    found = [(problem.prompt, problem.reason) for problem in problems]
    assert ("speech.carriers", "does not say FedEx, as en-US does") in found
    assert ("speech.carriers", "does not say DHL, as en-US does") not in found
