"""The issue of a call, from the words of callers."""

import sys
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.intent import ISSUES, Intent, IssueClassifiers
from prompts.po_file import CatalogueError

RETURNS = "[returns]\nsend it back\nI want to return it\n"
REFUND = "[refund]\nmoney back\nwhere is my refund\n"
NOTHING = "[none]\nhello there\n"


@pytest.fixture(scope="module")
def intents() -> IssueClassifiers:
    return IssueClassifiers.load(["en-US", "es-MX", "ja-JP"])


def folder(path: Path, **texts: str) -> Path:
    for locale, text in texts.items():
        (path / locale.replace("_", "-")).mkdir()
        (path / locale.replace("_", "-") / "issues.txt").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("speech", "locale", "issue"),
    [
        ("my package never came", "en-US", "delivery_problem"),
        ("MY PACKAGE NEVER CAME!!!", "en-US", "delivery_problem"),
        ("my, uh, package; 4417, never came?", "en-US", "delivery_problem"),
        ("where is my order", "en-US", "order_status"),
        ("I want to speak to a person", "en-US", "other"),
        ("quiero devolver unos zapatos", "es-MX", "returns"),
        ("¿Cuándo me regresan mi dinero?", "es-MX", "refund"),
        ("cuando me regresan mi dinero", "es-MX", "refund"),
        ("返金はまだですか", "ja-JP", "refund"),
    ],
)
def test_an_issue_is_found_whatever_its_case_accents_and_punctuation(
    intents: IssueClassifiers, speech: str, locale: str, issue: str
) -> None:
    found = intents.find(speech, locale)
    assert (found.issue, found.sure) == (issue, True)


@pytest.mark.parametrize(
    "speech",
    ["", " ", "\n", "...", "😀😀😀", "12345", "\x00\x1b[2J", "zzzz qqqq", "hello", "what's the weather like in Oslo"],
)
def test_what_is_about_nothing_has_no_issue(intents: IssueClassifiers, speech: str) -> None:
    found = intents.find(speech, "en-US")
    assert (found.issue, found.sure) == (None, False)


@pytest.mark.parametrize(
    "tail", ["x" * 10_000, " blah" * 2_000, "<b>&amp;</b>" * 900, "😀" * 10_000, "\u0301" * 10_000]
)
def test_hostile_speech_is_answered_like_any_other(intents: IssueClassifiers, tail: str) -> None:
    for found in (intents.find(tail, "en-US"), intents.find(f"where is my refund {tail}", "en-US")):
        assert found.issue in {None, *ISSUES}


def test_markup_around_words_changes_nothing(intents: IssueClassifiers) -> None:
    marked = intents.find("<script>'where' is; my \"refund\"</script>", "en-US")
    assert marked.issue == "refund"


@given(st.text(max_size=600), st.sampled_from(["en-US", "es-MX", "ja-JP", "xx-XX"]))
def test_every_answer_is_well_formed(intents: IssueClassifiers, speech: str, locale: str) -> None:
    found = intents.find(speech, locale)
    assert found.issue in {None, *ISSUES}
    assert 0 <= found.score <= 1
    assert not (found.sure and found.issue is None)


def test_a_locale_without_examples_finds_nothing(intents: IssueClassifiers) -> None:
    assert intents.find("where is my order", "nl-NL") == Intent(None, 0.0, sure=False)


def test_a_locale_that_was_asked_for_but_has_no_examples_finds_nothing() -> None:
    assert IssueClassifiers.load(["nl-NL"]).find("waar is mijn pakje", "nl-NL").issue is None


def test_a_region_without_examples_borrows_anothers() -> None:
    assert IssueClassifiers.load(["fr-CA"]).find("où est mon colis", "fr-CA").issue == "order_status"


def test_words_that_the_two_nearest_issues_share_are_asked_back(tmp_path: Path) -> None:
    made = IssueClassifiers.load(["en-US"], folder(tmp_path, en_US=RETURNS + REFUND + NOTHING))
    assert made.find("send it back", "en-US").issue == "returns"
    assert not made.find("back", "en-US").sure


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[retuns]\nsend it back\n", r"line 1: \[retuns\] is none of \[order_status\]"),
        ("# a note\nsend it back\n", "line 2: a phrase before the first"),
        ("[returns\nsend it back\n", "line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        IssueClassifiers.load(["en-US"], folder(tmp_path, en_US=text))


def test_a_file_of_other_bytes_is_refused_by_name(tmp_path: Path) -> None:
    (folder(tmp_path, en_US="") / "en-US" / "issues.txt").write_bytes(b"[returns]\n\xff\xfe\n")
    with pytest.raises(CatalogueError, match=r"issues\.txt"):
        IssueClassifiers.load(["en-US"], tmp_path)


def test_a_file_without_phrases_finds_nothing(tmp_path: Path) -> None:
    made = IssueClassifiers.load(["en-US"], folder(tmp_path, en_US="# nothing yet\n"))
    assert made.find("where is my order", "en-US").issue is None


def test_how_long_it_takes_is_told(intents: IssueClassifiers) -> None:
    begun = perf_counter()
    for _ in range(100):
        intents.find("yes hello i wanted to ask when the lamp that i ordered is going to arrive", "en-US")
    sys.stdout.write(f"an utterance takes {(perf_counter() - begun) * 10:.2f} ms\n")
