"""Which of several meanings an utterance is nearest to, by the letters it shares with examples.

Each example is a bag of character n-grams, weighed by how rare they are among all examples (TF-IDF). An utterance goes
to the meaning whose two nearest examples are most like it, and to none when that is not like enough.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

LEAST = 0.25
"""Likeness, from 0 to 1, below which an utterance is none of the options."""
MARGIN = 0.02
"""How much more like one option than like the next it must be."""

_VOICING = "\u3099\u309a"
"""The combining marks of kana."""
_SIZES = (2, 3, 4)
_UNPARTED_SIZES = (1, 2, 3)
"""Where a sign says as much as a syllable and no blank parts the words."""
_UNPARTED = "\u2e80"
"""Kana, kanji and their like stand from here on (Unicode: CJK Radicals Supplement)."""
_NEAREST = 2

Options = tuple[tuple[str, tuple[str, ...]], ...]


def choose(speech: str, options: Mapping[str, Sequence[str]]) -> str | None:
    """The option whose examples are nearest to what was said; None when none is near, or two are as near.

    Case, accents and punctuation do not matter, nor much what goes around: "I'd like ... please".
    """
    examples = _examples(tuple((option, tuple(phrases)) for option, phrases in options.items()))
    ranked = sorted(examples.likeness(speech).items(), key=lambda each: each[1], reverse=True)
    if not ranked or ranked[0][1] < LEAST:
        return None
    doubtful = len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN
    return None if doubtful else ranked[0][0]


def is_named(speech: str, names: tuple[str, ...]) -> bool:
    """Whether one of these names is in what was said, as whole words where blanks part them."""
    said = f" {folded(speech)} "
    return any(name in said for name in _framed(names))


@lru_cache(maxsize=256)
def _framed(names: tuple[str, ...]) -> tuple[str, ...]:
    plain = filter(None, map(folded, names))
    return tuple(name if is_unparted(name) else f" {name} " for name in plain)


def folded(speech: str) -> str:
    """Words in small letters without accents, apostrophes or punctuation, a blank between them.

    Kana keep their voicing marks, which make other syllables of them: ga is no ka.
    """
    signs = unicodedata.normalize("NFKD", speech.casefold())
    return " ".join(unicodedata.normalize("NFC", "".join(map(_kept, signs))).split())


def is_unparted(word: str) -> bool:
    """Whether this may be many words, in a script that sets no blanks."""
    return max(word) >= _UNPARTED


def _kept(sign: str) -> str:
    if sign.isalnum() or sign in _VOICING:
        return sign
    return "" if unicodedata.combining(sign) or sign in "'’" else " "


@dataclass(frozen=True, slots=True)
class _Examples:
    """All examples, by the n-grams in them."""

    options: Mapping[str, range]
    """Option to its examples."""
    rarity: Mapping[str, float]
    unseen: float
    """The rarity of an n-gram that is in no example."""
    found_in: Mapping[str, tuple[tuple[int, float], ...]]
    """N-gram to the examples that hold it, with its weight in each."""

    def likeness(self, speech: str) -> dict[str, float]:
        """How like what was said is to each option."""
        shared: dict[int, float] = defaultdict(float)
        for gram, weight in _weighed(_grams(speech), self.rarity, self.unseen).items():
            for example, its_weight in self.found_in.get(gram, ()):
                shared[example] += weight * its_weight
        return {option: _nearest([shared.get(each, 0.0) for each in its]) for option, its in self.options.items()}


def _nearest(likes: list[float]) -> float:
    """The mean over the nearest examples, or over the one there is."""
    nearest = sorted(likes, reverse=True)[:_NEAREST]
    return sum(nearest) / len(nearest)


@lru_cache(maxsize=128)
def _examples(options: Options) -> _Examples:
    phrases = [_grams(phrase) for _, its in options for phrase in its]
    spread = Counter(gram for grams in phrases for gram in grams)
    rarity = {gram: log(1 + len(phrases) / examples) for gram, examples in spread.items()}
    found_in: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, grams in enumerate(phrases):
        for gram, weight in _weighed(grams, rarity, 0).items():
            found_in[gram].append((place, weight))
    return _Examples(
        options=dict(_places(options)),
        rarity=rarity,
        unseen=log(1 + len(phrases)),
        found_in={gram: tuple(places) for gram, places in found_in.items()},
    )


def _places(options: Options) -> Iterator[tuple[str, range]]:
    """Where each option's examples stand in the row of them all; an option without examples has no place."""
    start = 0
    for option, phrases in options:
        if phrases:
            yield option, range(start, start + len(phrases))
        start += len(phrases)


def _weighed(grams: Mapping[str, int], rarity: Mapping[str, float], unseen: float) -> dict[str, float]:
    """The weight of each n-gram; squared, they add up to one."""
    weights = {gram: (1 + log(times)) * rarity.get(gram, unseen) for gram, times in grams.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


def _grams(phrase: str) -> Counter[str]:
    return Counter(_cut(folded(phrase)))


def _cut(words: str) -> Iterator[str]:
    for word in words.split():
        framed = f" {word} "
        for size in _UNPARTED_SIZES if is_unparted(word) else _SIZES:
            yield from (framed[start : start + size] for start in range(len(framed) - size + 1))
