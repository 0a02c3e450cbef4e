"""A CSV file taken apart into the values of its rows, in any of the ways that spreadsheets write one."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from ivr.orders.problems import Refused
from ivr.orders.rows import COLUMNS, REQUIRED
from ivr.orders.words import word

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_APOSTROPHE = re.compile(r"'(?![st][ -])(.*?)'?", re.DOTALL)
_LONGEST_HEADER = 65_536
_KNOWN = frozenset(COLUMNS)
_BROKEN = (
    f"the line cannot be taken apart: a quote that is not closed, or more than {csv.field_size_limit()} characters"
)
_MOST_LINES = 200
"""How many lines a row may have. Where it seems to have more, a quote was not closed."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: its encoding, delimiter, columns, and the lines before its first row."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    before: int

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """The columns of which nothing is read."""
        return tuple(name for name in self.names if name and name not in COLUMNS)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: its line, and its values by column where they are not empty; or why it cannot be taken apart."""

    number: int
    values: Mapping[str, str] | str


def layout_of(path: Path) -> Layout:
    """How a file is written. Raises Refused where that cannot be told."""
    encoding = encoding_of(path)
    with _opened(path, encoding) as file:
        start, before = _first(file)
        delimiters = _DELIMITERS
        if separator := _SEPARATOR.fullmatch(start.strip()):
            delimiters, (start, more) = separator[1], _first(file)
            before += more
    names, delimiter = _header(start, delimiters)
    return Layout(encoding, delimiter, names, before)


def encoding_of(path: Path) -> str:
    """UTF-8, unless a mark at the start says UTF-16."""
    with path.open("rb") as file:
        mark = file.read(2)
    return "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _opened(path: Path, encoding: str) -> TextIO:
    """The file, with what is not in its encoding kept as lone surrogates."""
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return path.open(encoding=encoding, errors=errors, newline="")


def _first(file: TextIO) -> tuple[str, int]:
    """The next line with anything in it, and how many lines were read. Raises Refused when there is none."""
    for count, line in enumerate(iter(lambda: file.readline(_LONGEST_HEADER), ""), 1):
        if line.strip():
            return line, count
    raise Refused("the file is empty")


def _header(start: str, delimiters: str) -> tuple[tuple[str, ...], str]:
    for delimiter in delimiters:
        names = tuple(word(bare(name)) for name in next(csv.reader([start], delimiter=delimiter)))
        if set(REQUIRED) <= set(names):
            if twice := sorted(name for name, count in Counter(names).items() if count > 1 and name in COLUMNS):
                raise Refused(f"the header names a column twice: {', '.join(twice)}")
            return names, delimiter
    if start.startswith("PK"):
        raise Refused("this is a workbook, not CSV; save it as CSV UTF-8")
    if "\0" in start:
        raise Refused("the file is not UTF-8; save it as CSV UTF-8")
    raise Refused(f"the first line has to name the columns; {', '.join(REQUIRED)} are required")


def bare(value: str) -> str:
    """A value without blanks around it and without what makes a spreadsheet take it for text: `="00123"`, `'00123`."""
    text = value.strip()
    if text[:1] == "=" and (formula := _FORMULA.fullmatch(text)):
        return formula[1].replace('""', '"').strip()
    if text[:1] == "'" and (apostrophe := _APOSTROPHE.fullmatch(text)):
        return apostrophe[1].strip()
    return text


def lines_of(path: Path, layout: Layout) -> Iterator[Line]:
    """The rows of a file but empty ones, in turn. One that is broken costs itself: the next line is read anew."""
    with _opened(path, layout.encoding) as file:
        lines = _Lines(file, layout)
        while True:
            row = lines.next_row()
            if row is None:
                return
            yield from [Line(lines.begins, row)] if isinstance(row, str) else _line(lines.begins, row, layout.names)


def _line(number: int, row: Sequence[str], names: Sequence[str]) -> Iterator[Line]:
    """A row by its columns. Cells that are missing at its end are empty; those beyond the last column have to be."""
    if _too_long(row, names):
        yield Line(number, f"there are {len(row)} values, but {len(names)} columns")
        return
    cells = zip(names, row, strict=False)
    values = {name: text for name, cell in cells if name in _KNOWN and (text := bare(cell))}
    if values or any(map(str.strip, row)):
        yield Line(number, values)


def _too_long(row: Sequence[str], names: Sequence[str]) -> bool:
    return len(row) > len(names) and any(map(str.strip, row[len(names) :]))


class _Lines:
    """The lines of a file as rows; those of a row that is broken are read again, but for the first."""

    def __init__(self, file: TextIO, layout: Layout) -> None:
        self._lines = islice(file, layout.before, None)
        self._layout = layout
        self._required = [layout.names.index(name) for name in REQUIRED]
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._rows = self._reader(self)
        self.begins = layout.before
        """The line on which the row begins that was read last."""
        self._ends = layout.before

    def _reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._layout.delimiter, strict=True)

    def __iter__(self) -> Iterator[str]:
        """The lines in turn, each taken by the row that is being read."""
        while (line := self._again.popleft() if self._again else next(self._lines, None)) is not None:
            self._taken.append(line)
            if len(self._taken) > _MOST_LINES:
                raise csv.Error("more lines than a row has")
            yield line

    def next_row(self) -> list[str] | str | None:
        """The next row, or why it cannot be taken apart; None at the end."""
        self._taken.clear()
        self.begins = self._ends + 1
        try:
            row = next(self._rows, None)
        except csv.Error:
            return self._broken()
        if row is not None and len(self._taken) > 1 and self._swallowed(row):
            return self._broken()
        self._ends += len(self._taken)
        return row

    def _broken(self) -> str:
        self._ends += 1
        self._again.extendleft(reversed(self._taken[1:]))
        self._rows = self._reader(self)
        return _BROKEN

    def _swallowed(self, row: Sequence[str]) -> bool:
        """Whether a row of several lines has others in it, since a quote was opened and not closed."""
        return _too_long(row, self._layout.names) or any(map(self._is_row, self._taken[1:]))

    def _is_row(self, line: str) -> bool:
        """Whether a line is a row by itself: all its quotes are closed, and it has what an order needs."""
        if line.count('"') % 2:
            return False
        try:
            cells = next(self._reader([line]), [])
        except csv.Error:
            return False
        number, _, placed_at = (bare(cells[place]) if place < len(cells) else "" for place in self._required)
        is_whole = any(map(str.isdigit, placed_at)) or len(cells) == len(self._layout.names)
        return is_whole and any(map(str.isdigit, number))
