"""Parses spoken letters and digits into codes: "double u m ten oh one" is WM1001."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase
from typing import Self

from prompts.code_assembly import SIGNS, Atom, Kind, assembled
from prompts.matching import is_unspaced, normalized
from prompts.po_file import CatalogueError

ENOUGH = 3
"""Minimum characters of a code that is spoken among unrelated words."""

_BETWEEN = ("filler", "unknown", "undo", "pause")
"""The kinds of atoms that part runs of signs."""
_WRITTEN_LETTERS = re.compile(r"(?<=\d )[A-Z]{2,3}\b|(?<=\b\d{4} )[a-z]{2}(?=\W*$)")
"""Letters after digits, as recognisers write them."""
_BREAK = re.compile(r"\.{2,}|…|\s[-–—]+\s|—")
"""How recognisers write that the caller broke off."""
_LETTERS_ALONE = ("letters", "initials", "joint")
_FEW_WORDS = 3
"""Maximum words between the letters of a code and its number."""
_VOWELS = frozenset("aeiou")
_LETTERS_IN_A_WORD = 4
"""Maximum consonants of a word that counts as letters: "wm"."""


@dataclass(frozen=True, slots=True)
class SpokenCodes:
    """The words of one language for digits, numbers and letters, and filler words."""

    words: Mapping[str, Atom]
    longest: int
    """The number of words in the longest entry: "double u" has two."""
    anything: re.Pattern[str]
    """Matches an entry or any other character, in scripts without spaces."""
    as_in: tuple[tuple[str, ...], ...] = ()
    """The phrases between a letter and a word that begins with it: "as in"."""

    @classmethod
    def of(cls, signs: Sequence[str], fillers: Sequence[str], as_in: Sequence[str] = ()) -> Self:
        """Parse entries such as "2 two", "*100 hundred", "x2 double", "0s zeros", "Z zee", "- dash", "< no sorry".

        Raises CatalogueError.
        """
        words = {normalized(filler): Atom("filler") for filler in fillers}
        words |= dict(map(_entry, signs))
        likened = tuple(tuple(normalized(phrase).split()) for phrase in as_in)
        return cls(
            words,
            max((len(phrase.split()) for phrase in words), default=1),
            _one_of(words),
            likened,
        )

    def code(self, speech: str) -> str:
        """The spoken code in capital letters and digits; empty if there is none.

        Tens combine with the next number ("forty two" is 42), zeros stand alone ("ten oh one" is 1001), and a few
        characters among unrelated words are not a code ("I have two of them").
        """
        atoms = _without_stray_letters(_echoed(self._atoms(speech)))
        code = assembled(atoms)
        strange = any(atom.kind in ("unknown", "undo") for atom in atoms)
        doubtful = strange and (len(code) < ENOUGH or code.isalpha())
        return "" if doubtful else code

    def key(self, speech: str) -> str | None:
        """The telephone key that was named, if the speech has only fillers beside it."""
        atoms = [atom for atom in _echoed(self._atoms(speech)) if atom.kind not in ("filler", "pause", "joint")]
        named = len(atoms) == 1 and atoms[0].kind in ("digits", "number", "key") and len(atoms[0].text) == 1
        return atoms[0].text if named else None

    def _atoms(self, speech: str) -> Iterator[Atom]:
        for place, part in enumerate(_BREAK.split(speech)):
            yield from [Atom("pause")] if place else []
            yield from self._atoms_of(part)

    def _atoms_of(self, speech: str) -> Iterator[Atom]:
        tokens = normalized(_WRITTEN_LETTERS.sub(self._spelt, speech)).split()
        place = 0
        while place < len(tokens):
            size = self._size(tokens, place)
            known = (self.words[" ".join(tokens[place : place + size])],) if size else self._cut(tokens[place])
            place += size or 1
            letter = tokens[place - 1] if len(tokens[place - 1]) == 1 else known[-1].text.lower()
            if likened := self._likened(letter, tokens, place):
                known = (Atom("letters", letter.upper()),)
            yield from known
            place += likened

    def _spelt(self, letters: re.Match[str]) -> str:
        """The letters at the end of a postcode apart, unless they are a word: "1234 AB" is "1234 A B"."""
        word = letters.group()
        return word if normalized(word) in self.words else " ".join(word)

    def _likened(self, letter: str, tokens: Sequence[str], place: int) -> int:
        """The number of following words that only confirm the letter: the "as in Nancy" of "N as in Nancy"."""
        for words in self.as_in if len(letter) == 1 and letter in ascii_lowercase else ():
            end = place + len(words)
            if tuple(tokens[place:end]) == words and tokens[end : end + 1] and tokens[end][0] == letter:
                return len(words) + 1
        return 0

    def _cut(self, word: str) -> Sequence[Atom]:
        """The parts of a word that is not an entry."""
        return self._unparted(word) if is_unspaced(word) else self._parts(word) or (_plain(word),)

    def _unparted(self, word: str) -> list[Atom]:
        """The entries in a text without spaces. A single sign between unknown syllables is part of another word."""
        pieces = self.anything.findall(word)
        atoms = [self.words.get(piece) or _plain(piece) for piece in pieces]
        kinds = ["filler", *(atom.kind for atom in atoms), "filler"]
        beside = [{*each} for each in zip(kinds, kinds[2:], strict=False)]
        return [
            Atom("unknown") if _is_stray(piece, atom, sides) else atom
            for piece, atom, sides in zip(pieces, atoms, beside, strict=True)
        ]

    def _parts(self, word: str) -> tuple[Atom, ...]:
        """The numbers in a compound such as "duemilatrecento"; empty if the word is not a number."""
        for end in range(len(word), 1, -1):
            atom = self.words.get(word[:end])
            if atom and atom.kind in ("number", "whole", "times"):
                rest = self._parts(word[end:])
                if rest or end == len(word):
                    return (atom._replace(kind="number") if rest and atom.kind == "whole" else atom, *rest)
        return ()

    def _size(self, tokens: Sequence[str], place: int) -> int:
        """The number of words from here that make an entry; 0 if they make none."""
        sizes = range(min(self.longest, len(tokens) - place), 0, -1)
        return next(
            (size for size in sizes if " ".join(tokens[place : place + size]) in self.words),
            0,
        )


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest entry, else a run of letters and digits, else a single character."""
    return re.compile("|".join([*map(re.escape, sorted(words, key=len, reverse=True)), "[a-z0-9]+", "."]))


