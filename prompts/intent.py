"""What a caller wants, from a few words of free speech, by the words and letters it shares with what others say."""

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
    "other",
)
PROBLEM = "delivery_problem"
PROBLEMS = ("late", "missing", "damaged")
"""Kinds of delivery problem; the heading of one is `delivery_problem.late`."""
NONE = "none"
"""The name of speech that is about nothing: greetings, chatter."""
NAMES = (*ISSUES, NONE)
HEADINGS = (*NAMES, *(f"{PROBLEM}.{kind}" for kind in PROBLEMS))
FILE = "issues.txt"

LONGEST = 400
"""Signs of an utterance that are looked at: half a minute of speech."""
LEARNED = 0.25
"""What the learned share weighs in the score; likeness to the nearest examples weighs the rest."""
LEAST = 0.13
"""Score below which an utterance is about none of the issues."""
AHEAD = 0.12
"""How far ahead of the next issue the best must be, for not asking back."""
KIND_NEIGHBOURS = 2
"""Examples of a kind of delivery problem that are asked. There are few of them, and one word often says it."""
KIND_LEAST = 0.25
KIND_AHEAD = 0.08
"""As LEAST and AHEAD, for which delivery problem it is; otherwise it is asked."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What was wanted, as far as it can be told."""

    issue: str | None
    """One of ISSUES; None when it is like none of them."""
    score: float
    """How like what people say about it, from 0 to 1."""
    sure: bool
    """Whether to go on without asking back."""
    problem: str = ""
    """Which delivery problem it is, one of PROBLEMS; empty when it is none, or there is no telling."""


UNKNOWN = Intent(None, 0.0, sure=False)


class IssueClassifiers:
    """The issues of a line's languages, each by what people say about it."""

    def __init__(self, ears: Mapping[str, "_IssueClassifier"]) -> None:
        self._ears = ears

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read and learn what people say in these locales; one without examples borrows another region's.

        `folder` holds a folder with `issues.txt` for each locale; the packaged ones unless given. Takes some tenths of
        a second a locale, for the packaged ones the first time in a process. Raises CatalogueError.
        """
        learn = _learned if folder else _learned_once
        found = {locale: _file(folder or files("prompts") / "locales", locale) for locale in locales}
        return cls({locale: learn(file) for locale, file in found.items() if file})  # type: ignore[arg-type]  # a file's path can be hashed

    def find(self, speech: str, locale: str) -> Intent:
        """What was wanted. Nothing is, in a locale without examples."""
        ear = self._ears.get(locale)
        return ear.judge(speech[:LONGEST]) if ear else UNKNOWN


@dataclass(frozen=True, slots=True)
class _IssueClassifier:
    """One locale's examples, learned."""

    features: Features
    nearest: NearestExamples
    learned: SoftmaxClassifier
    kinds: NearestExamples
    """The examples of delivery problems, by their heading."""

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
        """What was wanted, and which delivery problem it is about."""
        bag = self.features.bag(speech)
        intent = _judged(self._scores(bag))
        return replace(intent, problem=self._kind(bag)) if intent.issue == PROBLEM else intent

    def _kind(self, bag: Bag) -> str:
        likeness = self.kinds.likeness(bag, KIND_NEIGHBOURS)
        (heading, score), (_, following) = _two_best(likeness)
        is_plain = score >= KIND_LEAST and score - following >= KIND_AHEAD
        return heading.partition(".")[2] if is_plain else ""

    def _scores(self, bag: Bag) -> dict[str, float]:
        """From 0 to 1 for each name that what was said has anything in common with."""
        shares = self.learned.shares(bag)
        likeness = self.nearest.likeness(bag)
        return {name: (1 - LEARNED) * its + LEARNED * shares[name] for name, its in likeness.items()}


def _learned(file: Traversable) -> _IssueClassifier:
    return _IssueClassifier.of(read_labelled(file, HEADINGS))


_learned_once = lru_cache(maxsize=None)(_learned)
"""What is packaged does not change under a running process, and what was learned is never changed."""


def _issue_of(heading: str) -> str:
    return heading.partition(".")[0]


def by_issue(labelled: Labelled) -> Labelled:
    """The phrases of each issue, those under the headings of its kinds among them."""
    names = dict.fromkeys(map(_issue_of, labelled))
    return {
        name: tuple(phrase for heading, its in labelled.items() if _issue_of(heading) == name for phrase in its)
        for name in names
    }


def _mixed(phrases: Labelled) -> list[tuple[str, str]]:
    """The first phrase of each name, then the second of each, and so on."""
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
    """The examples of a locale, or of the first other region of its language that has any."""
    language = locale.partition("-")[0]
    others = sorted(each.name for each in folder.iterdir() if each.name.partition("-")[0] == language)
    found = (folder / name / FILE for name in (locale, *others) if name in others)
    return next((file for file in found if file.is_file()), None)
