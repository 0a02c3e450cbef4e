"""Which features tell several meanings apart: a softmax regression, learned from the examples in a few rounds.

What is near and what tells apart are two questions: "I never got my ..." is near to several issues, and the next word
decides.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import exp
from typing import Self

from prompts.features import Bag

ROUNDS = 4
RATE = 2.0
"""The first step's size; each round makes smaller ones."""
SLOWING = 0.3


@dataclass(frozen=True, slots=True)
class Learned:
    """The weight of each feature for each meaning."""

    names: Sequence[str]
    weights: Mapping[str, Sequence[float]]
    """Feature to its weights, in the order of the names."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Bag]]) -> Self:
        """From examples, each with what it means. They are learned in the order they come: mix them."""
        names = sorted({name for name, _ in examples})
        weights: dict[str, Sequence[float]] = {}
        learned = cls(names, weights)
        for number in range(ROUNDS):
            for name, bag in examples:
                learned._correct(weights, bag, names.index(name), RATE / (1 + SLOWING * number))
        return cls(names, {feature: array("f", its) for feature, its in weights.items()})

    def shares(self, bag: Bag) -> dict[str, float]:
        """How sure it is of each meaning; together they make one."""
        return dict(zip(self.names, self._shares(bag), strict=True))

    def _shares(self, bag: Bag) -> list[float]:
        sums = [0.0] * len(self.names)
        for feature, weight in bag.items():
            if its := self.weights.get(feature):
                sums = [total + weight * each for total, each in zip(sums, its, strict=True)]
        powers = [exp(each - max(sums)) for each in sums]
        return [power / sum(powers) for power in powers]

    def _correct(self, weights: dict[str, Sequence[float]], bag: Bag, right: int, step: float) -> None:
        """Move the weights of the bag's features towards the right meaning."""
        errors = [step * (share - (place == right)) for place, share in enumerate(self._shares(bag))]
        for feature, weight in bag.items():
            its = weights.get(feature) or repeat(0.0, len(errors))
            weights[feature] = [each - weight * error for each, error in zip(its, errors, strict=True)]
