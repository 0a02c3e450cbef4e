"""The beginning of a CSV file, as it is written: for people who choose what its columns mean."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ivr.orders.sources.csv.cell_text import bare
from ivr.orders.sources.csv.column_mapping import OWN, ColumnMapping
from ivr.orders.sources.csv.csv_layout import ColumnChoice, encoding_of, header_of, layout_of, opened, reader
from ivr.orders.sources.csv.profiles import profiles
from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.import_report import FileRefused

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """A column of a file: its name, its first values, and the column of ours that it is read as; empty if none.

    `usual` is the column of ours without a choice.
    """

    name: str
    values: tuple[str, ...]
    ours: str
    usual: str


def sample_columns(path: Path, choice: ColumnChoice, *, rows: int = 3) -> tuple[SampleColumn, ...]:
    """The columns of a file with the values of its first rows; none of a file that is no text.

    Raises FileRefused if it is empty.
    """
    names = header_of(path)
    if not all(name.isprintable() for name in names):
        return ()
    read, usual = _read_as(path, choice), _read_as(path, replace(choice, columns={}))
    first = _rows(path, names, rows)

    def column(place: int, name: str) -> SampleColumn:
        values, key = tuple(row[place] for row in first if place < len(row)), normalized(name)
        return SampleColumn(name, values, read.get(key, ""), usual.get(key, ""))

    return tuple(column(place, name) for place, name in enumerate(names))


def _read_as(path: Path, choice: ColumnChoice) -> dict[str, str]:
    """Our column by each of the file's that is read, or would be read if none that is needed were missing."""
    try:
        return _inverted(layout_of(path, choice).mapping)
    except FileRefused:
        mapping = profiles()[choice.profile].mapping if choice.profile in profiles() else OWN
        return _inverted(mapping.with_columns(choice.columns))


def _inverted(mapping: ColumnMapping) -> dict[str, str]:
    of_columns = {each: ours for ours, theirs in mapping.columns.items() for each in theirs}
    of_cases: Mapping[str, str] = {
        theirs: next(iter(case.then)) for case in mapping.cases for theirs in case.when if case.then
    }
    return {**of_cases, **{part.column: ours for ours, part in mapping.parts.items()}, **of_columns}


def _rows(path: Path, names: tuple[str, ...], most: int) -> list[list[str]]:
    for delimiter in DELIMITERS:
        with opened(path, encoding_of(path)) as file:
            found = _beginning(reader((line for line in file if line.strip()), delimiter), names, most)
        if found is not None:
            return found
    return []


def _beginning(cells: Iterator[list[str]], names: tuple[str, ...], most: int) -> list[list[str]] | None:
    """The first rows behind the header; None if the header is not there with this delimiter."""
    try:
        heads = list(islice(cells, 2))
        header = next((place for place, row in enumerate(heads) if tuple(map(bare, row)) == names), None)
        if header is None:
            return None
        return [list(map(bare, row)) for row in (*heads[header + 1 :], *islice(cells, most))][:most]
    except csv.Error:
        return []
