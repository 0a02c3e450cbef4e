"""What callers say to choose one of several orders, in eight languages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.choice_words import FILE, LABELS, ONE, ChoiceWords, Pointed
from prompts.po_file import CatalogueError

LOCALES = ("de-DE", "en-US", "es-MX", "fr-FR", "it-IT", "ja-JP", "pl-PL", "pt-BR")
LATE = {
    "de-DE": "verspätete", "en-US": "the late one", "es-MX": "el atrasado", "fr-FR": "en retard",
    "it-IT": "in ritardo", "ja-JP": "遅れている", "pl-PL": "opóźnione", "pt-BR": "atrasado",
}  # fmt: skip
WORDS = ChoiceWords.load(LOCALES)


def found(speech: str, locale: str) -> Pointed:
    return WORDS.find(speech, locale, (("state.late", (LATE[locale],)),))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_words_for_every_label(locale: str) -> None:
    assert WORDS.gaps(locale) == ()


@pytest.mark.parametrize(
    ("locale", "speech", "marks"),
    [
        ("en-US", "the second one please", "2"),
        ("en-US", "um the last one I ordered", "newest"),
        ("en-US", "last one", "last"),
        ("en-US", "the late one from last week", "last_week state.late"),
        ("en-US", "Monday's", "monday"),
        ("es-MX", "el segundo por favor", "2"),
        ("es-MX", "el atrasado de la semana pasada", "last_week state.late"),
        ("es-MX", "el último que pedí", "newest"),
        ("fr-FR", "la deuxième s'il vous plaît", "2"),
        ("fr-FR", "celle d'avant-hier", "day_before"),
        ("fr-FR", "celle de lundi qui est en retard", "monday state.late"),
        ("de-DE", "die zweite bitte", "2"),
        ("de-DE", "die verspätete von letzter Woche", "last_week state.late"),
        ("de-DE", "vorgestern", "day_before"),
        ("it-IT", "la seconda per favore", "2"),
        ("it-IT", "l'ultimo che ho fatto", "newest"),
        ("it-IT", "quello dell'altro ieri", "day_before"),
        ("pt-BR", "o segundo por favor", "2"),
        ("pt-BR", "o de segunda-feira", "monday"),
        ("pt-BR", "aquele de anteontem", "day_before"),
        ("pl-PL", "to drugie poproszę", "2"),
        ("pl-PL", "to z poniedziałku", "monday"),
        ("pl-PL", "opóźnione z zeszłego tygodnia", "last_week state.late"),
        ("ja-JP", "二つ目をお願いします", "2"),
        ("ja-JP", "先週の遅れているほう", "last_week state.late"),
        ("ja-JP", "月曜日に注文したやつ", "monday"),
    ],
)
def test_an_order_is_pointed_at_in_words(locale: str, speech: str, marks: str) -> None:
    assert found(speech, locale).marks - {ONE} == frozenset(marks.split())


@pytest.mark.parametrize(
    ("locale", "speech", "title"),
    [
        ("en-US", "the one with the boots", "Leather boot, brown"),
        ("es-MX", "el que trae las botas", "Bota de piel"),
        ("fr-FR", "celle avec le manteau", "Manteau en laine"),
        ("de-DE", "die mit dem Mantel", "Mantel aus Wolle"),
        ("it-IT", "quello con le scarpe", "Scarpa da corsa"),
        ("pt-BR", "o que tem a jaqueta", "Jaquetas jeans"),
        ("pl-PL", "to z płaszczem", "Płaszcz zimowy"),
        ("ja-JP", "コートが入っているほう", "ウールコート"),
    ],
)
def test_what_is_in_an_order_can_be_named(locale: str, speech: str, title: str) -> None:
    pointed = found(speech, locale)
    assert (pointed.marks, pointed.names(title), pointed.names("Zq")) == ({ONE}, 1, 0)


@given(st.text(max_size=60), st.sampled_from(LOCALES))
def test_any_text_is_searched(speech: str, locale: str) -> None:
    pointed = found(speech, locale)
    assert pointed.names(speech) <= len(pointed.words)
    assert pointed.marks <= {*LABELS, "state.late"}


@pytest.mark.parametrize("wrong", ["[1]\nfirst\n[2]\nfirst\n", "[fifth]\nfifth\n", "[1]\n!\n"])
def test_a_wrong_file_is_refused_before_anybody_calls(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "en-US").mkdir()
    (tmp_path / "en-US" / FILE).write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogueError):
        ChoiceWords.load(["en-US"], tmp_path)


def test_a_language_without_a_file_of_its_own_borrows_that_of_another_region() -> None:
    borrowed = ChoiceWords.load(["fr-CA"])
    assert borrowed.find("la deuxième", "fr-CA", ()).marks == {"2"}
    unknown = ChoiceWords.load(["sv-SE"])
    assert (unknown.find("den andra", "sv-SE", ()).marks, unknown.gaps("sv-SE")) == (frozenset(), LABELS)
