"""Measures the accuracy of issue classification on labelled utterances.

`prompts/utterances` has two files for each locale: `tuning.txt`, by which weights and examples were chosen, and
`held_out.txt`, which was written before and has not been used since.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from prompts.intent import FILE, HEADINGS, NONE, Intent, IssueClassifiers, by_issue
from prompts.labelled_phrases import Labelled, read_labelled
from prompts.utterance_files import Utterance, read_utterances

PARTS = ("held_out", "tuning")

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
class Measured:
    """The results for the utterances of one file."""

    locale: str
    part: str
    counts: Mapping[Outcome, int]

    @property
    def accuracy(self) -> float:
        """The fraction of utterances classified correctly, including those without an issue, confirmed or not."""
        right = sum(self.counts.get(each, 0) for each in ("right", "asked", "refused"))
        return right / (sum(self.counts.values()) or 1)


def measure(intents: IssueClassifiers, locale: str, part: str, folder: Traversable | None = None) -> Measured:
    """Classify the utterances of a locale. Raises CatalogueError if there are none."""
    said = utterances(locale, part, folder)
    return Measured(locale, part, Counter(outcome(each.labels, intents.find(each.speech, locale)) for each in said))


def utterances(locale: str, part: str, folder: Traversable | None = None) -> list[Utterance]:
    """The utterances of one file. Raises CatalogueError."""
    return read_utterances((folder or files("prompts") / "utterances") / locale / f"{part}.txt")


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


def table(measured: list[Measured]) -> Iterator[str]:
    """A line for each file, and a total for each part; percentages are of utterances with, or without, an issue."""
    yield " ".join([f"{'locale':<8}{'part':<10}{'said':>5}{'accuracy':>9}", *(f"{each:>15}" for each in OUTCOMES)])
    for part in PARTS:
        its = [each for each in measured if each.part == part]
        yield from (_row(each) for each in [*its, _together(its, part)])


def _together(measured: list[Measured], part: str) -> Measured:
    return Measured("all", part, sum((Counter(each.counts) for each in measured), Counter()))


def _row(its: Measured) -> str:
    said = sum(its.counts.values())
    return " ".join(
        [
            f"{its.locale:<8}{its.part:<10}{said:>5}{its.accuracy:>9.1%}",
            *(f"{its.counts.get(each, 0):>6}{_share(its, each):>9.1%}" for each in OUTCOMES),
        ]
    )


def _share(its: Measured, of: Outcome) -> float:
    """The fraction among utterances that can have this result: those with an issue, or those without."""
    foreign = ("refused", "asked in vain", "accepted")
    among = sum(count for each, count in its.counts.items() if (each in foreign) == (of in foreign))
    return its.counts.get(of, 0) / (among or 1)
