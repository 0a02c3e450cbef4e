"""Assembles the parts of a spoken code: numbers that grow, repetitions, corrections, beginnings anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal[
    "digits", "number", "whole", "counted", "times", "repeat", "letters", "initials", "echo",
    "joint", "undo", "pause", "key", "filler", "unknown",
]  # fmt: skip
SIGNS = frozenset({"digits", "number", "whole", "counted", "times", "letters", "initials"})
"""The kinds that stand for characters."""
_FEWEST_BEGUN = 2
"""Minimum characters of a code that was begun, interrupted and begun again."""
_FEWEST_CHANGED = 3
"""Minimum characters of a code that was said again after an interruption, with a change."""


class Atom(NamedTuple):
    """The meaning of one word. `text` is the digits, the number or the letters.

    Letters that were said as such are initials, and letters those that other words may mean: "be", "golf".
    """

    kind: Kind
    text: str = ""


def assembled(atoms: Sequence[Atom]) -> str:
    """The code that the atoms make, with what the caller took back replaced."""
    code = ""
    for part in _split(atoms, ("undo",)):
        code = _corrected(code, _last_beginning(part))
    return code


def _last_beginning(atoms: Sequence[Atom]) -> str:
    """The code from where it was last begun: "five one, um, five one two four" is 5124."""
    parts = _split(atoms, ("pause", "unknown"))
    for place in range(1, len(parts)):
        begun, again = _joined(parts[:place]), _joined(parts[place:])
        letters = begun.rstrip("0123456789") if again.isdecimal() else ""
        if _is_begun_again(begun.removeprefix(letters), again):
            return letters + _last_beginning([atom for part in parts[place:] for atom in part])
    return _joined(parts)


def _is_begun_again(begun: str, again: str) -> bool:
    """Whether the second goes on from the first, or begins like it and is no shorter."""
    if _FEWEST_BEGUN <= len(begun) < len(again) and again.startswith(begun):
        return True
    return _FEWEST_CHANGED <= len(begun) <= len(again) and again[:_FEWEST_BEGUN] == begun[:_FEWEST_BEGUN]


def _split(atoms: Iterable[Atom], kinds: Sequence[Kind]) -> list[list[Atom]]:
    """The runs of atoms between those of these kinds; each of the latter begins a run, to part numbers."""
    parts: list[list[Atom]] = [[]]
    for atom in atoms:
        if atom.kind in kinds:
            parts.append([])
        parts[-1].append(atom)
    return parts


def _joined(parts: Iterable[Iterable[Atom]]) -> str:
    assembly = _Assembly()
    for part in parts:
        for atom in part:
            assembly.take(atom)
    return assembly.done()


def _corrected(before: str, after: str) -> str:
    """A code and what was said in its place: all of it, its digits, its end from there on, its last character."""
    letters = before.rstrip("0123456789")
    if not after or len(after) >= len(before) or after[0].isalpha() or after.startswith(before[:_FEWEST_BEGUN]):
        return after or before
    if len(after) >= len(before) - len(letters):
        return letters + after
    is_end = before[-len(after)] == after[0]
    return (before[: -len(after)] if is_end else before[:-1]) + after


@dataclass(slots=True)
class _Assembly:
    """A partial code: the characters so far, and a number that can still grow."""

    signs: str = ""
    number: int = 0
    repeat: int = 1
    is_whole: bool = False
    """Whether the number takes no further one in."""

    def take(self, atom: Atom) -> None:
        match atom.kind:
            case "number" | "whole":
                self._number(int(atom.text))
                self.is_whole = atom.kind == "whole"
            case "counted":
                self._counted(atom.text)
            case "times":
                self._times(int(atom.text))
            case "repeat":
                self._flush()
                self.repeat = int(atom.text)
            case "digits" | "letters" | "initials":
                self._flush()
                self._put(atom.text)
            case "unknown" | "joint":
                self._flush()

    def done(self) -> str:
        self._flush()
        return self.signs

    def _number(self, value: int) -> None:
        if self.is_whole or not (self.number and value < _room(self.number)):
            self._flush()
        self.number += value

    def _times(self, times: int) -> None:
        few = self.number % times
        self.number += (few or 1) * times - few
        self.is_whole = False

    def _counted(self, text: str) -> None:
        """As many of a sign as the last digit of the number before says: "four zeros"."""
        often = self.number % 10 or 1
        self.number -= self.number % 10
        self._flush()
        self._put(text * often)

    def _flush(self) -> None:
        if self.number:
            self._put(str(self.number))
        self.number, self.is_whole = 0, False

    def _put(self, text: str) -> None:
        self.signs += text * self.repeat
        self.repeat = 1


def _room(number: int) -> int:
    """The bound below which this number absorbs the next one: 10 for 120, 100 for 100, 0 for 12."""
    round_to = next((room for room in (1000, 100, 10) if number % room == 0), 0)
    return 0 if number % 100 == 10 else round_to
