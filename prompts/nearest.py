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
    """The examples, found by their features. Packed in a row, since every process holds all languages."""

    names: Sequence[str]
    """What each example means."""
    rows: Mapping[str, int]
    """Feature to its place in `ends`."""
    ends: Sequence[int]
    """Where each feature's part of `places` and `weights` ends, and that of the next begins; a 0 comes before all."""
    places: Sequence[int]
    """The examples that have a feature."""
    weights: Sequence[float]
    """Its weight in each of them."""

    @classmethod
    def of(cls, examples: Sequence[tuple[str, Bag]], rows: Mapping[str, int]) -> Self:
        """From examples, each with what it means. `rows` numbers their features."""
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
        """From 0 to 1 for each meaning it has anything in common with: the mean cosine to the nearest examples."""
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            if (row := self.rows.get(feature)) is not None:
                for each in range(self.ends[row], self.ends[row + 1]):
                    shared[self.places[each]] += weight * self.weights[each]
        by_name: dict[str, list[float]] = defaultdict(list)
        for place, cosine in shared.items():
            by_name[self.names[place]].append(cosine)
        return {name: sum(nlargest(neighbours, cosines)) / neighbours for name, cosines in by_name.items()}
