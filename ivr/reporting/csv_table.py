"""Tables as CSV for other programs. No text in them is taken for a formula by a spreadsheet."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from io import StringIO

SIGNS = "=+-@\u2212"
"""What a formula begins with; full-width and small forms are the same under NFKC."""
_PART = re.compile(r"[^;\t\r\n]+")
"""Programs that were told another separator split a text at these as well."""


def csv_table(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV; an apostrophe stands before whatever would be a formula. Numbers stay numbers."""
    text = StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return _PART.sub(lambda part: _plain(part[0]), value) if isinstance(value, str) else value


def _plain(part: str) -> str:
    first = next((each for each in part if each.isprintable() and not each.isspace()), " ")
    return f"'{part}" if unicodedata.normalize("NFKC", first)[0] in SIGNS else part
