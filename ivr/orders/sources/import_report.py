"""What an import tells beside its orders: what cost no order, each thing counted, with the first lines that have it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

LINES_KEPT = 20
"""How many lines of a note are named; the others are counted."""
NOTES_KEPT = 200
"""How many different notes an import keeps apart. A column of free text would have as many as there are orders."""


class NoteKind(StrEnum):
    """What a note is about; the value introduces it in a report."""

    DROPPED = "left out"
    """A value that could not be read. The order is kept without it. `name` is the column."""
    UNKNOWN_WORD = "unknown word"
    """A status word that the line does not know. `name` is the column, `detail` the word."""
    UNKNOWN_NAME = "not known, passed over"
    """A member of an object that the model does not have. `name` is the member."""
    NO_NUMBER = "orders without a number that can call"
    """An order that nobody is known by when they ring; it is found by its number and postcode."""

    @property
    def plural(self) -> str:
        """What is counted."""
        return _PLURALS[self]


_PLURALS = {
    NoteKind.DROPPED: "values left out of their orders",
    NoteKind.UNKNOWN_WORD: "unknown words",
    NoteKind.UNKNOWN_NAME: "members that are not known",
    NoteKind.NO_NUMBER: "orders without a number that can call",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing at one line of a file. Notes of the same kind, name and detail are counted together.

    `detail` is a reason, or a word of a platform's; it never holds a value that may be a customer's.
    """

    kind: NoteKind
    line: int
    name: str = ""
    detail: str = ""


@dataclass(slots=True)
class NoteCount:
    """How often a note was made, and the first lines that have it."""

    kind: NoteKind
    name: str
    detail: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        what = ": ".join(part for part in (self.name, self.kind.value, self.detail) if part)
        more = ", ..." if self.count > len(self.lines) else ""
        return f"{what} ({self.count}; line{'s' * (self.count > 1)} {', '.join(map(str, self.lines))}{more})"


@dataclass(slots=True)
class Notes:
    """The notes of one import. Give it notes with `add`; read them, counted, by iterating, in the order of their kinds.

    To tell of something new: add a `NoteKind`, and let `row_reader.read_row` put the `Note` into `Row.notes`.
    """

    _counted: dict[tuple[NoteKind, str, str], NoteCount] = field(default_factory=dict)

    def add(self, note: Note) -> None:
        """Count a note. Beyond NOTES_KEPT different ones, details are no longer told apart."""
        key = (note.kind, note.name, note.detail)
        if key not in self._counted and len(self._counted) >= NOTES_KEPT:
            key = (note.kind, note.name, "others")
        counted = self._counted.setdefault(key, NoteCount(*key))
        counted.count += 1
        if len(counted.lines) < LINES_KEPT:
            counted.lines.append(note.line)

    def of(self, kind: NoteKind) -> list[NoteCount]:
        """The notes of one kind, the most frequent first."""
        found = [each for each in self._counted.values() if each.kind is kind]
        return sorted(found, key=lambda each: (-each.count, each.name, each.detail))

    def counts(self) -> dict[NoteKind, int]:
        """How many notes there are of each kind that there is."""
        found = {kind: sum(each.count for each in self.of(kind)) for kind in NoteKind}
        return {kind: count for kind, count in found.items() if count}

    def __iter__(self) -> Iterator[NoteCount]:
        return (each for kind in NoteKind for each in self.of(kind))

    def __bool__(self) -> bool:
        return bool(self._counted)
