"""Matches an utterance to the most similar of several options, by character n-grams shared with their examples.

Each example is a bag of character n-grams, weighted by their rarity among all examples (TF-IDF). An utterance matches
the option whose two nearest examples are most similar to it, or none if the similarity is too low.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

LEAST = 0.25
"""The similarity, from 0 to 1, below which an utterance matches no option."""
MARGIN = 0.02
"""The required lead in similarity over the next option."""

_VOICING = "\u3099\u309a"
"""The combining marks of kana."""
_SIZES = (2, 3, 4)
_UNPARTED_SIZES = (1, 2, 3)
"""The n-gram sizes for scripts in which a character is a syllable and words have no spaces between them."""
_UNPARTED = "\u2e80"
"""Kana, kanji and similar scripts begin at this code point (Unicode: CJK Radicals Supplement)."""
_NEAREST = 2

Options = tuple[tuple[str, tuple[str, ...]], ...]


def choose(speech: str, options: Mapping[str, Sequence[str]]) -> str | None:
    """The option whose examples are most similar to the speech; None if none is similar enough or two are equally so.

    Case, accents and punctuation are ignored; polite phrases around it ("I'd like ... please") have little effect.
    """
    examples = _examples(tuple((option, tuple(phrases)) for option, phrases in options.items()))
    ranked = sorted(examples.likeness(speech).items(), key=lambda each: each[1], reverse=True)
    if not ranked or ranked[0][1] < LEAST:
        return None
    doubtful = len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN
    return None if doubtful else ranked[0][0]


def is_named(speech: str, names: tuple[str, ...]) -> bool:
    """Whether the speech contains one of these names, as whole words in scripts with spaces."""
    said = f" {normalized(speech)} "
    return any(name in said for name in _framed(names))


@lru_cache(maxsize=2048)
def all_normalized(phrases: tuple[str, ...]) -> frozenset[str]:
    """The phrases as `normalized` gives them, without empty ones."""
    return frozenset(filter(None, map(normalized, phrases)))


@lru_cache(maxsize=256)
def _framed(names: tuple[str, ...]) -> tuple[str, ...]:
    plain = filter(None, map(normalized, names))
    return tuple(name if is_unspaced(name) else f" {name} " for name in plain)


def normalized(speech: str) -> str:
    """Lower-case words without accents, apostrophes or punctuation, separated by single spaces.

    Kana keep their voicing marks, which distinguish syllables: ga is not ka.
    """
    signs = unicodedata.normalize("NFKD", speech.casefold())
    return " ".join(unicodedata.normalize("NFC", "".join(map(_kept, signs))).split())


def is_unspaced(word: str) -> bool:
    """Whether this can be several words, in a script without spaces."""
    return max(word) >= _UNPARTED


def _kept(sign: str) -> str:
    if sign.isalnum() or sign in _VOICING:
        return sign
    return "" if unicodedata.combining(sign) or sign in "'’" else " "


@dataclass(frozen=True, slots=True)
class _Examples:
    """All examples, indexed by their n-grams."""

    options: Mapping[str, range]
    """Option to the indexes of its examples."""
    rarity: Mapping[str, float]
    unseen: float
    """The rarity of an n-gram without examples."""
    found_in: Mapping[str, tuple[tuple[int, float], ...]]
    """N-gram to the examples that contain it, with its weight in each."""

    def likeness(self, speech: str) -> dict[str, float]:
        """The similarity of the speech to each option."""
        shared: dict[int, float] = defaultdict(float)
        for gram, weight in _weighed(_grams(speech), self.rarity, self.unseen).items():
            for example, its_weight in self.found_in.get(gram, ()):
                shared[example] += weight * its_weight
        return {option: _nearest([shared.get(each, 0.0) for each in its]) for option, its in self.options.items()}


def _nearest(likes: list[float]) -> float:
    """The mean over the nearest examples, or the only one."""
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
    """The range of each option's examples in the list of all; an option without examples is omitted."""
    start = 0
    for option, phrases in options:
        if phrases:
            yield option, range(start, start + len(phrases))
        start += len(phrases)


def _weighed(grams: Mapping[str, int], rarity: Mapping[str, float], unseen: float) -> dict[str, float]:
    """The normalized weight of each n-gram: the squared weights sum to one."""
    weights = {gram: (1 + log(times)) * rarity.get(gram, unseen) for gram, times in grams.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


def _grams(phrase: str) -> Counter[str]:
    return Counter(_cut(normalized(phrase)))


def _cut(words: str) -> Iterator[str]:
    for word in words.split():
        framed = f" {word} "
        for size in _UNPARTED_SIZES if is_unspaced(word) else _SIZES:
            yield from (framed[start : start + size] for start in range(len(framed) - size + 1))
