"""Parsers of amounts and whole numbers, in the notation of any country if it can be read in one way only."""

import re
from decimal import Decimal

from ivr.orders.sources.field_parsers import Unreadable

_WHOLE_UNITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_SIGNS = {
    "$": ("USD", "CAD", "MXN", "AUD", "NZD", "ARS", "CLP", "COP", "HKD", "SGD", "TWD", "UYU"),
    "US$": ("USD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "MX$": ("MXN",),
    "A$": ("AUD",),
    "R$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP"),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "zł": ("PLN",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "Fr.": ("CHF",),
}
"""Currency signs, and the currencies that are written with them."""
_AMOUNT = re.compile(r"(?P<before>[^\d.,' +-]*) ?(?P<number>[\d.,' ]*\d) ?(?P<after>[^\d.,' +-]*)")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d\d)+,\d{3}")
_DECIMAL = re.compile(r"(?P<units>[\d.,' ]*)(?P<point>[.,])(?P<decimals>\d{1,6})")
_DIGITS = re.compile(r"\d{1,12}")
_EXACT = re.compile(r"-?\d{1,12}(?:\.\d{1,8})?", re.ASCII)
_LONGEST = 40
"""A longer text is no amount."""
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})


def money(text: str, currency: str) -> int:
    """An amount in the minor unit of its currency.

    Raises Unreadable if it has no currency, another currency, or two readings.
    """
    if not currency:
        raise Unreadable("has no currency")
    parts = _AMOUNT.fullmatch(text.translate(_BLANKS).strip()) if len(text) <= _LONGEST else None
    if parts is None:
        raise Unreadable("is no decimal number")
    for sign in filter(None, (parts["before"], parts["after"])):
        if sign.upper() != currency and currency not in _SIGNS.get(sign, ()):
            raise Unreadable("is in another currency")
    return _minor(parts["number"], _places(currency))


def exact(text: str, currency: str) -> int:
    """An amount as APIs write it, with a point before its decimals, in the minor unit of its currency.

    Raises Unreadable if it has no currency, or more decimals than its currency.
    """
    if not currency:
        raise Unreadable("has no currency")
    if not _EXACT.fullmatch(text):
        raise Unreadable("is no decimal number")
    minor = Decimal(text).scaleb(_places(currency))
    if minor != int(minor):
        raise Unreadable("has more decimals than its currency")
    return int(minor)


def repaid(text: str, currency: str) -> int:
    """As `money`, for a refund, which some exports write as a negative amount."""
    return money(re.sub(r"^\((.*)\)$|^(\D*)-", r"\1\2", text.translate(_BLANKS)), currency)


def whole(text: str) -> int:
    """A whole number, zero or more, such as 1,200 or 120.0. Raises Unreadable for 12.5 and for the ambiguous 1.200."""
    text = text.translate(_BLANKS).strip()[:_LONGEST]
    units, fraction = _units(text), _fraction(text)
    if units is None and fraction is not None and fraction == int(fraction):
        return int(fraction)
    if units is None or (fraction is not None and "." in text):
        raise Unreadable("is no whole number")
    return units


def _places(currency: str) -> int:
    """Decimals of a currency."""
    return 0 if currency in _WHOLE_UNITS else 3 if currency in _THOUSANDTHS else 2


def _minor(number: str, places: int) -> int:
    """A number in the minor unit. Three digits after a comma are thousands if the currency has no thousandths.

    After a point they are ambiguous: 1.500 is also 1.5.
    """
    units, fraction = _units(number), _fraction(number)
    if units is not None and (fraction is None or places == 0 or (places == 2 and "," in number)):
        return int(units * 10**places)
    if fraction is None:
        raise Unreadable("is no decimal number")
    if units is not None and "," in number:
        raise Unreadable("can be read in two ways")
    minor = fraction.scaleb(places)
    if minor != int(minor) or (units is not None and places < 3):
        raise Unreadable("has more decimals than its currency")
    return int(minor)


def _units(number: str) -> int | None:
    """A number without decimals, with or without separators of thousands; None for any other text."""
    if _DIGITS.fullmatch(number):
        return int(number)
    return int(re.sub(r"\D", "", number)) if _GROUPS.fullmatch(number) and len(number) <= 16 else None


def _fraction(number: str) -> Decimal | None:
    """A number with decimals; None for any other text."""
    parts = _DECIMAL.fullmatch(number)
    if parts is None or parts["point"] in parts["units"]:
        return None
    units = _units(parts["units"] or "0")
    return None if units is None else Decimal(f"{units}.{parts['decimals']}")
