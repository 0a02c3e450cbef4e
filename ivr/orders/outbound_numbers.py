"""Which telephone numbers the line calls and texts by itself.

An allow-list by country and type. What is not known to be somebody's own telephone may cost a fortune, earn its owner
by every call, or ring where nobody asked for it.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_TEXTED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_CALLED = _TEXTED | {PhoneNumberType.FIXED_LINE}
_CALLED_BY_INTERNET = frozenset({"FR", "GB", "IT", "JP", "NL", "PL", "PT"})
"""Countries in which numbers of Internet telephony are households' own, at the price of a fixed line. In Canada the
same type holds satellite telephones."""

_NOBODYS = re.compile(r"\+1\d{3}(?:976\d{4}|95[089]\d{4}|[2-9]11\d{4}|5551212)")
"""In North America: services that cost by the call (976), access and test codes of carriers (950, 958, 959), exchanges
that read like emergency and service numbers (N11), directory assistance. All pass for ordinary numbers."""


class _Found(NamedTuple):
    """A number, where it is, and what kind it is. A number that is not valid is of an unknown kind (libphonenumber)."""

    e164: str = ""
    region: str = ""
    kind: int = PhoneNumberType.UNKNOWN


def callable_number(text: str, *, country: str, countries: Collection[str]) -> str:
    """A number that we call, E.164; empty for one that we do not.

    `country` is where a number is that was given without one; `countries` are those that we call (ISO 3166).
    """
    found = _found(text, country)
    usual = found.kind in _CALLED or (found.kind == PhoneNumberType.VOIP and found.region in _CALLED_BY_INTERNET)
    return found.e164 if usual and found.region in countries else ""


def textable_number(text: str, *, country: str, countries: Collection[str]) -> str:
    """A number that we send texts to, E.164; empty for one that we do not, as above."""
    found = _found(text, country)
    return found.e164 if found.kind in _TEXTED and found.region in countries else ""


@lru_cache(maxsize=4096)
def _found(text: str, country: str) -> _Found:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return _Found()
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if _NOBODYS.fullmatch(e164):
        return _Found()
    return _Found(e164, phonenumbers.region_code_for_number(number) or "", phonenumbers.number_type(number))
