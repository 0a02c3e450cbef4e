"""What an environment does to a value on its way here: blanks, quotes, byte order marks, the line ends of Windows."""

import re

_EDGES = "\ufeff\u200b\u200c\u200d\u2060\u00a0\u3000"
"""Marks that nobody sees, and blanks that str.strip knows or does not."""
_QUOTES = ('""', "''", "\u201c\u201d", "\u2018\u2019")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def cleaned(value: str) -> str:
    """A value without what stands around it by mistake. Raises ValueError for a line break or the like in its midst."""
    stripped = _stripped(value)
    while len(stripped) > 1 and stripped[0] + stripped[-1] in _QUOTES:
        stripped = _stripped(stripped[1:-1])
    if _CONTROL.search(stripped):
        raise ValueError("has a line break or another control character in its midst")
    return stripped


def _stripped(value: str) -> str:
    before = None
    while before != value:
        before, value = value, value.strip().strip(_EDGES)
    return value
