"""The orders file: CSV, one parcel a row."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ivr.orders.merging import Gathered
from ivr.orders.model import Order
from ivr.orders.notes import Note
from ivr.orders.order_numbers import identity
from ivr.orders.problems import Problem, Refused
from ivr.orders.rows import COLUMNS, REQUIRED, Reading, read_row
from ivr.orders.words import Bad, word

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as the file has it; `values` is a reason instead when it cannot be taken apart."""

    number: int
    values: Mapping[str, str] | str

    @property
    def key(self) -> str:
        return "" if isinstance(self.values, str) else identity(self.values.get("order_number", ""))


def read_csv(path: Path, reading: Reading) -> Iterator[Order | Problem | Note]:
    """The orders of a file, each as soon as its last row is read, and what is wrong with the rows that are not.

    The file is read twice: first to count the rows of each order, so that only orders in the making are in memory,
    wherever their rows stand. Raises Refused when nothing of the file can be read.
    """
    left = Counter(line.key for line in _lines(path))
    gathering: dict[str, Gathered] = {}
    for line in _lines(path):
        gathered = gathering.setdefault(line.key, Gathered()) if line.key else Gathered()
        yield from _take(line, gathered, reading)
        left[line.key] -= 1
        if line.key and not left[line.key]:
            del gathering[line.key]
            if order := gathered.order(reading.key):
                yield from gathered.notes
                yield order


def _take(line: _Line, gathered: Gathered, reading: Reading) -> Iterator[Problem]:
    """Add a row to its order, or say why not. A row that is lost leaves a parcel that we cannot see."""
    if isinstance(line.values, str):
        yield Problem(line.number, line.values)
        return
    try:
        gathered.add(read_row(line.values, line.number, reading))
    except Bad as error:
        gathered.lost += 1
        yield Problem(line.number, str(error))


def _lines(path: Path) -> Iterator[_Line]:
    with _opened(path) as (file, names, delimiter):
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        next(rows)
        while True:
            begins = rows.line_num + 1
            try:
                row = next(rows, None)
            except csv.Error:
                yield _Line(begins, _broken(begins, rows.line_num))
                continue
            if row is None:
                return
            if any(row):
                yield _Line(begins, _values(names, row))


def _broken(begins: int, ends: int) -> str:
    which = "the line" if begins == ends else f"lines {begins} to {ends}"
    return (
        f"{which} cannot be taken apart: a quote that is not closed, or more than {csv.field_size_limit()} characters"
    )


def _values(names: list[str], row: list[str]) -> Mapping[str, str] | str:
    if len(row) != len(names):
        return f"there are {len(row)} values, but {len(names)} columns"
    if not _is_text("".join(row)):
        return "the line is not UTF-8"
    return dict(zip(names, row, strict=True))


def _is_text(row: str) -> bool:
    """Whether a row was UTF-8; what was not is in lone surrogates (see `_opened`)."""
    return row.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in row)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[TextIO, list[str], str]]:
    """The file at its start, with its columns and its delimiter. Raises Refused."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        start = file.readline(65_536)
        if not start.strip():
            raise Refused("the file is empty")
        names, delimiter = _header(start)
        file.seek(0)
        yield file, names, delimiter


def _header(start: str) -> tuple[list[str], str]:
    for delimiter in _DELIMITERS:
        names = [word(name) for name in next(csv.reader([start], delimiter=delimiter))]
        if set(REQUIRED) <= set(names):
            if twice := sorted(name for name, count in Counter(names).items() if count > 1 and name in COLUMNS):
                raise Refused(f"the header names a column twice: {', '.join(twice)}")
            return names, delimiter
    if start.startswith("PK"):
        raise Refused("this is a workbook, not CSV; save it as CSV UTF-8")
    if "\0" in start:
        raise Refused("the file is not UTF-8; save it as CSV UTF-8")
    raise Refused(f"the first line has to name the columns; {', '.join(REQUIRED)} are required")


def unknown_columns(path: Path) -> tuple[str, ...]:
    """The columns of a file that the contract does not know; nothing of them is read. Raises Refused."""
    with _opened(path) as (_file, names, _delimiter):
        return tuple(name for name in names if name not in COLUMNS)
