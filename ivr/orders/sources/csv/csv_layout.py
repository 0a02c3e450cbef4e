"""The layout of a CSV file: its encoding, delimiter, columns and quoting."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.import_report import FileRefused
from ivr.orders.sources.order_rows import COLUMNS, REQUIRED

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_LONGEST_HEADER = 65_536
_BLANKS_BEHIND = re.compile(r'" +(?=[,;\t|\r\n]|$)')
_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_APOSTROPHE = re.compile(r"'(?![st][ -])(.*?)'?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """The encoding, delimiter and columns of a file, and the number of lines before its first row."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    before: int

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """The columns that are not read."""
        return tuple(name for name in self.names if name and name not in COLUMNS)


def layout_of(path: Path) -> Layout:
    """The layout of a file. Raises FileRefused if it cannot be recognised."""
    encoding = encoding_of(path)
    with opened(path, encoding) as file:
        start, before = _first(file)
        delimiters = _DELIMITERS
        if separator := _SEPARATOR.fullmatch(start.strip(" \r\n")):
            delimiters, (start, more) = separator[1], _first(file)
            before += more
    names, delimiter = _header(start, delimiters)
    return Layout(encoding, delimiter, names, before)


def encoding_of(path: Path) -> str:
    """The encoding of a file: UTF-8, unless a byte order mark says UTF-16."""
    with path.open("rb") as file:
        mark = file.read(2)
    return "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def opened(path: Path, encoding: str) -> TextIO:
    """The file opened as text; bytes that are not in its encoding become lone surrogates."""
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return path.open(encoding=encoding, errors=errors, newline="")


def _first(file: TextIO) -> tuple[str, int]:
    """The next line that is not blank, and the number of lines read. Raises FileRefused at the end of the file."""
    for count, line in enumerate(iter(lambda: file.readline(_LONGEST_HEADER), ""), 1):
        if line.strip():
            return line, count
    raise FileRefused("the file is empty")


def _header(start: str, delimiters: str) -> tuple[tuple[str, ...], str]:
    for delimiter in delimiters:
        names = _names(start, delimiter)
        if set(REQUIRED) <= set(names):
            if twice := sorted(name for name, count in Counter(names).items() if count > 1 and name in COLUMNS):
                raise FileRefused(f"the header names a column twice: {', '.join(twice)}")
            return names, delimiter
    if start.startswith("PK"):
        raise FileRefused("this is a workbook, not CSV; save it as CSV UTF-8")
    if "\0" in start:
        raise FileRefused("the file is not UTF-8; save it as CSV UTF-8")
    raise FileRefused(f"the first line has to name the columns; {', '.join(REQUIRED)} are required")


def _names(start: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(normalized(bare(cell)) for cell in cells([start], delimiter))
    except csv.Error:
        return ()


def reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The cells of each row. Raises csv.Error for a row that is malformed."""
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def cells(lines: Sequence[str], delimiter: str) -> list[str]:
    """The cells of one row, tolerating blanks after closing quotes. Raises csv.Error."""
    try:
        return next(reader(lines, delimiter), [])
    except csv.Error:
        return next(reader(map(tidied, lines), delimiter), [])


def tidied(line: str) -> str:
    """A line without blanks after its closing quotes."""
    return _BLANKS_BEHIND.sub('"', line)


def bare(cell: str) -> str:
    """A value without blanks around it and without a spreadsheet's mark for text: `="00123"`, `'00123`."""
    text = cell.strip()
    if not text.startswith(("=", "'")):
        return text
    if formula := _FORMULA.fullmatch(text):
        return formula[1].replace('""', '"').strip()
    apostrophe = _APOSTROPHE.fullmatch(text)
    return apostrophe[1].strip() if apostrophe else text
