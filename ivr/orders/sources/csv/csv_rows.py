"""The rows of a CSV file with their lines. A malformed row is refused alone."""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from ivr.orders.sources.csv.cell_text import bare
from ivr.orders.sources.csv.column_mapping import NEEDED
from ivr.orders.sources.csv.csv_layout import Layout, cells, opened, reader, tidied

_BROKEN = (
    f"the line cannot be taken apart: a quote that is not closed, or more than {csv.field_size_limit()} characters"
)
_Columns = Callable[[Sequence[str]], Mapping[str, str]]
_MOST_LINES = 200
"""The most lines that a row may have; if it seems to have more, a quote was not closed."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row: its line, and its non-empty values by column, or the reason why it is malformed."""

    number: int
    values: Mapping[str, str] | str


def csv_rows(path: Path, layout: Layout, *, brief: bool = False) -> Iterator[CsvRow]:
    """The rows of a file without empty ones, `brief` as in `BoundColumns`.

    After a malformed row, reading resumes at the next line.
    """
    columns, names = layout.columns, layout.names
    values_of = columns.brief if brief else columns.values
    with opened(path, layout.encoding) as file:
        lines = _Lines(file, layout)
        while (row := lines.next_row()) is not None:
            found = row if isinstance(row, str) else _values(row, names, values_of)
            if found is not None:
                yield CsvRow(lines.begins, found)


def _values(row: Sequence[str], names: Sequence[str], values_of: _Columns) -> Mapping[str, str] | str | None:
    """A row by column, or the reason why it is malformed; None for an empty one.

    Missing cells at its end are empty; cells beyond the last column must be.
    """
    if _too_long(row, names):
        return f"there are {len(row)} values, but {len(names)} columns"
    values = values_of(row)
    return values if values or any(map(str.strip, row)) else None


def _too_long(row: Sequence[str], names: Sequence[str]) -> bool:
    return len(row) > len(names) and any(map(str.strip, row[len(names) :]))


class _Lines:
    """Splits the lines of a file into rows. The lines of a malformed row are read again, except for its first."""

    def __init__(self, file: TextIO, layout: Layout) -> None:
        self._lines = islice(file, layout.before, None)
        self._layout = layout
        places = layout.columns.places
        self._needed = [places[name][0] for name in NEEDED]
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._rows = reader(self, self._layout.delimiter)
        self.begins = layout.before
        """The line on which the last row begins."""
        self._ends = layout.before

    def __iter__(self) -> Iterator[str]:
        """The lines, each recorded as part of the row that is being read."""
        while (line := self._again.popleft() if self._again else next(self._lines, None)) is not None:
            self._taken.append(line)
            if len(self._taken) > _MOST_LINES:
                raise csv.Error("more lines than a row has")
            yield line

    def next_row(self) -> list[str] | str | None:
        """The next row, or the reason why it is malformed; None at the end."""
        self._taken.clear()
        self.begins = self._ends + 1
        try:
            row = self._row()
        except csv.Error:
            return self._broken()
        if row is not None and len(self._taken) > 1 and self._swallowed(row):
            return self._broken()
        self._ends += len(self._taken)
        return row

    def _row(self) -> list[str] | None:
        try:
            return next(self._rows, None)
        except csv.Error:
            self._again.extendleft(reversed(self._taken))
            self._taken.clear()
            self._rows = reader(self, self._layout.delimiter)
        return next(reader(map(tidied, self), self._layout.delimiter), None)

    def _broken(self) -> str:
        self._ends += 1
        self._again.extendleft(reversed(self._taken[1:]))
        self._rows = reader(self, self._layout.delimiter)
        return _BROKEN

    def _swallowed(self, row: Sequence[str]) -> bool:
        """Whether a row of several lines contains other rows, because a quote was not closed."""
        return _too_long(row, self._layout.names) or any(map(self._is_row, self._taken[1:]))

    def _is_row(self, line: str) -> bool:
        """Whether a line is a complete row: its quotes are closed, and it has the required values."""
        if line.count('"') % 2:
            return False
        try:
            row = cells([line], self._layout.delimiter)
        except csv.Error:
            return False
        number, placed_at = (bare(row[place]) if place < len(row) else "" for place in self._needed)
        is_whole = any(map(str.isdigit, placed_at)) or len(row) == len(self._layout.names)
        return is_whole and any(map(str.isdigit, number))