def _entry(entry: str) -> tuple[str, Atom]:
    sign, _, word = entry.partition(" ")
    atom = _atom(sign)
    if atom.kind == "unknown" or not word:
        raise CatalogueError(f"hearing.signs.said: {entry!r} is not a sign, a blank and a word")
    word = normalized(word)
    return word, atom._replace(kind="initials") if atom.kind == "letters" and is_unspaced(word) else atom


_MARKS: Mapping[str, Kind] = {"!": "whole", "s": "counted", "~": "echo"}
"""What may follow a number in the catalogue."""
_ALONE: Mapping[str, Kind] = {
    "*": "key",
    "#": "key",
    "-": "joint",
    "<": "undo",
    "/": "pause",
}


def _atom(sign: str) -> Atom:
    """The meaning of a sign in the catalogue."""
    if sign in _ALONE:
        return Atom(_ALONE[sign], sign)
    match sign[:1], sign[1:]:
        case "*", times if times.isdecimal():
            return Atom("times", times)
        case "x", times if times.isdecimal():
            return Atom("repeat", times)
    if sign[1:] == "~" and sign[0].isascii() and sign[0].isupper():
        return Atom("echo", sign[0])
    if sign[:-1].isdecimal() and sign[-1:] in _MARKS:
        return Atom(_MARKS[sign[-1]], sign[:-1])
    if sign.isdecimal():
        return Atom("digits" if sign.startswith("0") else "number", sign)
    return Atom(
        "letters" if len(sign) == 1 and sign.isascii() and sign.isupper() else "unknown",
        sign,
    )


def _is_stray(piece: str, atom: Atom, sides: set[Kind]) -> bool:
    return atom.kind in SIGNS and not piece.isascii() and "unknown" in sides and not SIGNS & sides


def _plain(word: str) -> Atom:
    """The meaning of a word without an entry: digits, a letter, a few consonants, or unknown."""
    if not word.isascii():
        return Atom("unknown")
    if any(sign.isdigit() for sign in word):
        return Atom("digits" if word == "0" or len(word) > 1 else "number", word.upper())
    few = len(word) <= _LETTERS_IN_A_WORD and not _VOWELS & set(word)
    return Atom("initials", word.upper()) if len(word) == 1 or few else Atom("unknown")


def _echoed(atoms: Iterable[Atom]) -> list[Atom]:
    """Words that are a sign only right after another, "for" of "one two for", as such or as fillers."""
    echoed: list[Atom] = []
    for atom in atoms:
        if atom.kind == "echo":
            is_sign = bool(echoed) and echoed[-1].kind in SIGNS
            atom = Atom("number" if atom.text.isdecimal() else "letters", atom.text) if is_sign else Atom("filler")
        echoed.append(atom)
    return echoed


def _without_stray_letters(atoms: Sequence[Atom]) -> list[Atom]:
    """Drop runs of fewer than three letters without a digit, which are words: the "de" of "número de pedido".

    Two initials a few words before a number belong to it: "w m and then ten".
    """
    runs = [list(run) for _, run in groupby(atoms, key=lambda atom: atom.kind in _BETWEEN)]
    kept: list[Atom] = []
    for place, run in enumerate(runs):
        is_stray = _has_few_letters(run) and not _leads(run, *runs[place + 1 : place + 3])
        kept += [Atom("filler")] if is_stray else run
    return kept


def _has_few_letters(run: Sequence[Atom]) -> bool:
    """Whether these are a few letters alone."""
    return all(atom.kind in _LETTERS_ALONE for atom in run) and len(_text(run)) < ENOUGH


def _leads(run: Sequence[Atom], between: Sequence[Atom] = (), following: Sequence[Atom] = ()) -> bool:
    """Whether these letters begin a code that goes on with a number after a few words."""
    is_spelt = len(_text(run)) > 1 and all(atom.kind in ("initials", "joint") for atom in run)
    goes_on = bool(following) and following[0].kind in ("digits", "number", "whole", "repeat")
    return is_spelt and goes_on and len(between) <= _FEW_WORDS


def _text(run: Iterable[Atom]) -> str:
    return "".join(atom.text for atom in run if atom.kind != "joint")
