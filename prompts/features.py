"""Features of phrases for classification: weighted bags of words, word pairs, and character n-grams within words."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import Self

from prompts.matching import is_unspaced, normalized

Bag = Mapping[str, float]
"""Feature to weight, normalized: the squared weights sum to one."""

_SIZES = (3, 5)
_UNPARTED_SIZES = (1, 2, 3)
"""The n-gram sizes for scripts in which a character is a syllable or a word."""


@dataclass(frozen=True, slots=True)
class Features:
    """The weight of each feature of a language: the rarer among the examples, the higher (TF-IDF)."""

    rows: Mapping[str, int]
    """The row number of each known feature, from 0 on."""
    rarity: Sequence[float]
    """The inverse document frequency by row number."""
    unseen: float

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """Learn the features of these phrases."""
        found = [set(_features(phrase)) for phrase in phrases]
        spread = Counter(feature for each in found for feature in each)
        rows = {feature: row for row, feature in enumerate(spread)}
        rarity = array("d", [log(1 + len(found) / times) for times in spread.values()])
        return cls(rows, rarity, log(1 + len(found)))

    def bag(self, phrase: str) -> Bag:
        """The bag of a phrase. Case, accents, punctuation and numbers in digits are ignored."""
        times = Counter(_features(phrase))
        weights = {each: (1 + log(count)) * self._rarity(each) for each, count in times.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {feature: weight / length for feature, weight in weights.items()}

    def _rarity(self, feature: str) -> float:
        row = self.rows.get(feature)
        return self.unseen if row is None else self.rarity[row]


def _features(phrase: str) -> Iterator[str]:
    words = [word for word in normalized(phrase).split() if not word.isdigit()]
    for word in words:
        yield from _runs(f" {word} ", _UNPARTED_SIZES if is_unspaced(word) else _SIZES)
    yield from (f"={word}" for word in words)
    yield from (f"={one} {two}" for one, two in pairwise(words))


def _runs(word: str, sizes: Iterable[int]) -> Iterator[str]:
    for size in sizes:
        yield from (word[start : start + size] for start in range(len(word) - size + 1))
