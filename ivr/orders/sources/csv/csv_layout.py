"""The layout of a CSV file: its encoding, delimiter, columns and quoting."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from ivr.orders.sources.csv.cell_text import bare
from ivr.orders.sources.csv.column_mapping import OWN, BoundColumns, ColumnMapping
from ivr.orders.sources.csv.profiles import profiles, recognised
from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.import_report import FileRefused
from ivr.orders.sources.order_rows import COLUMNS, REQUIRED

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_LONGEST_HEADER = 65_536
_BLANKS_BEHIND = re.compile(r'" +(?=[,;\t|\r\n]|$)')


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What somebody says of a file's columns; the header decides the rest.

    `columns` gives our column by the file's own; `profile` is the name of one of `profiles`.
    """

    profile: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """The encoding, delimiter and columns of a file, and the number of lines before its first row."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    before: int
    mapping: ColumnMapping = OWN
    profile: str = ""
    """The name of the profile that was recognised or asked for; empty without one."""

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """The columns that are not read. A profile is known to leave many out."""
        used = self.mapping.used()
        return () if self.profile else tuple(name for name in self.names if name and name not in used)

    @property
    def columns(self) -> BoundColumns:
        """The columns of ours in the file's rows."""
        return BoundColumns(self.mapping, self.names)


def layout_of(path: Path, choice: ColumnChoice | None = None) -> Layout:
    """The layout of a file. Raises FileRefused if it cannot be recognised."""
    encoding = encoding_of(path)
    with opened(path, encoding) as file:
        start, before = _first(file)
        delimiters = _DELIMITERS
        if separator := _SEPARATOR.fullmatch(start.strip(" \r\n")):
            delimiters, (start, more) = separator[1], _first(file)
            before += more
    names, delimiter, mapping, profile = _header(start, delimiters, choice or ColumnChoice())
    return Layout(encoding, delimiter, names, before, mapping, profile)


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


def header_of(path: Path) -> tuple[str, ...]:
    """The names of a file's columns as it writes them. Raises FileRefused if the file is empty."""
    with opened(path, encoding_of(path)) as file:
        start, _ = _first(file)
        delimiters = _DELIMITERS
        if separator := _SEPARATOR.fullmatch(start.strip(" \r\n")):
            delimiters, (start, _) = separator[1], _first(file)
    return max((_as_written(start, each) for each in delimiters), key=len)


_Header = tuple[tuple[str, ...], str, ColumnMapping, str]
"""Names, delimiter, mapping and name of the profile."""


def _header(start: str, delimiters: str, choice: ColumnChoice) -> _Header:
    for delimiter in delimiters:
        names = _names(start, delimiter)
        mapping, profile = _mapping(names, choice)
        if mapping.fits(names):
            _check(names, mapping, choice)
            return names, delimiter, mapping, profile
    if start.startswith("PK"):
        raise FileRefused("this is a workbook, not CSV; save it as CSV UTF-8")
    if "\0" in start:
        raise FileRefused("the file is not UTF-8; save it as CSV UTF-8")
    raise FileRefused(_advice(start, delimiters, choice))


def _mapping(names: Sequence[str], choice: ColumnChoice) -> tuple[ColumnMapping, str]:
    """The mapping for a file with these columns, and the name of its profile. Raises FileRefused."""
    if choice.profile and choice.profile not in profiles():
        raise FileRefused(f"there is no profile {choice.profile!r}; there are {', '.join(profiles())}")
    is_own = not choice.profile and set(REQUIRED) <= set(names)
    profile = profiles()[choice.profile] if choice.profile else None if is_own else recognised(names)
    mapping = profile.mapping if profile else OWN
    name = profile.name if profile else ""
    return (mapping.with_columns(choice.columns), name) if choice.columns else (mapping, name)


def _check(names: Sequence[str], mapping: ColumnMapping, choice: ColumnChoice) -> None:
    """Raise FileRefused if a column of the orders file stands twice, or one that somebody named does not exist."""
    counted = Counter(names)
    if mapping is OWN and (twice := sorted(name for name, count in counted.items() if count > 1 and name in COLUMNS)):
        raise FileRefused(f"the header names a column twice: {', '.join(twice)}")
    if missing := [theirs for theirs in choice.columns if normalized(theirs) not in counted]:
        raise FileRefused(f"the file has no column {', '.join(missing)}")
    if unknown := sorted(set(choice.columns.values()) - set(COLUMNS)):
        raise FileRefused(f"there is no column {', '.join(unknown)} to map to; there are {', '.join(COLUMNS)}")


def _advice(start: str, delimiters: str, choice: ColumnChoice) -> str:
    """The reason why a header was refused, by the delimiter that leaves the most columns."""
    names = max((_names(start, each) for each in delimiters), key=len)
    mapping, _ = _mapping(names, choice)
    if choice.profile or choice.columns:
        return f"the file has no column for {' and '.join(mapping.lacking(names))}"
    return (
        f"the first line has to name the columns; {', '.join(REQUIRED)} are required. For an export that is not known,"
        " say --map THEIRS=OURS for its columns"
    )


def _names(start: str, delimiter: str) -> tuple[str, ...]:
    return tuple(map(normalized, _as_written(start, delimiter)))


def _as_written(start: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(bare(cell) for cell in cells([start], delimiter))
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
