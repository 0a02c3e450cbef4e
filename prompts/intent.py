"""Finds the issue of a call in a few words of free speech, by similarity to labelled examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Self, TypeVar

from prompts import negation
from prompts.classifiers import NaiveBayes, NearestExamples, likeness
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
"""Maximum characters of an utterance that are considered, half a minute of speech: half from its beginning and half
from its end, where callers say what they want."""
BAYES = 0.5
"""The weight of naive Bayes in the score; similarity to the nearest examples has the rest."""
LEAST = 0.15
"""The score below which an utterance is about no issue."""
AHEAD = 0.35
"""The lead over the next issue that makes a confirmation unnecessary."""
TWO = 120
"""Characters up to which an utterance may name two issues; in a longer one they are parts of a story."""
STORY = 60
"""Characters from which an utterance is a story."""
IDLE = 0.5
"""The part of its score that NONE keeps for a story, since few callers tell long ones about nothing."""
NATIVE = 0.6
"""Coverage above which an utterance is in the language of the call, and no other is considered."""
FOREIGN = 0.1
"""The lead in coverage by which an utterance is taken for another language of the line."""
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
        """The issue of an utterance; UNKNOWN in a locale without examples.

        What is said in another of the line's languages is understood in that language.
        """
        own = self._classifiers.get(locale)
        if not own:
            return UNKNOWN
        said = speech if len(speech) <= LONGEST else f"{speech[: LONGEST // 2]} {speech[-LONGEST // 2 :]}"
        found = own.judge(said)
        foreign = self._foreign(said, found.coverage) if found.coverage < NATIVE else UNKNOWN
        return foreign if foreign.issue else found.intent

    def _foreign(self, speech: str, coverage: float) -> Intent:
        """The issue in the language that knows most of the speech, and clearly more than `coverage`."""
        judged = [each.judge(speech) for each in self._classifiers.values()]
        best = max(judged, key=lambda each: each.coverage)
        return best.intent if best.coverage > coverage + FOREIGN else UNKNOWN


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one language makes of an utterance."""

    intent: Intent
    coverage: float
    """How much of the utterance is known, from 0 to 1."""

    @property
    def unsure(self) -> Self:
        """The same, to be confirmed."""
        return replace(self, intent=replace(self.intent, sure=False))


@dataclass(frozen=True, slots=True)
class _IssueClassifier:
    """The classifiers of one locale."""

    features: Features
    nearest: NearestExamples
    """The examples, by heading."""
    bayes: NaiveBayes
    negation: Negation

    @classmethod
    def of(cls, labelled: Labelled, negation: Negation) -> Self:
        features = Features.of(phrase for its in labelled.values() for phrase in its)
        examples = [(heading, features.bag(phrase)) for heading, its in labelled.items() for phrase in its]
        issues = [(_issue_of(heading), bag) for heading, bag in examples]
        rows = len(features.codes)
        return cls(features, NearestExamples.of(examples, rows), NaiveBayes.of(issues, rows), negation)

    def judge(self, speech: str) -> _Judgement:
        """The issue of what is wanted, and the kind of delivery problem.

        It is never sure if only something unwanted was said, or if it is the first of two.
        """
        wish = self.negation.wish(speech)
        found = self._judge(wish.wanted)
        if wish.unwanted and not found.intent.issue:
            return self._judge(speech).unsure
        first = self._first_of_two(wish.wanted)
        return first.unsure if first else found

    def _first_of_two(self, speech: str) -> _Judgement | None:
        """The first of two wishes, each of which is clear by itself; None if there are not two."""
        halves = self.negation.halves(speech) if len(speech) <= TWO else None
        if not halves:
            return None
        first, second = map(self._judge, halves)
        are_two = first.intent.sure and second.intent.sure and first.intent.issue != second.intent.issue
        return first if are_two else None

    def _judge(self, speech: str) -> _Judgement:
        bag = self.features.bag(speech)
        cosines = self.nearest.cosines(bag)
        intent = _judged(self._scores(bag, cosines, idle=IDLE if len(speech) >= STORY else 1.0))
        with_kind = replace(intent, problem=self._kind(cosines)) if intent.issue == PROBLEM else intent
        return _Judgement(with_kind, bag.coverage)

    def _kind(self, cosines: Sequence[float]) -> str:
        its = {heading: span for heading, span in self.nearest.spans.items() if _issue_of(heading) == PROBLEM}
        likely = {heading: likeness(cosines, span, KIND_NEIGHBOURS) for heading, span in its.items()}
        (heading, score), (_, following) = _two_best(likely)
        is_plain = score >= KIND_LEAST and score - following >= KIND_AHEAD
        return heading.partition(".")[2] if is_plain else ""

    def _scores(self, bag: Bag, cosines: Sequence[float], idle: float) -> dict[str, float]:
        """A score from 0 to 1 for each label; NONE keeps the part `idle` of its own."""
        if not bag.rows:
            return {}
        shares = self.bayes.shares(bag)
        scores = {issue: (1 - BAYES) * likeness(cosines, span) + BAYES * shares[issue] for issue, span in self._spans()}
        return {issue: score * idle if issue == NONE else score for issue, score in scores.items()}

    def _spans(self) -> Iterator[tuple[str, range]]:
        """The places of all examples of each issue, those of its kinds included."""
        for issue, its in _by_issue(self.nearest.spans).items():
            yield issue, range(its[0].start, its[-1].stop)


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
