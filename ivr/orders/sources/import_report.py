"""The report of an import: refused rows, and notes on omitted parts of accepted orders."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

MOST_REPORTED = 1000
"""Refused rows that a report lists; it counts all."""
LINES_KEPT = 20
"""Lines that a note lists; it counts all."""
NOTES_KEPT = 200
"""Different notes that a report tells apart. A column of free text would have as many as there are orders."""


class FileRefused(ValueError):
    """Nothing in the file can be read, so nothing was imported. The message says why."""


class UploadGone(LookupError):
    """There is no such uploaded file on this machine (any more)."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A refused row. `reason` contains no value of the row, so that it may be shown and logged."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class NoteKind(StrEnum):
    """The subject of a note; the value introduces it in a report."""

    DROPPED = "left out"
    """A value that cannot be read; the order is kept without it. `name` is the column."""
    UNKNOWN_WORD = "unknown word"
    """A status word that is not in `status_words.yaml`. `name` is the column, `detail` the word."""
    UNKNOWN_NAME = "not known, passed over"
    """A member of a JSON object that is not in the model. `name` is the member."""
    NO_NUMBER = "orders without a number that can call"
    """An order without a usable phone number: its customer is never recognised by caller id."""

    @property
    def plural(self) -> str:
        """The plural noun for the counted notes."""
        return _PLURALS[self]


_PLURALS = {
    NoteKind.DROPPED: "values left out of their orders",
    NoteKind.UNKNOWN_WORD: "unknown words",
    NoteKind.UNKNOWN_NAME: "members that are not known",
    NoteKind.NO_NUMBER: "orders without a number that can call",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A note on one line of a file. Notes with the same kind, name and detail are counted together.

    `detail` is a reason or a platform's word; it never holds a value that may be a customer's.
    """

    kind: NoteKind
    line: int
    name: str = ""
    detail: str = ""


@dataclass(slots=True)
class NoteCount:
    """How often a note was made, and the first lines it was made on."""

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
    """The notes of one import, counted; iterating yields them in the order of their kinds.

    For a new kind of note, add a `NoteKind` and let `row_reader.read_row` put the `Note` into `OrderRow.notes`.
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
        """The number of notes of each kind, without zeros."""
        found = {kind: sum(each.count for each in self.of(kind)) for kind in NoteKind}
        return {kind: count for kind, count in found.items() if count}

    def __iter__(self) -> Iterator[NoteCount]:
        return (each for kind in NoteKind for each in self.of(kind))

    def __bool__(self) -> bool:
        return bool(self._counted)


@dataclass(slots=True)
class ImportReport:
    """The outcome of importing a file.

    `problems` lists the first refused rows and `left_out` counts all of them; `notes` counts values and words that
    could not be read, in orders that were kept.
    """

    orders: int = 0
    left_out: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    profile: str = ""
    """The profile by which the columns were read; empty for those of the orders file, and for JSON."""
    notes: Notes = field(default_factory=Notes)

    @property
    def clean(self) -> bool:
        """Whether no row was refused."""
        return not self.left_out

    @property
    def lines(self) -> Iterator[str]:
        """The report in words, without any value of an order."""
        yield from (f"column {column}: not known, passed over" for column in self.unknown_columns)
        yield from map(str, self.notes)
        yield from map(str, self.problems)
        if self.left_out > len(self.problems):
            yield f"... and {self.left_out - len(self.problems)} more"

    @property
    def summary(self) -> Iterator[str]:
        """The figures of the import."""
        yield f"{self.orders} orders imported, {self.left_out} rows left out."
        if self.notes:
            yield "; ".join(f"{kind.plural}: {count}" for kind, count in self.notes.counts().items()) + "."

    def add(self, found: RowProblem | Note) -> None:
        """Count a refused row or a note."""
        if isinstance(found, Note):
            self.notes.add(found)
            return
        self.left_out += 1
        if len(self.problems) < MOST_REPORTED:
            self.problems.append(found)
