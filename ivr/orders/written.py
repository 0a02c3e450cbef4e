"""Phone numbers as people wrote them on orders.

Apart from `numbers`, since libphonenumber costs 90 ms of import and only an import or an administrator needs it.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult
from phonenumbers import is_valid_number as _is_valid

from ivr.orders.model import Phone
from ivr.orders.numbers import WITHHELD_CODES, plain

_EXTENSION = re.compile(r"(?:;?ext(?:ension)?[.=:]?|int\.|x|#)\s*(\d{1,7})\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"[/,;|&\n]|(?<=\d)\s*(?=\+)")
_RUN = "0123456789012345678901234567890"
_SHORTEST = 4
_WHOLE = 7
"""Digits from which on a part of a field is a number of its own; shorter ones are area codes, as in 030/23125."""


def as_written(raw: str, country: str = "", *, shop_country: str) -> Phone:
    """A number from an order, read as in the country of its address, else in the shop's (ISO 3166).

    `e164` is None for what cannot be told: several numbers in a field, letters (a slogan, or an O for a zero),
    a word or code for "withheld", digits that nobody has. Such a number is kept as it was written.
    Numbers need to be possible, not valid: libphonenumber's "valid" refuses numbers that ring.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    text, extension = _apart(text)
    if _several(text) or any(sign.isalpha() for sign in text):
        return Phone(None, raw)
    found = _possible(text, country, shop_country)
    return Phone(found, raw, extension if found else "")


def _apart(text: str) -> tuple[str, str]:
    """A number and its extension; the two are split off here, since libphonenumber takes letters for digits."""
    match = _EXTENSION.search(text)
    return (text[: match.start()].strip(), match[1]) if match else (text, "")


def _several(text: str) -> bool:
    parts = _BETWEEN.split(text)
    return sum(sum(map(str.isdigit, part)) >= _WHOLE for part in parts) > 1


def _possible(text: str, country: str, shop_country: str) -> str | None:
    """The first reading that is valid, else the first that is possible."""
    regions = dict.fromkeys(region.upper() for region in (country, shop_country) if region)
    readings = [reading for region in regions if (reading := _read(text, region))]
    if not readings:
        return None
    best = readings[0] if readings[0] == readings[-1] else next(filter(_is_valid, readings), readings[0])
    e164 = phonenumbers.format_number(best, phonenumbers.PhoneNumberFormat.E164)
    return None if e164 in WITHHELD_CODES else plain(e164)


def _read(text: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    told = number if possible else _old_mexican(number)
    return None if told is None or _junk(told) else told


def _old_mexican(number: PhoneNumber) -> PhoneNumber | None:
    """A Mexican mobile number with the 1 that was dropped in 2019, which libphonenumber holds too long."""
    digits = str(number.national_number)
    if number.country_code == 52 and len(digits) == 11 and digits.startswith("1"):
        return PhoneNumber(country_code=52, national_number=int(digits[1:]))
    return None


def _junk(number: PhoneNumber) -> bool:
    digits = phonenumbers.national_significant_number(number)
    return len(set(digits)) == 1 or len(digits) < _SHORTEST or digits in _RUN or digits[::-1] in _RUN
