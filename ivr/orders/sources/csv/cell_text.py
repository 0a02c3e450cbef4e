"""The text of a cell, freed of what spreadsheets put around it."""

import re

_FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
_APOSTROPHE = re.compile(r"'(?![st][ -])(.*?)'?", re.DOTALL)


def bare(cell: str) -> str:
    """A value without blanks around it and without a spreadsheet's mark for text: `="00123"`, `'00123`."""
    text = cell.strip()
    if not text.startswith(("=", "'")):
        return text
    if formula := _FORMULA.fullmatch(text):
        return formula[1].replace('""', '"').strip()
    apostrophe = _APOSTROPHE.fullmatch(text)
    return apostrophe[1].strip() if apostrophe else text
