"""The accuracy of finding the issue: a guard against regressions, and against measuring on training examples."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from prompts.intent import ISSUES, NONE, Intent, IssueClassifiers
from prompts.intent_accuracy import (
    HELD_OUT,
    PARTS,
    TUNING,
    Figures,
    Heard,
    examples,
    locales,
    measure,
    outcome,
    table,
    utterances,
)
from prompts.matching import normalized
from prompts.po_file import CatalogueError
from prompts.utterance_files import Utterance, read_utterances

FLOOR = 0.82
"""Of the utterances held out in each language; a little below what was measured."""


@pytest.fixture(scope="module")
def intents() -> IssueClassifiers:
    return IssueClassifiers.load(locales())


def said(spoken: Iterable[Utterance]) -> set[str]:
    return {normalized(each.speech) for each in spoken}


def test_eight_locales_are_measured() -> None:
    assert locales() == ["de-DE", "en-US", "es-MX", "fr-FR", "it-IT", "ja-JP", "pl-PL", "pt-BR"]


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("part", HELD_OUT)
def test_what_is_held_out_is_found_as_often_as_before(intents: IssueClassifiers, locale: str, part: str) -> None:
    held_out = Figures.of(measure(intents, locale, part))
    assert held_out.accuracy >= FLOOR
    assert held_out.wrong_and_sure <= 0.03


@pytest.mark.parametrize("locale", locales())
def test_nothing_held_out_was_used_for_tuning(locale: str) -> None:
    held_out = said(each for part in HELD_OUT for each in utterances(locale, part))
    assert held_out.isdisjoint(said(utterances(locale, TUNING)))


def test_what_is_an_example_is_not_measured(intents: IssueClassifiers) -> None:
    measured = measure(intents, "en-US", "held_out_calls")
    learned = {normalized(each) for its in examples("en-US").values() for each in its}
    rest = [each for each in utterances("en-US", "held_out_calls") if normalized(each.speech) not in learned]
    assert len(measured) == len(rest) < len(utterances("en-US", "held_out_calls"))


@pytest.mark.parametrize("locale", locales())
def test_every_issue_has_examples(locale: str) -> None:
    assert all(len(examples(locale)[issue]) >= 25 for issue in ISSUES)


def test_enough_is_measured() -> None:
    counts = {locale: sum(len(said(utterances(locale, part))) for part in PARTS) for locale in locales()}
    assert counts["en-US"] + counts["es-MX"] >= 300
    assert min(counts.values()) >= 60


@pytest.mark.parametrize(
    ("label", "found", "is_"),
    [
        ("refund", Intent("refund", 0.5, sure=True), "right"),
        ("refund", Intent("refund", 0.3, sure=False), "asked"),
        ("refund", Intent("returns", 0.3, sure=False), "asked wrongly"),
        ("refund", Intent("returns", 0.5, sure=True), "wrong"),
        ("refund", Intent(None, 0.1, sure=False), "not understood"),
        (NONE, Intent(None, 0.1, sure=False), "refused"),
        (NONE, Intent("refund", 0.3, sure=False), "asked in vain"),
        (NONE, Intent("refund", 0.5, sure=True), "accepted"),
    ],
)
def test_what_comes_of_an_utterance(label: str, found: Intent, is_: str) -> None:
    assert outcome((label,), found) == is_


def test_the_table_has_figures_by_locale_and_by_kind_of_speech() -> None:
    heard = [
        *[Heard("en-US", "negation", "right")] * 3,
        Heard("en-US", "negation", "wrong"),
        *[Heard("es-MX", "short", "refused")] * 4,
    ]
    rows = {line.split()[0]: line.split()[1:4] for line in table("tuning", heard)}
    assert rows["en-US"] == rows["negation"] == ["4", "75.0%", "25.0%"]
    assert rows["all"] == ["8", "87.5%", "12.5%"]


def test_a_heading_says_which_issues_are_right_and_the_kind_of_speech(tmp_path: Path) -> None:
    file = tmp_path / "tuning.txt"
    file.write_text("[returns]\nsend it\n[returns|refund @two_issues]\nsend it and pay me\n", encoding="utf-8")
    assert read_utterances(file) == [
        Utterance("send it", ("returns",)),
        Utterance("send it and pay me", ("returns", "refund"), "two issues"),
    ]


def test_a_second_label_that_is_unknown_is_refused_by_line(tmp_path: Path) -> None:
    (file := tmp_path / "tuning.txt").write_text("[returns|money]\nsend it\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"line 1: \[returns\|money\] is none of"):
        read_utterances(file)


def test_any_of_several_labels_is_right() -> None:
    assert outcome(("returns", "refund"), Intent("refund", 0.5, sure=True)) == "right"
