"""Cuts an utterance into the known phrases of a table, as whole words; in scripts without spaces, as characters."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, Self, TypeVar

from prompts.labelled_phrases import Labelled
from prompts.matching import is_unspaced, normalized
from prompts.po_file import CatalogueError

BLANK = "..."
"""Stands in a phrase for a word of the same section: "speak to ..."."""
_WORD = re.compile(r"[\w'’\u0300-\u036f\u3099\u309a]+")

T = TypeVar("T")

Form = Literal["full", "lead", "tail"]
"""A phrase by itself, or one that needs a word of its section after or before it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The meaning of a phrase: the label and the manner of its section, and for the name of a language its code."""

    label: str
    manner: str = ""
    form: Form = "full"
    code: str = ""


UNKNOWN = Phrase("")
"""The meaning of a word that begins no phrase."""


class Piece(NamedTuple):
    """A part of an utterance: a phrase or an unknown word, and its place in the text."""

    phrase: Phrase
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Compact(Generic[T]):
    """A mapping from texts to a few values, in some ten bytes a text: the values by the hashes of their texts."""

    hashes: "array[int]"
    """Sorted."""
    places: "array[int]"
    values: Sequence[T]

    @classmethod
    def of(cls, mapping: Mapping[str, T]) -> Self:
        values = {value: place for place, value in enumerate(dict.fromkeys(mapping.values()))}
        pairs = sorted((hash(text), values[value]) for text, value in mapping.items())
        return cls(array("q", (each for each, _ in pairs)), array("H", (place for _, place in pairs)), tuple(values))

    def get(self, text: str) -> T | None:
        """The value of a text; that of another with a chance of one in 10^15 if there is none."""
        its = hash(text)
        place = bisect_left(self.hashes, its)
        found = place < len(self.hashes) and self.hashes[place] == its
        return self.values[self.places[place]] if found else None


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """The phrases of one language. `sizes` maps the first word of phrases to the numbers of words that they have."""

    phrases: _Compact[Phrase]
    sizes: _Compact[tuple[int, ...]]

    @classmethod
    def of(cls, labelled: Labelled, others: Mapping[str, Phrase]) -> Self:
        """Index the phrases of a file, and others that it does not name itself.

        Raises CatalogueError for a phrase without words and for one of two sections.
        """
        phrases = {_key(words): meaning for words, meaning in others.items()}
        phrases.pop("", None)
        phrases |= _own(labelled)
        return cls(_Compact.of(phrases), _Compact.of(_sizes(phrases)))

    @property
    def labels(self) -> frozenset[str]:
        """The labels that some phrase has."""
        return frozenset(phrase.label for phrase in self.phrases.values)

    def cut(self, text: str, without: Collection[Piece] = ()) -> list[Piece]:
        """The pieces of a text in NFKC, with as few unknown words, then pieces, then partial phrases as possible.

        `without` are pieces found before whose words are to be ignored.
        """
        ignored = {place for piece in without for place in range(piece.start, piece.end)}
        words = [word for word in _words(text) if word.start not in ignored]
        cuts = self._cut([word.text for word in words])
        return [Piece(phrase, words[place].start, words[place + size - 1].end) for place, size, phrase in cuts]

    def _cut(self, words: Sequence[str]) -> Iterator[tuple[int, int, Phrase]]:
        """Place, number of words and meaning of each piece, found from the end of the text to its beginning."""
        least = [(0, 0, 0)] * (len(words) + 1)
        taken: list[tuple[int, Phrase]] = [(1, UNKNOWN)] * len(words)
        for place in reversed(range(len(words))):
            unknown, pieces, partial = least[place + 1]
            least[place] = (unknown + 1, pieces + 1, partial)
            for size, phrase in self._from(words, place):
                unknown, pieces, partial = least[place + size]
                cost = (unknown, pieces + 1, partial + (phrase.form != "full"))
                if cost < least[place]:
                    least[place], taken[place] = cost, (size, phrase)
        place = 0
        while place < len(words):
            size, phrase = taken[place]
            yield place, size, phrase
            place += size

    def _from(self, words: Sequence[str], place: int) -> Iterator[tuple[int, Phrase]]:
        """The phrases that begin at a word, the longest first, with their numbers of words."""
        room = len(words) - place
        for size in self.sizes.get(words[place]) or ():
            if size <= room and (phrase := self.phrases.get(" ".join(words[place : place + size]))):
                yield size, phrase


def as_heard(speech: str) -> str:
    """The speech in the form that is cut: NFKC, in which each character of a script without spaces is one."""
    return unicodedata.normalize("NFKC", speech)


def _own(labelled: Labelled) -> dict[str, Phrase]:
    phrases: dict[str, Phrase] = {}
    for section, its in labelled.items():
        for phrase in its:
            _add(phrases, phrase, section)
    return phrases


def _sizes(keys: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """The first word of phrases to the numbers of words that they have, the greatest first."""
    sizes: dict[str, set[int]] = {}
    for key in keys:
        words = key.split()
        sizes.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(its, reverse=True)) for word, its in sizes.items()}


def _add(phrases: dict[str, Phrase], phrase: str, section: str) -> None:
    label, _, manner = section.partition(".")
    key, meaning = _key(phrase), Phrase(label, manner, _form(phrase))
    if not key:
        raise CatalogueError(f"[{section}]: {phrase!r} has no words")
    if phrases.setdefault(key, meaning) != meaning:
        its = ".".join(filter(None, (phrases[key].label, phrases[key].manner)))
        raise CatalogueError(f"[{section}]: {phrase!r} is in [{its}] too, or there with {BLANK} and here without")


def _form(phrase: str) -> Form:
    return "lead" if phrase.endswith(BLANK) else "tail" if phrase.startswith(BLANK) else "full"


def _key(phrase: str) -> str:
    return " ".join(word.text for word in _words(as_heard(phrase)))


def _words(text: str) -> Iterator[_Word]:
    for run in _WORD.finditer(text):
        for word in normalized(run.group()).split():
            yield from _characters(run) if is_unspaced(word) else (_Word(word, run.start(), run.end()),)


def _characters(run: re.Match[str]) -> Iterator[_Word]:
    """The characters of a run in a script without spaces, with words of other scripts whole."""
    for part in re.finditer(r"[\x00-\u2e7f]+|.", run.group(), re.DOTALL):
        if word := normalized(part.group()):
            yield _Word(word, run.start() + part.start(), run.start() + part.end())
