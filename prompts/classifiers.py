"""Two classifiers of phrases: nearest examples, and softmax regression.

They complement each other: "I never got my ..." is similar to examples of several issues, and a single further word
tells them apart. Both keep their numbers in compact arrays, since every process holds all languages.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate
from math import exp
from operator import mul
from typing import Self

from prompts.features import Bag

Examples = Sequence[tuple[str, Bag]]
"""Labels and bags."""

NEIGHBOURS = 8
"""Nearest examples considered for each label. More tolerate odd examples, fewer suit a label with varied examples."""
ROUNDS = 4
RATE = 2.0
"""The learning rate of the first round; later rounds have smaller ones."""
SLOWING = 0.3
SMALLEST_ERROR = 0.01
"""An error of a label's share that is not corrected, to learn faster."""
_FINEST = 65535
"""Weights of 0 to 1 are kept as whole numbers up to this."""
_STEEPEST = 127
"""Learned weights are kept as whole numbers from minus this to this."""


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
        counts = Counter(row for _, bag in ordered for row in bag.rows)
        ends = array("I", [0, *accumulate(counts[row] for row in range(features))])
        free, places, weights = array("I", ends), array("H", bytes(2 * ends[-1])), array("H", bytes(2 * ends[-1]))
        for place, (_, bag) in enumerate(ordered):
            for row, weight in zip(bag.rows, bag.weights, strict=True):
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


def likeness(cosines: Sequence[float], places: Iterable[int], neighbours: int = NEIGHBOURS) -> float:
    """The mean cosine, 0 to 1, to the nearest of the examples at these places."""
    return sum(nlargest(neighbours, [cosines[place] for place in places])) / neighbours


def _spans(names: Sequence[str]) -> dict[str, range]:
    """The range of each name in a sorted list."""
    counts = Counter(names)
    return {name: range(end - counts[name], end) for name, end in zip(counts, accumulate(counts.values()), strict=True)}


@dataclass(frozen=True, slots=True)
class SoftmaxClassifier:
    """The weight of each feature for each label."""

    columns: Mapping[str, Sequence[int]]
    """The weights for each label by row number, in units of `scale`."""
    scale: float

    @classmethod
    def of(cls, examples: Examples, features: int) -> Self:
        """Train on labelled examples whose bags have rows up to the number of `features`.

        They are learned in the order given, so their labels should be mixed.
        """
        names = sorted({name for name, _ in examples})
        columns = [array("f", bytes(4 * features)) for _ in names]
        for number in range(ROUNDS):
            for name, bag in examples:
                _correct(columns, bag, names.index(name), RATE / (1 + SLOWING * number))
        scale = max((abs(weight) for column in columns for weight in column), default=0.0) / _STEEPEST or 1.0
        whole = (array("b", [round(weight / scale) for weight in column]) for column in columns)
        return cls(dict(zip(names, whole, strict=True)), scale)

    def shares(self, bag: Bag) -> dict[str, float]:
        """The probability of each label; together they sum to one."""
        sums = [total * self.scale for total in _sums(self.columns.values(), bag)]
        return dict(zip(self.columns, _softmax(sums), strict=True))


def _correct(columns: Sequence[MutableSequence[float]], bag: Bag, right: int, step: float) -> None:
    """Move the weights of the bag's features towards the right label."""
    for place, share in enumerate(_softmax(_sums(columns, bag))):
        error = share - (place == right)
        if abs(error) > SMALLEST_ERROR:
            column, by = columns[place], step * error
            for row, weight in zip(bag.rows, bag.weights, strict=True):
                column[row] -= by * weight


def _sums(columns: Iterable[Sequence[float]], bag: Bag) -> list[float]:
    return [sum(map(mul, bag.weights, map(column.__getitem__, bag.rows))) for column in columns]


def _softmax(sums: Sequence[float]) -> list[float]:
    greatest = max(sums, default=0.0)
    powers = [exp(each - greatest) for each in sums]
    return [power / sum(powers) for power in powers]
