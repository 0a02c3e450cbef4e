"""Measures the accuracy of issue classification on labelled utterances.

`prompts/utterances` has files for each locale: `tuning.txt`, by which weights and examples were chosen, and those in
HELD_OUT, which were written by others and never used for it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, Self

from prompts.intent import FILE, HEADINGS, NONE, Intent, IssueClassifiers, by_issue
from prompts.labelled_phrases import Labelled, read_labelled
from prompts.matching import normalized
from prompts.utterance_files import Utterance, read_utterances

HELD_OUT = ("held_out_calls", "held_out")
TUNING = "tuning"
PARTS = (*HELD_OUT, TUNING)

Outcome = Literal["right", "asked", "asked wrongly", "not understood", "wrong", "refused", "asked in vain", "accepted"]

OUTCOMES: Mapping[Outcome, str] = {
    "right": "the issue, without asking back",
    "asked": "asked back, about the right issue",
    "asked wrongly": "asked back, about another issue",
    "not understood": "no issue found: the keys follow",
    "wrong": "another issue, without asking back",
    "refused": "about nothing we know, and so understood",
    "asked in vain": "about nothing we know, and asked back",
    "accepted": "about nothing we know, and taken for an issue",
}
"""The possible results for an utterance; the last three are for utterances without an issue."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The result for an utterance."""

    locale: str
    kind: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """The results for some utterances."""

    counts: Mapping[Outcome, int]

    @classmethod
    def of(cls, heard: Iterable[Heard]) -> Self:
        return cls(Counter(each.outcome for each in heard))

    @property
    def said(self) -> int:
        """The number of utterances."""
        return sum(self.counts.values())

    @property
    def accuracy(self) -> float:
        """The fraction of utterances classified correctly, including those without an issue, confirmed or not."""
        return self._share("right", "asked", "refused")

    @property
    def wrong_and_sure(self) -> float:
        """The fraction that leads somewhere wrong without asking."""
        return self._share("wrong", "accepted")

    def _share(self, *outcomes: Outcome) -> float:
        return sum(self.counts.get(each, 0) for each in outcomes) / (self.said or 1)


def measure(intents: IssueClassifiers, locale: str, part: str) -> list[Heard]:
    """Classify the utterances of a locale that are not among its examples. Raises CatalogueError."""
    learned = {normalized(each) for its in examples(locale).values() for each in its}
    said = [each for each in utterances(locale, part) if normalized(each.speech) not in learned]
    return [Heard(locale, each.kind, outcome(each.labels, intents.find(each.speech, locale))) for each in said]


def utterances(locale: str, part: str) -> list[Utterance]:
    """The utterances of one file. Raises CatalogueError."""
    return read_utterances(files("prompts") / "utterances" / locale / f"{part}.txt")


def examples(locale: str) -> Labelled:
    """The training examples of a locale that has its own. Raises CatalogueError."""
    return by_issue(read_labelled(files("prompts") / "locales" / locale / FILE, HEADINGS))


def locales() -> list[str]:
    """The locales that have utterances."""
    return sorted(each.name for each in (files("prompts") / "utterances").iterdir() if each.is_dir())


def outcome(labels: Collection[str], found: Intent) -> Outcome:
    """The result for an utterance for which any of these labels is right."""
    if NONE in labels:
        return "accepted" if found.sure else "refused" if found.issue is None else "asked in vain"
    if found.issue is None:
        return "not understood"
    if found.sure:
        return "right" if found.issue in labels else "wrong"
    return "asked" if found.issue in labels else "asked wrongly"


def table(part: str, heard: Sequence[Heard]) -> Iterator[str]:
    """The figures of a part by locale, in all, and by kind of speech; unasked are those wrong and sure."""
    yield " ".join([f"{part:<16}{'said':>5}{'accuracy':>9}{'unasked':>8}", *map(_heading, OUTCOMES)])
    for locale in sorted({each.locale for each in heard}):
        yield _row(locale, [each for each in heard if each.locale == locale])
    yield _row("all", heard)
    for kind in sorted({each.kind for each in heard} - {""}):
        yield _row(f"  {kind}", [each for each in heard if each.kind == kind])


def _heading(outcome: Outcome) -> str:
    return f"{outcome:>{_width(outcome)}}"


def _width(outcome: Outcome) -> int:
    return max(len(outcome), 5)


def _row(name: str, heard: Sequence[Heard]) -> str:
    its = Figures.of(heard)
    counts = (f"{its.counts.get(each, 0):>{_width(each)}}" for each in OUTCOMES)
    return " ".join([f"{name:<16}{its.said:>5}{its.accuracy:>9.1%}{its.wrong_and_sure:>8.1%}", *counts])
