"""The telephone numbers that the line may call and text on its own initiative.

They are allowed by country and type. Any other number may be expensive, earn its owner money by every call, or belong
to a person who did not ask for the call.
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
"""Countries in which households have numbers of Internet telephony at the price of a fixed line. In Canada that type
includes satellite telephones."""

_NOBODYS = re.compile(r"\+1\d{3}(?:976\d{4}|95[089]\d{4}|[2-9]11\d{4}|5551212)")
"""North American numbers that libphonenumber takes for ordinary ones: premium services (976), carriers' access and test
codes (950, 958, 959), exchanges that read like emergency and service numbers (N11), directory assistance."""


class _Found(NamedTuple):
    """A number, its region, and its type by libphonenumber: unknown if the number is not valid."""

    e164: str = ""
    region: str = ""
    kind: int = PhoneNumberType.UNKNOWN


def callable_number(text: str, *, country: str, countries: Collection[str]) -> str:
    """The number in E.164 if the line calls it, else empty.

    `country` is the default country of the number, `countries` are the ones that are called (ISO 3166).
    """
    found = _found(text, country)
    usual = found.kind in _CALLED or (found.kind == PhoneNumberType.VOIP and found.region in _CALLED_BY_INTERNET)
    return found.e164 if usual and found.region in countries else ""


def textable_number(text: str, *, country: str, countries: Collection[str]) -> str:
    """The number in E.164 if the line sends texts to it, else empty; see `callable_number`."""
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
