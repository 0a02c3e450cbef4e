"""Features of phrases for classification: weighted bags of words, word pairs, and character n-grams within words."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import Self
from zlib import crc32

from prompts.matching import is_unspaced, normalized

_SIZES = (3, 5)
_UNPARTED_SIZES = (1, 2, 3)
"""The n-gram sizes for scripts in which a character is a syllable or a word."""


@dataclass(frozen=True, slots=True)
class Bag:
    """The known features of a phrase, in compact arrays, since all examples are in memory while they are learned."""

    rows: Sequence[int]
    """The row numbers of the features."""
    weights: Sequence[float]
    """Their weights. The squared weights, with those of unknown features, sum to one."""

    @property
    def coverage(self) -> float:
        """How much of the phrase is known, from 0 to 1; little of a phrase of another language is."""
        return sum(weight * weight for weight in self.weights)


@dataclass(frozen=True, slots=True)
class Features:
    """The weight of each feature of a language: the rarer among the examples, the higher (TF-IDF).

    Features are known by a checksum of 32 bits, since every process holds all languages: among 10,000 features two are
    taken for one in one language of a hundred.
    """

    codes: Sequence[int]
    """The sorted checksums of the known features; the place of a checksum is the row number of its feature."""
    rarity: Sequence[float]
    """The inverse document frequency by row number."""
    unseen: float

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """Learn the features of these phrases."""
        found = [set(_codes(phrase)) for phrase in phrases]
        spread = Counter(code for each in found for code in each)
        codes = array("I", sorted(spread))
        rarity = array("f", [log(1 + len(found) / spread[code]) for code in codes])
        return cls(codes, rarity, log(1 + len(found)))

    def bag(self, phrase: str) -> Bag:
        """The bag of a phrase. Case, accents, punctuation and numbers in digits are ignored."""
        rows, weights, squares = array("I"), array("f"), 0.0
        for code, times in Counter(_codes(phrase)).items():
            row = self._row(code)
            weight = (1 + log(times)) * (self.unseen if row is None else self.rarity[row])
            squares += weight * weight
            if row is not None:
                rows.append(row)
                weights.append(weight)
        length = sqrt(squares) or 1.0
        return Bag(rows, array("f", [weight / length for weight in weights]))

    def _row(self, code: int) -> int | None:
        row = bisect_left(self.codes, code)
        return row if row < len(self.codes) and self.codes[row] == code else None


def _codes(phrase: str) -> Iterator[int]:
    return (crc32(feature.encode()) for feature in _features(phrase))


def _features(phrase: str) -> Iterator[str]:
    words = [word for word in normalized(phrase).split() if not word.isdigit()]
    for word in words:
        yield from _runs(f" {word} ", _UNPARTED_SIZES if is_unspaced(word) else _SIZES)
    yield from (f"={word}" for word in words)
    yield from (f"={one} {two}" for one, two in pairwise(words))


def _runs(word: str, sizes: Iterable[int]) -> Iterator[str]:
    for size in sizes:
        yield from (word[start : start + size] for start in range(len(word) - size + 1))
