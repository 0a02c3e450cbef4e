"""CSV tables in which no text is taken for a formula by a spreadsheet."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from io import StringIO

SIGNS = "=+-@\u2212"
"""The characters that start a formula; full-width and small forms equal them under NFKC."""
_PART = re.compile(r"[^;\t\r\n]+")
"""Parts of a text: programs set to another separator also split at these characters."""


def csv_table(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV, with an apostrophe before text that would be a formula. Numbers stay numbers."""
    text = StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return _PART.sub(lambda part: _plain(part[0]), value) if isinstance(value, str) else value


def _plain(part: str) -> str:
    first = next((each for each in part if each.isprintable() and not each.isspace()), " ")
    return f"'{part}" if unicodedata.normalize("NFKC", first)[0] in SIGNS else part
