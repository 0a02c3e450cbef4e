"""Finds the issue of a call in a few words of free speech, by similarity to labelled examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, zip_longest
from typing import Self, TypeVar

from prompts import negation
from prompts.classifiers import NearestExamples, SoftmaxClassifier, likeness
from prompts.features import Bag, Features
from prompts.labelled_phrases import Labelled, read_labelled
from prompts.negation import Negation

T = TypeVar("T")

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
        home = folder or files("prompts") / "locales"
        found = {locale: (_file(home, locale, FILE), _file(home, locale, negation.FILE)) for locale in locales}
        return cls({locale: learn(issues, negated) for locale, (issues, negated) in found.items() if issues})  # type: ignore[arg-type]  # a file's path can be hashed

    def find(self, speech: str, locale: str) -> Intent:
        """The issue of an utterance; UNKNOWN in a locale without examples."""
        classifier = self._classifiers.get(locale)
        return classifier.judge(speech[:LONGEST]) if classifier else UNKNOWN


@dataclass(frozen=True, slots=True)
class _IssueClassifier:
    """The classifiers of one locale."""

    features: Features
    nearest: NearestExamples
    """The examples, by heading."""
    learned: SoftmaxClassifier
    negation: Negation

    @classmethod
    def of(cls, labelled: Labelled, negation: Negation) -> Self:
        features = Features.of(phrase for its in labelled.values() for phrase in its)
        examples = [(heading, features.bag(phrase)) for heading, phrase in _mixed(labelled)]
        issues = [(_issue_of(heading), bag) for heading, bag in examples]
        rows = len(features.codes)
        return cls(features, NearestExamples.of(examples, rows), SoftmaxClassifier.of(issues, rows), negation)

    def judge(self, speech: str) -> Intent:
        """The issue of what is wanted, and the kind of delivery problem; never sure if only the unwanted was said."""
        wish = self.negation.wish(speech)
        found = self._judge(wish.wanted)
        return found if found.issue or not wish.unwanted else replace(self._judge(speech), sure=False)

    def _judge(self, speech: str) -> Intent:
        bag = self.features.bag(speech)
        cosines = self.nearest.cosines(bag)
        intent = _judged(self._scores(bag, cosines))
        return replace(intent, problem=self._kind(cosines)) if intent.issue == PROBLEM else intent

    def _kind(self, cosines: Sequence[float]) -> str:
        its = {heading: span for heading, span in self.nearest.spans.items() if _issue_of(heading) == PROBLEM}
        likely = {heading: likeness(cosines, span, KIND_NEIGHBOURS) for heading, span in its.items()}
        (heading, score), (_, following) = _two_best(likely)
        is_plain = score >= KIND_LEAST and score - following >= KIND_AHEAD
        return heading.partition(".")[2] if is_plain else ""

    def _scores(self, bag: Bag, cosines: Sequence[float]) -> dict[str, float]:
        """A score from 0 to 1 for each label."""
        if not bag.rows:
            return {}
        shares = self.learned.shares(bag)
        return {
            issue: (1 - LEARNED) * likeness(cosines, chain(*spans)) + LEARNED * shares[issue]
            for issue, spans in _by_issue(self.nearest.spans).items()
        }


def _learned(issues: Traversable, negated: Traversable | None) -> _IssueClassifier:
    return _IssueClassifier.of(read_labelled(issues, HEADINGS), Negation.load(negated))


_learned_once = lru_cache(maxsize=None)(_learned)
"""Packaged files do not change under a running process, and classifiers are immutable."""


def _issue_of(heading: str) -> str:
    return heading.partition(".")[0]


def by_issue(labelled: Labelled) -> Labelled:
    """The phrases of each issue, including those of its kinds."""
    return {issue: tuple(chain(*its)) for issue, its in _by_issue(labelled).items()}


def _by_issue(by_heading: Mapping[str, T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for heading, its in by_heading.items():
        found.setdefault(_issue_of(heading), []).append(its)
    return found


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


def _file(folder: Traversable, locale: str, file: str) -> Traversable | None:
    """The file of a locale, or of the first other region of its language that has one."""
    language = locale.partition("-")[0]
    others = sorted(each.name for each in folder.iterdir() if each.name.partition("-")[0] == language)
    found = (folder / name / file for name in (locale, *others) if name in others)
    return next((each for each in found if each.is_file()), None)
