"""Postcodes as they are written, spoken and keyed."""

from collections.abc import Mapping

from ivr.orders.order_numbers import folded, keypad

_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(("US", "PR", "MX", "DE", "FR", "ES", "IT", "PL"), 5),
    "BR": 8,
    "JP": 7,
}
"""The number of digits in countries whose postcodes may begin with zeros."""
_SHORTEST, _LONGEST = 3, 10


def could_be_postcode(code: str) -> bool:
    """Whether a code in letters and digits has the length of a postcode, and a digit, as they all have."""
    return _SHORTEST <= len(code) <= _LONGEST and any(map(str.isdigit, code))


def spellings(postcode: str, country: str = "") -> tuple[str, ...]:
    """The forms in which callers give a postcode: its letters and digits, and its spelling on a keypad."""
    text = _plain(postcode, country)
    return tuple(dict.fromkeys((text, keypad(text)))) if len(text) >= _SHORTEST else ()


def said(postcode: str, country: str = "") -> str:
    """A postcode as a caller gave it, in the form that `spellings` has; empty if it is no postcode."""
    text = _plain(postcode, country)
    return text if len(text) >= _SHORTEST else ""


def _plain(postcode: str, country: str) -> str:
    """A postcode in capitals without signs, a ZIP+4 cut to its ZIP, zeros that a spreadsheet dropped put back."""
    text = folded(postcode)
    if not text.isdigit():
        return text
    if (country in ("US", "PR") and len(text) in (8, 9)) or (not country and len(text) == 9):
        return text.zfill(9)[:5]
    return text.zfill(_DIGITS.get(country, 0)) if len(text) >= _SHORTEST else text
