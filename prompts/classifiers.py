"""Two classifiers of phrases: nearest examples, and naive Bayes.

They complement each other: "I never got my ..." is similar to examples of several issues, and a single further word
tells them apart. Both keep their numbers in compact arrays, since every process holds all languages.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log
from operator import mul
from typing import Self

from prompts.features import Bag

Examples = Sequence[tuple[str, Bag]]
"""Labels and bags."""

NEIGHBOURS = 3
"""Nearest examples considered for each label. More tolerate odd examples, fewer suit a label with varied examples."""
COMMON = 16
"""A feature of more than one in so many examples is not compared: it tells little, and would take most of the time."""
FEW = 10
"""A feature of at most so many examples is always compared."""
DEPENDENCE = 2.0
"""The evidence of a feature counts by this less, since n-grams of one word are not independent of each other."""
SMOOTHING = 0.05
"""The weight that every label is assumed to have of every feature, against certainty from few examples."""
_FINEST = 65535
"""Weights of 0 to 1 are kept as whole numbers up to this."""
_STEEPEST = 127
"""Evidence is kept as whole numbers from minus this to this."""


@dataclass(frozen=True, slots=True)
class NearestExamples:
    """Examples indexed by feature."""

    spans: Mapping[str, range]
    """Label to the places of its examples, which are adjacent."""
    ends: Sequence[int]
    """The offsets in `places` and `weights` at which each feature's section ends, preceded by a 0."""
    places: Sequence[int]
    """The places of the examples that have each feature."""
    weights: Sequence[int]
    """The weights of the feature in these examples, in parts of `_FINEST`."""

    @classmethod
    def of(cls, examples: Examples, features: int) -> Self:
        """Index labelled examples whose bags have rows up to the number of `features`."""
        ordered = sorted(examples, key=lambda each: each[0])
        ends = array("I", [0, *accumulate(_compared([bag for _, bag in ordered], features))])
        free, places, weights = array("I", ends), array("H", bytes(2 * ends[-1])), array("H", bytes(2 * ends[-1]))
        for place, (_, bag) in enumerate(ordered):
            for row, weight in zip(bag.rows, bag.weights, strict=True):
                if ends[row] < ends[row + 1]:
                    places[free[row]], weights[free[row]] = place, round(weight * _FINEST)
                    free[row] += 1
        return cls(_spans([name for name, _ in ordered]), ends, places, weights)

    def cosines(self, bag: Bag) -> Sequence[float]:
        """The cosine to each example, by its place."""
        found = [0.0] * max((span.stop for span in self.spans.values()), default=0)
        for row, weight in zip(bag.rows, bag.weights, strict=True):
            start, end, each = self.ends[row], self.ends[row + 1], weight / _FINEST
            for place, its in zip(self.places[start:end], self.weights[start:end], strict=True):
                found[place] += each * its
        return found


def likeness(cosines: Sequence[float], span: range, neighbours: int = NEIGHBOURS) -> float:
    """The mean cosine, 0 to 1, to the nearest of the examples in this range."""
    return sum(sorted(cosines[span.start : span.stop])[-neighbours:]) / neighbours


def _compared(bags: Sequence[Bag], features: int) -> Iterator[int]:
    """The number of bags that have each feature; 0 for a feature that is not compared."""
    counts = Counter(row for bag in bags for row in bag.rows)
    most = max(len(bags) // COMMON, FEW)
    return (counts[row] if counts[row] <= most else 0 for row in range(features))


def _spans(names: Sequence[str]) -> dict[str, range]:
    """The range of each name in a sorted list."""
    counts = Counter(names)
    return {name: range(end - counts[name], end) for name, end in zip(counts, accumulate(counts.values()), strict=True)}


@dataclass(frozen=True, slots=True)
class NaiveBayes:
    """The evidence of each feature for each label: the log odds of finding it with this label rather than another."""

    columns: Mapping[str, Sequence[int]]
    """The evidence for each label by row number, in units of `scale`."""
    scale: float

    @classmethod
    def of(cls, examples: Examples, features: int) -> Self:
        """Count the features of labelled examples, whose bags have rows up to the number of `features`."""
        found = {name: array("f", bytes(4 * features)) for name in sorted({name for name, _ in examples})}
        for name, bag in examples:
            column = found[name]
            for row, weight in zip(bag.rows, bag.weights, strict=True):
                column[row] += weight
        everywhere = list(map(sum, zip(*found.values(), strict=True)))
        evidence = {name: _evidence(column, everywhere) for name, column in found.items()}
        scale = max((abs(each) for column in evidence.values() for each in column), default=0.0) / _STEEPEST or 1.0
        return cls({name: array("b", [round(each / scale) for each in its]) for name, its in evidence.items()}, scale)

    def shares(self, bag: Bag) -> dict[str, float]:
        """The probability of each label; together they sum to one. All labels are taken for equally frequent."""
        columns = self.columns.values()
        sums = [sum(map(mul, bag.weights, map(column.__getitem__, bag.rows))) for column in columns]
        powers = [exp((each - max(sums)) * self.scale / DEPENDENCE) for each in sums]
        return {name: power / sum(powers) for name, power in zip(self.columns, powers, strict=True)}


def _evidence(column: Sequence[float], everywhere: Sequence[float]) -> Sequence[float]:
    """The log odds of each feature in a label's column against all others."""
    own, every = sum(column), sum(everywhere)
    unseen = SMOOTHING * len(column)
    prior = log((every - own + unseen) / (own + unseen))
    pairs = zip(column, everywhere, strict=True)
    return array("f", [prior + log((its + SMOOTHING) / (max(total - its, 0.0) + SMOOTHING)) for its, total in pairs])
