"""Finds which of several orders a caller means: by its place, its state, the day it was placed, or what is in it.

The words of a language are in `choices.txt`. Labels name what a phrase says of the order; a phrase that is "ignored"
says nothing, as in "the one with the coat". All words that are in no phrase can name the contents of an order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Self

from prompts.labelled_phrases import Labelled, read_labelled
from prompts.matching import is_unspaced, normalized
from prompts.phrase_table import Phrase, PhraseTable, Piece, as_heard

FILE = "choices.txt"
IGNORED = "ignored"
ONE = "one"
"""The label of words that only point at an order: "the one with"."""
Phrases = tuple[tuple[str, tuple[str, ...]], ...]
"""Labels with their phrases."""
PLACES = ("1", "2", "3", "4")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIODS = ("this_week", "last_week", "this_month", "last_month")
LABELS = (
    *PLACES,
    *("last", "newest", "oldest"),
    *("today", "yesterday", "day_before"),
    *WEEKDAYS,
    *PERIODS,
    *(ONE, IGNORED),
)
_LEAST_ALIKE = 4
"""The letters that two forms of a word have in common: "boots", "boot"."""
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a caller says of the order meant: labels of `choices.txt` and prompts of states, and all other words."""

    marks: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def names(self, text: str) -> int:
        """The number of the words that stand in a text, in one form or another."""
        said, tokens = normalized(text), normalized(text).split()
        return sum(_is_in(word, said) if is_unspaced(word) else _is_among(word, tokens) for word in self.words)


class ChoiceWords:
    """The words of a line's languages."""

    def __init__(self, phrases: Mapping[str, Labelled]) -> None:
        self._phrases = phrases
        self._table = lru_cache(maxsize=64)(self._tabulated)

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read the words of these locales; a locale without a file borrows that of another region.

        Raises CatalogueError, also for a phrase of two labels.
        """
        own = _read(folder or files("prompts") / "locales")
        words = cls({locale: found for locale in locales if (found := _nearest(locale, own))})
        for locale in locales:
            words.find("", locale, ())
        return words

    def find(self, speech: str, locale: str, others: Phrases) -> Pointed:
        """What the speech says of an order. `others` are more labels, such as the prompts of states, with phrases."""
        text = as_heard(speech)
        pieces = self._table(locale, others).cut(text)
        marks = frozenset(piece.phrase.label for piece in pieces) - {"", IGNORED}
        return Pointed(marks, tuple(_words(text, [piece for piece in pieces if not piece.phrase.label])))

    def gaps(self, locale: str) -> tuple[str, ...]:
        """The labels that have no phrase in a locale."""
        return tuple(each for each in LABELS if each not in self._phrases.get(locale, {}))

    def _tabulated(self, locale: str, others: Phrases) -> PhraseTable:
        named = {each: Phrase(label) for label, phrases in others for each in phrases}
        return PhraseTable.of(self._phrases.get(locale, {}), {" ".join(_key(each)): named[each] for each in named})


def _key(phrase: str) -> Iterator[str]:
    for word in normalized(as_heard(phrase)).split():
        yield from word if is_unspaced(word) else (word,)


def _words(text: str, pieces: Sequence[Piece]) -> Iterator[str]:
    """The text of the pieces, with neighbouring characters of a script without spaces as one word."""
    word, end = "", -1
    for piece in pieces:
        if word and piece.start > end:
            yield word
            word = ""
        word, end = word + normalized(text[piece.start : piece.end]), piece.end
    if word:
        yield word


def _is_in(word: str, text: str) -> bool:
    """Whether a word in a script without spaces stands in a text, or three of its characters do."""
    parts = [word[start : start + 3] for start in range(max(1, len(word) - 2))]
    return len(word) > 1 and any(part in text for part in parts)


def _is_among(word: str, tokens: Sequence[str]) -> bool:
    return len(word) > 1 and any(word == token or _are_forms(word, token) for token in tokens)


def _are_forms(one: str, other: str) -> bool:
    """Whether two words differ in their ending only."""
    alike = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    alike = min(len(one), len(other)) if alike < 0 else alike
    return alike >= _LEAST_ALIKE and max(len(one), len(other)) - alike <= _LONGEST_ENDING


def _read(folder: Traversable) -> dict[str, Labelled]:
    own = ((each.name, each / FILE) for each in folder.iterdir() if each.is_dir())
    return {locale: read_labelled(file, LABELS) for locale, file in own if file.is_file()}


def _nearest(locale: str, own: Mapping[str, Labelled]) -> Labelled:
    alike = (each for each in sorted(own) if each.partition("-")[0] == locale.partition("-")[0])
    return own.get(locale) or own.get(next(alike, ""), {})
