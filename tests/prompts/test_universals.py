"""What is understood at every question: whole words, in every wording, and nothing else."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.labelled_phrases import read_labelled
from prompts.po_file import CatalogueError
from prompts.universals import FILE, SECTIONS, UNIVERSALS, Reply, Universals

from .making import LOCALES, PACKAGED
from .universal_phrases import SAID

ROOT = Path(__file__).parents[2]
TABLES = {locale: read_labelled(PACKAGED / locale / FILE, SECTIONS) for locale in LOCALES}
FILLERS = {
    locale: [each for each in table["filler"] if locale != "ja-JP" or len(each) > 2] for locale, table in TABLES.items()
}
UNIVERSAL = Universals.load(LOCALES)


@st.composite
def said_with_fillers(draw: st.DrawFn, *sections: str) -> tuple[str, str, str]:
    """A locale, a section, and a phrase of it among fillers of its language."""
    locale, section = draw(st.sampled_from(LOCALES)), draw(st.sampled_from(sections))
    phrases = [each for each in TABLES[locale].get(section, ()) if "..." not in each]
    words = [draw(st.sampled_from(phrases))] if phrases else []
    filler = st.lists(st.sampled_from(FILLERS[locale]), max_size=3)
    return locale, section, ", ".join([*draw(filler), *words, *draw(filler)])


@pytest.mark.parametrize(
    ("locale", "meant", "speech"),
    [(locale, meant, each) for locale, by in SAID.items() for meant, its in by.items() for each in its],
)
def test_words_mean_the_same_at_every_question(locale: str, meant: str, speech: str) -> None:
    assert (UNIVERSAL.find(speech, locale).universal or "") == meant


@pytest.mark.parametrize(
    ("locale", "speech", "reply"),
    [
        ("en-US", "no, a return", Reply("no", rest="a return")),
        ("en-US", "no it is about a return", Reply("no", rest="it is about a return")),
        ("en-US", "nope it's about my refund", Reply("no", rest="it's about my refund")),
        ("en-US", "speak to a manager about my late order", Reply("person", rest="about my late order")),
        ("en-US", "yes but it was damaged", Reply("yes", rest="but it was damaged")),
        ("en-US", "yes I don't have it", Reply("yes", rest="I don't have it")),
        ("en-US", "yes, but it's another number", Reply()),
        ("en-US", "yes but not today", Reply()),
        ("en-US", "habla español", Reply("language", language="es-MX")),
        ("en-US", "do you speak Chinese", Reply("language", language="zh")),
        ("en-US", "日本語", Reply("language", language="ja-JP")),
        ("en-US", "a Spanish agent please", Reply("person", language="es-MX")),
        ("en-US", "can I speak to someone who speaks Spanish", Reply("language", language="es-MX")),
        ("en-US", "which languages do you speak", Reply("language")),
        ("en-US", "something else", Reply("no", is_mild=True)),
        ("en-US", "that's right", Reply("yes", is_mild=True)),
        ("en-US", "please", Reply("yes", is_mild=True)),
        ("en-US", "sorry, wrong number", Reply("no", is_mild=True)),
        ("en-US", "can I please just speak to, um, a manager", Reply("person")),
        ("es-MX", "no quiero una devolución", Reply("no", rest="no quiero una devolución")),
        ("pt-BR", "não manda", Reply("no", is_mild=True)),
        ("es-MX", "no, una devolución", Reply("no", rest="una devolución")),
        ("es-MX", "no es sobre una devolución", Reply("no", rest="sobre una devolución")),
        ("es-MX", "no recibí mi paquete", Reply("no", rest="no recibí mi paquete")),
        ("es-MX", "sí, no me llegó", Reply("yes", rest="no me llegó")),
        ("es-MX", "no es por el envío es por la factura", Reply("no", rest="no es por el envío es por la factura")),
        ("fr-FR", "non, un retour", Reply("no", rest="un retour")),
        ("de-DE", "nee, es geht um eine Rücksendung", Reply("no", rest="es geht um eine Rücksendung")),
        ("it-IT", "no, un reso", Reply("no", rest="un reso")),
        ("pt-BR", "não, uma devolução", Reply("no", rest="uma devolução")),
        ("pt-BR", "não é sobre uma devolução", Reply("no", rest="sobre uma devolução")),
        ("pt-BR", "não é sobre a entrega é sobre a nota", Reply("no", rest="não é sobre a entrega é sobre a nota")),
        ("pt-BR", "sim, não recebi", Reply("yes", rest="não recebi")),
        ("pl-PL", "nie, zwrot", Reply("no", rest="zwrot")),
        ("pl-PL", "nie dostałem paczki", Reply("no", rest="nie dostałem paczki")),
        ("ja-JP", "いいえ、返品です", Reply("no", rest="返品です")),
        ("sv-SE", "nej", Reply()),
    ],
)
def test_what_follows_goes_along(locale: str, speech: str, reply: Reply) -> None:
    assert UNIVERSAL.find(speech, locale) == reply


@given(said_with_fillers("no", "no.alone", "no.not"))
def test_a_no_in_any_wording_is_never_a_yes(said: tuple[str, str, str]) -> None:
    locale, _, speech = said
    assert UNIVERSAL.find(speech, locale).universal != "yes"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_means_another_universal(locale: str) -> None:
    phrases = [
        (section.partition(".")[0], each)
        for section, its in TABLES[locale].items()
        for each in its
        if section.partition(".")[0] in UNIVERSALS and section != "language.name" and "..." not in each
    ]
    assert not [(label, each) for label, each in phrases if UNIVERSAL.find(each, locale).universal != label]


@pytest.mark.parametrize(
    ("locale", "speech"),
    [
        *(("fr-FR", each) for each in ("je voudrais annuler", "bon de retour", "comment ça marche")),
        *(("es-MX", each) for each in ("transferencia", "soporte técnico")),
        ("it-IT", "annullare"),
        ("pl-PL", "czy już jest z powrotem"),
        *(("ja-JP", each) for each in ("転送してほしい", "受け取れなかったのでもう一度お願いしたい")),
    ],
)
def test_what_an_issue_is_called_is_none_of_them(locale: str, speech: str) -> None:
    assert UNIVERSAL.find(speech, locale) == Reply()


def test_the_sections_are_explained_to_translators() -> None:
    told = (ROOT / "docs" / "universals.md").read_text(encoding="utf-8")
    kinds = {section for section in SECTIONS if section.partition(".")[2] not in ("alone", "within")}
    assert not [section for section in kinds if f"`[{section}]`" not in told]


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_listed_as_none_is_none(locale: str) -> None:
    found = {each: UNIVERSAL.find(each, locale).universal for each in TABLES[locale]["none"]}
    assert not {each: its for each, its in found.items() if its}


@given(st.text(), st.sampled_from(LOCALES))
def test_any_speech_is_understood_or_not(speech: str, locale: str) -> None:
    assert isinstance(UNIVERSAL.find(speech, locale), Reply)


@given(said_with_fillers("yes", "no", "person", "repeat", "filler"), st.text(alphabet=" ,.!?…。、'", max_size=5))
def test_case_and_punctuation_do_not_matter(said: tuple[str, str, str], marks: str) -> None:
    locale, _, speech = said
    assert UNIVERSAL.find(f"{speech.upper()}{marks}", locale).universal == UNIVERSAL.find(speech, locale).universal


def test_words_beyond_all_measure_are_cut_in_linear_time() -> None:
    assert UNIVERSAL.find("no yes I want to speak to " * 20_000, "en-US") == Reply()
    assert UNIVERSAL.find("いいえはい" * 20_000, "ja-JP") == Reply()


def test_the_tables_of_eight_languages_take_less_than_a_megabyte(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tables = Universals.load(LOCALES, folder=PACKAGED)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1024 * 1024
    assert not tables.gaps("ja-JP")


def a_table(path: Path, text: str) -> Path:
    (path / "en-US").mkdir()
    (path / "en-US" / FILE).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[yes]\nsure\n[no]\nSure!\n", r"\[no\]: 'Sure!' is in \[yes\] too"),
        ("[perhaps]\nmaybe\n", r"line 1: \[perhaps\] is none of"),
        ("[yes]\n...\n", "has no words|has no meaning here"),
        ("[repeat]\nsay ... again\n", "has no meaning here"),
        ("[person]\nput ... on\n", "can only begin or end"),
        ("[language.name]\nes español\n", "is not a code, = and a name"),
    ],
)
def test_a_mistake_in_a_table_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        Universals.load(["en-US"], folder=a_table(tmp_path, text))


def test_another_region_lends_its_table_and_gaps_are_told(tmp_path: Path) -> None:
    universals = Universals.load(["en-GB", "sv-SE"], folder=a_table(tmp_path, "[yes]\nyes\n[person]\nagent\n"))
    assert universals.find("agent", "en-GB") == Reply("person")
    assert universals.gaps("en-GB") == ("repeat", "back", "slower", "no", "done")
    assert universals.gaps("sv-SE") == UNIVERSALS
    assert universals.hints("en-GB") == ("agent", "yes")
