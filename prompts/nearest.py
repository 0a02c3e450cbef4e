"""How like each of several meanings a phrase is, by the examples it is nearest to."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Self

from prompts.features import Bag

NEIGHBOURS = 8
"""Examples of a meaning that are asked. More of them forgive an odd example, fewer a meaning with many sides."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The examples, found by their features."""

    names: Sequence[str]
    """What each example means."""
    found_in: Mapping[str, tuple[Sequence[int], Sequence[float]]]
    """Feature to the examples that have it, and its weight in each. Packed: every process holds all languages."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Bag]]) -> Self:
        """From examples, each with what it means."""
        found_in: dict[str, tuple[array[int], array[float]]] = {}
        for place, (_, bag) in enumerate(examples):
            for feature, weight in bag.items():
                places, weights = found_in.setdefault(feature, (array("H"), array("f")))
                places.append(place)
                weights.append(weight)
        return cls([name for name, _ in examples], found_in)

    def likeness(self, bag: Bag) -> dict[str, float]:
        """From 0 to 1 for each meaning it has anything in common with: the mean cosine to the nearest examples."""
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            for place, its_weight in zip(*self.found_in.get(feature, ((), ())), strict=True):
                shared[place] += weight * its_weight
        by_name: dict[str, list[float]] = defaultdict(list)
        for place, cosine in shared.items():
            by_name[self.names[place]].append(cosine)
        return {name: sum(nlargest(NEIGHBOURS, cosines)) / NEIGHBOURS for name, cosines in by_name.items()}
