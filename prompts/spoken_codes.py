"""Parses spoken letters and digits into codes: "double u m ten oh one" is WM1001."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase
from typing import Literal, Self

from prompts.matching import is_unspaced, normalized
from prompts.po_file import CatalogueError

ENOUGH = 3
"""Minimum characters of a code that is spoken among unrelated words."""

_VOWELS = frozenset("aeiou")
_LETTERS_IN_A_WORD = 4
"""Maximum consonants of a word that counts as letters: "wm"."""

Kind = Literal["digits", "number", "times", "repeat", "letters", "key", "filler", "unknown"]

_SIGNS = frozenset({"digits", "number", "times", "letters"})


@dataclass(frozen=True, slots=True)
class _Atom:
    """The meaning of one word. `text` is the digits, the number or the letters."""

    kind: Kind
    text: str = ""


@dataclass(frozen=True, slots=True)
class SpokenCodes:
    """The words of one language for digits, numbers and letters, and filler words."""

    words: Mapping[str, _Atom]
    longest: int
    """The number of words in the longest entry: "double u" has two."""
    anything: re.Pattern[str]
    """Matches an entry or any other character, in scripts without spaces."""
    as_in: tuple[tuple[str, ...], ...] = ()
    """The phrases between a letter and a word that begins with it: "as in"."""

    @classmethod
    def of(cls, signs: Sequence[str], fillers: Sequence[str], as_in: Sequence[str] = ()) -> Self:
        """Parse entries such as "2 two", "20 twenty", "*100 hundred", "x2 double", "Z zee". Raises CatalogueError."""
        words = {normalized(filler): _Atom("filler") for filler in fillers}
        words |= dict(map(_entry, signs))
        likened = tuple(tuple(normalized(phrase).split()) for phrase in as_in)
        return cls(words, max((len(phrase.split()) for phrase in words), default=1), _one_of(words), likened)

    def code(self, speech: str) -> str:
        """The spoken code in capital letters and digits; empty if there is none.

        Tens combine with the next number ("forty two" is 42), zeros stand alone ("ten oh one" is 1001), and a few
        characters among unrelated words are not a code ("I have two of them").
        """
        atoms = _without_stray_letters(list(self._atoms(speech)))
        code = _assembled(atoms)
        strange = any(atom.kind == "unknown" for atom in atoms)
        doubtful = strange and (len(code) < ENOUGH or code.isalpha())
        return "" if doubtful else code

    def key(self, speech: str) -> str | None:
        """The telephone key that was named, if the speech has only fillers beside it."""
        atoms = [atom for atom in self._atoms(speech) if atom.kind != "filler"]
        named = len(atoms) == 1 and atoms[0].kind in ("digits", "number", "key") and len(atoms[0].text) == 1
        return atoms[0].text if named else None

    def _atoms(self, speech: str) -> Iterator[_Atom]:
        tokens = normalized(speech).split()
        place = 0
        while place < len(tokens):
            size = self._size(tokens, place)
            known = (self.words[" ".join(tokens[place : place + size])],) if size else self._cut(tokens[place])
            place += size or 1
            letter = tokens[place - 1] if len(tokens[place - 1]) == 1 else known[-1].text.lower()
            if likened := self._likened(letter, tokens, place):
                known = (_Atom("letters", letter.upper()),)
            yield from known
            place += likened

    def _likened(self, letter: str, tokens: Sequence[str], place: int) -> int:
        """The number of following words that only confirm the letter: the "as in Nancy" of "N as in Nancy"."""
        for words in self.as_in if len(letter) == 1 and letter in ascii_lowercase else ():
            end = place + len(words)
            if tuple(tokens[place:end]) == words and tokens[end : end + 1] and tokens[end][0] == letter:
                return len(words) + 1
        return 0

    def _cut(self, word: str) -> Sequence[_Atom]:
        """The parts of a word that is not an entry."""
        return self._unparted(word) if is_unspaced(word) else self._parts(word) or (_plain(word),)

    def _unparted(self, word: str) -> list[_Atom]:
        """The entries in a text without spaces. A single sign between unknown syllables is part of another word."""
        pieces = self.anything.findall(word)
        atoms = [self.words.get(piece) or _plain(piece) for piece in pieces]
        kinds = ["filler", *(atom.kind for atom in atoms), "filler"]
        beside = [{*each} for each in zip(kinds, kinds[2:], strict=False)]
        return [
            _Atom("unknown") if _is_stray(piece, atom, sides) else atom
            for piece, atom, sides in zip(pieces, atoms, beside, strict=True)
        ]

    def _parts(self, word: str) -> tuple[_Atom, ...]:
        """The numbers in a compound such as "duemilatrecento"; empty if the word is not a number."""
        for end in range(len(word), 1, -1):
            atom = self.words.get(word[:end])
            if atom and atom.kind in ("number", "times"):
                rest = self._parts(word[end:])
                if rest or end == len(word):
                    return (atom, *rest)
        return ()

    def _size(self, tokens: Sequence[str], place: int) -> int:
        """The number of words from here that make an entry; 0 if they make none."""
        sizes = range(min(self.longest, len(tokens) - place), 0, -1)
        return next((size for size in sizes if " ".join(tokens[place : place + size]) in self.words), 0)


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest entry, else a run of letters and digits, else a single character."""
    return re.compile("|".join([*map(re.escape, sorted(words, key=len, reverse=True)), "[a-z0-9]+", "."]))


