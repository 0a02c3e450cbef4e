"""Two classifiers of phrases: nearest examples, and softmax regression.

They complement each other: "I never got my ..." is similar to examples of several issues, and a single further word
tells them apart.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import exp
from typing import Self

from prompts.features import Bag

NEIGHBOURS = 8
"""Nearest examples considered for each label. More tolerate odd examples, fewer suit a label with varied examples."""
ROUNDS = 4
RATE = 2.0
"""The learning rate of the first round; later rounds have smaller ones."""
SLOWING = 0.3


@dataclass(frozen=True, slots=True)
class NearestExamples:
    """Examples indexed by feature, in compact arrays, since every process holds all languages."""

    names: Sequence[str]
    """The label of each example."""
    rows: Mapping[str, int]
    """Feature to its index in `ends`."""
    ends: Sequence[int]
    """The offsets in `places` and `weights` at which each feature's section ends, preceded by a 0."""
    places: Sequence[int]
    """The indexes of the examples that have each feature."""
    weights: Sequence[float]
    """The weights of the feature in these examples."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Bag]], rows: Mapping[str, int]) -> Self:
        """Index labelled examples. `rows` numbers their features."""
        found_in: list[list[tuple[int, float]]] = [[] for _ in rows]
        for place, (_, bag) in enumerate(examples):
            for feature, weight in bag.items():
                found_in[rows[feature]].append((place, weight))
        ends = array("I", [0])
        for its in found_in:
            ends.append(ends[-1] + len(its))
        places = array("H", [place for its in found_in for place, _ in its])
        weights = array("f", [weight for its in found_in for _, weight in its])
        return cls([name for name, _ in examples], rows, ends, places, weights)

    def likeness(self, bag: Bag, neighbours: int = NEIGHBOURS) -> dict[str, float]:
        """The mean cosine to the nearest examples, 0 to 1, for each label with a feature in common."""
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            if (row := self.rows.get(feature)) is not None:
                for each in range(self.ends[row], self.ends[row + 1]):
                    shared[self.places[each]] += weight * self.weights[each]
        by_name: dict[str, list[float]] = defaultdict(list)
        for place, cosine in shared.items():
            by_name[self.names[place]].append(cosine)
        return {name: sum(nlargest(neighbours, cosines)) / neighbours for name, cosines in by_name.items()}


@dataclass(frozen=True, slots=True)
class SoftmaxClassifier:
    """The weight of each feature for each label, in a compact array, since every process holds all languages."""

    names: Sequence[str]
    rows: Mapping[str, int]
    """Feature to its row of weights."""
    weights: MutableSequence[float]
    """The rows one after another, each in the order of `names`."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Bag]], rows: Mapping[str, int]) -> Self:
        """Train on labelled examples. They are learned in the order given, so their labels should be mixed.

        `rows` numbers their features.
        """
        names = sorted({name for name, _ in examples})
        learned = cls(names, rows, array("d", bytes(8 * len(rows) * len(names))))
        for number in range(ROUNDS):
            for name, bag in examples:
                learned._correct(bag, names.index(name), RATE / (1 + SLOWING * number))
        return cls(names, rows, array("f", learned.weights))

    def shares(self, bag: Bag) -> dict[str, float]:
        """The probability of each label; together they sum to one."""
        return dict(zip(self.names, self._shares(bag), strict=True))

    def _shares(self, bag: Bag) -> list[float]:
        sums = [0.0] * len(self.names)
        for feature, weight in bag.items():
            if (row := self.rows.get(feature)) is not None:
                sums = [total + weight * each for total, each in zip(sums, self._row(row), strict=True)]
        powers = [exp(each - max(sums)) for each in sums]
        return [power / sum(powers) for power in powers]

    def _row(self, number: int) -> Sequence[float]:
        return self.weights[number * len(self.names) : (number + 1) * len(self.names)]

    def _correct(self, bag: Bag, right: int, step: float) -> None:
        """Move the weights of the bag's features towards the right label."""
        errors = [step * (share - (place == right)) for place, share in enumerate(self._shares(bag))]
        for feature, weight in bag.items():
            start = self.rows[feature] * len(errors)
            for place, error in enumerate(errors, start):
                self.weights[place] -= weight * error
