"""Finds the issue of a call in a few words of free speech, by similarity to labelled examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import zip_longest
from typing import Self

from prompts.classifiers import NearestExamples, SoftmaxClassifier
from prompts.features import Bag, Features
from prompts.labelled_phrases import Labelled, read_labelled

ISSUES = (
    "order_status",
    "delivery_problem",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "invoice",
    "cancel_order",
    "change_address",
    "store_info",
    "other",
)
PROBLEM = "delivery_problem"
PROBLEMS = ("late", "missing", "damaged")
"""Kinds of delivery problem; a heading is like `delivery_problem.late`."""
NONE = "none"
"""The label of speech without an issue: greetings, chatter."""
NAMES = (*ISSUES, NONE)
HEADINGS = (*NAMES, *(f"{PROBLEM}.{kind}" for kind in PROBLEMS))
FILE = "issues.txt"

LONGEST = 400
"""Maximum characters of an utterance that are considered: half a minute of speech."""
LEARNED = 0.25
"""The weight of the softmax classifier in the score; similarity to the nearest examples has the rest."""
LEAST = 0.13
"""The score below which an utterance is about no issue."""
AHEAD = 0.12
"""The lead over the next issue that makes a confirmation unnecessary."""
KIND_NEIGHBOURS = 2
"""Nearest examples considered for a kind of delivery problem. There are few, and a single word often decides."""
KIND_LEAST = 0.25
KIND_AHEAD = 0.08
"""LEAST and AHEAD for the kind of delivery problem; below them the caller is asked."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The issue found in an utterance."""

    issue: str | None
    """One of ISSUES; None if it is similar to none of them."""
    score: float
    """The similarity to the examples of the issue, from 0 to 1."""
    sure: bool
    """Whether no confirmation is needed."""
    problem: str = ""
    """The kind of delivery problem, one of PROBLEMS; empty if there is none or it is unclear."""


UNKNOWN = Intent(None, 0.0, sure=False)


class IssueClassifiers:
    """The issue classifiers of a line's languages."""

    def __init__(self, classifiers: Mapping[str, "_IssueClassifier"]) -> None:
        self._classifiers = classifiers

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read and learn the examples of these locales; a locale without examples borrows those of another region.

        `folder` has a subfolder with `issues.txt` for each locale; the default is the packaged one. Takes some tenths
        of a second for each locale; the packaged ones are cached in the process. Raises CatalogueError.
        """
        learn = _learned if folder else _learned_once
        found = {locale: _file(folder or files("prompts") / "locales", locale) for locale in locales}
        return cls({locale: learn(file) for locale, file in found.items() if file})  # type: ignore[arg-type]  # a file's path can be hashed

    def find(self, speech: str, locale: str) -> Intent:
        """The issue of an utterance; UNKNOWN in a locale without examples."""
        classifier = self._classifiers.get(locale)
        return classifier.judge(speech[:LONGEST]) if classifier else UNKNOWN


@dataclass(frozen=True, slots=True)
class _IssueClassifier:
    """The classifiers of one locale."""

    features: Features
    nearest: NearestExamples
    learned: SoftmaxClassifier
    kinds: NearestExamples
    """The examples of delivery problems, by heading."""

    @classmethod
    def of(cls, labelled: Labelled) -> Self:
        phrases = by_issue(labelled)
        features = Features.of(phrase for its in phrases.values() for phrase in its)
        examples = [(name, features.bag(phrase)) for name, phrase in _mixed(phrases)]
        kinds = [
            (heading, features.bag(phrase))
            for heading, its in labelled.items()
            if _issue_of(heading) == PROBLEM
            for phrase in its
        ]
        return cls(
            features,
            NearestExamples.of(examples, features.rows),
            SoftmaxClassifier.of(examples, features.rows),
            NearestExamples.of(kinds, features.rows),
        )

    def judge(self, speech: str) -> Intent:
        """The issue, and the kind of delivery problem."""
        bag = self.features.bag(speech)
        intent = _judged(self._scores(bag))
        return replace(intent, problem=self._kind(bag)) if intent.issue == PROBLEM else intent

    def _kind(self, bag: Bag) -> str:
        likeness = self.kinds.likeness(bag, KIND_NEIGHBOURS)
        (heading, score), (_, following) = _two_best(likeness)
        is_plain = score >= KIND_LEAST and score - following >= KIND_AHEAD
        return heading.partition(".")[2] if is_plain else ""

    def _scores(self, bag: Bag) -> dict[str, float]:
        """A score from 0 to 1 for each label with a feature in common."""
        shares = self.learned.shares(bag)
        likeness = self.nearest.likeness(bag)
        return {name: (1 - LEARNED) * its + LEARNED * shares[name] for name, its in likeness.items()}


def _learned(file: Traversable) -> _IssueClassifier:
    return _IssueClassifier.of(read_labelled(file, HEADINGS))


_learned_once = lru_cache(maxsize=None)(_learned)
"""Packaged files do not change under a running process, and classifiers are immutable."""


def _issue_of(heading: str) -> str:
    return heading.partition(".")[0]


def by_issue(labelled: Labelled) -> Labelled:
    """The phrases of each issue, including those of its kinds."""
    names = dict.fromkeys(map(_issue_of, labelled))
    return {
        name: tuple(phrase for heading, its in labelled.items() if _issue_of(heading) == name for phrase in its)
        for name in names
    }


def _mixed(phrases: Labelled) -> list[tuple[str, str]]:
    """The first phrase of each label, then the second of each, and so on."""
    rows = zip_longest(*([(name, phrase) for phrase in its] for name, its in phrases.items()))
    return [pair for row in rows for pair in row if pair]


def _judged(scores: Mapping[str, float]) -> Intent:
    (best, score), (_, following) = _two_best(scores)
    if best == NONE or score < LEAST:
        return Intent(None, round(score, 3), sure=False)
    return Intent(best, round(score, 3), sure=score - following >= AHEAD)


def _two_best(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    ranked = sorted(scores.items(), key=lambda each: each[1], reverse=True)
    return [*ranked, (NONE, 0.0), (NONE, 0.0)][:2]


def _file(folder: Traversable, locale: str) -> Traversable | None:
    """The examples of a locale, or of the first other region of its language that has some."""
    language = locale.partition("-")[0]
    others = sorted(each.name for each in folder.iterdir() if each.name.partition("-")[0] == language)
    found = (folder / name / FILE for name in (locale, *others) if name in others)
    return next((file for file in found if file.is_file()), None)