def _entry(entry: str) -> tuple[str, _Atom]:
    sign, _, word = entry.partition(" ")
    atom = _atom(sign)
    if atom.kind == "unknown" or not word:
        raise CatalogueError(f"hearing.signs.said: {entry!r} is not a sign, a blank and a word")
    return normalized(word), atom


def _atom(sign: str) -> _Atom:
    """The meaning of a sign in the catalogue."""
    match sign[:1], sign[1:]:
        case "*" | "#", "":
            return _Atom("key", sign)
        case "*", times if times.isdecimal():
            return _Atom("times", times)
        case "x", times if times.isdecimal():
            return _Atom("repeat", times)
    if sign.isdecimal():
        return _Atom("digits" if sign == "0" else "number", sign)
    return _Atom("letters" if len(sign) == 1 and sign.isascii() and sign.isupper() else "unknown", sign)


def _is_stray(piece: str, atom: _Atom, sides: set[Kind]) -> bool:
    return atom.kind in _SIGNS and not piece.isascii() and "unknown" in sides and not _SIGNS & sides


def _plain(token: str) -> _Atom:
    """The meaning of a word without an entry: digits, a letter, a few consonants, or unknown."""
    if not token.isascii():
        return _Atom("unknown")
    if any(sign.isdigit() for sign in token):
        return _Atom("digits", token.upper())
    few = len(token) <= _LETTERS_IN_A_WORD and not _VOWELS & set(token)
    return _Atom("letters", token.upper()) if len(token) == 1 or few else _Atom("unknown")


def _without_stray_letters(atoms: Sequence[_Atom]) -> list[_Atom]:
    """Drop runs of fewer than three letters without a digit, which are words: the "de" of "número de pedido"."""
    kept: list[_Atom] = []
    for between, run in groupby(atoms, key=lambda atom: atom.kind in ("filler", "unknown")):
        part = list(run)
        letters = "".join(atom.text for atom in part if atom.kind == "letters")
        stray = not between and len(letters) < ENOUGH and all(atom.kind == "letters" for atom in part)
        kept += [_Atom("filler")] if stray else part
    return kept


def _assembled(atoms: Sequence[_Atom]) -> str:
    assembly = _Assembly()
    for atom in atoms:
        assembly.take(atom)
    return assembly.done()


@dataclass(slots=True)
class _Assembly:
    """A partial code: the characters so far, and a number that can still grow."""

    signs: str = ""
    number: int = 0
    repeat: int = 1

    def take(self, atom: _Atom) -> None:
        match atom.kind:
            case "number":
                self._number(int(atom.text))
            case "times":
                self._times(int(atom.text))
            case "repeat":
                self._flush()
                self.repeat = int(atom.text)
            case "digits" | "letters":
                self._flush()
                self._put(atom.text)
            case "unknown":
                self._flush()

    def done(self) -> str:
        self._flush()
        return self.signs

    def _number(self, value: int) -> None:
        if not (self.number and value < _room(self.number)):
            self._flush()
        self.number += value

    def _times(self, times: int) -> None:
        few = self.number % times
        self.number += (few or 1) * times - few

    def _flush(self) -> None:
        if self.number:
            self._put(str(self.number))
        self.number = 0

    def _put(self, text: str) -> None:
        self.signs += text * self.repeat
        self.repeat = 1


def _room(number: int) -> int:
    """The bound below which this number absorbs the next one: 10 for 120, 100 for 100, 0 for 12."""
    round_to = next((room for room in (1000, 100, 10) if number % room == 0), 0)
    return 0 if number % 100 == 10 else round_to
