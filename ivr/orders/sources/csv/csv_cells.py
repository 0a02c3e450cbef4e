"""Lines of CSV taken apart into cells, and cells into values."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

_BLANKS_BEHIND = re.compile(r'" +(?=[,;\t|\r\n]|$)')
_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_APOSTROPHE = re.compile(r"'(?![st][ -])(.*?)'?", re.DOTALL)


def reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Rows of cells. Raises csv.Error for a row that cannot be taken apart."""
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def cells(lines: Sequence[str], delimiter: str) -> list[str]:
    """The cells of one row, also where blanks stand behind closing quotes. Raises csv.Error."""
    try:
        return next(reader(lines, delimiter), [])
    except csv.Error:
        return next(reader(map(tidied, lines), delimiter), [])


def tidied(line: str) -> str:
    """A line without the blanks behind its closing quotes."""
    return _BLANKS_BEHIND.sub('"', line)


def bare(cell: str) -> str:
    """A value without blanks around it and without what makes a spreadsheet take it for text: `="00123"`, `'00123`."""
    text = cell.strip()
    if not text.startswith(("=", "'")):
        return text
    if formula := _FORMULA.fullmatch(text):
        return formula[1].replace('""', '"').strip()
    apostrophe = _APOSTROPHE.fullmatch(text)
    return apostrophe[1].strip() if apostrophe else text
