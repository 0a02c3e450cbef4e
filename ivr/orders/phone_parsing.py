"""Telephone numbers as people wrote them on orders.

Apart from `phone_numbers`, since libphonenumber costs 90 ms of import and only an import or an administrator needs it.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult
from phonenumbers import is_valid_number as _is_valid

from ivr.orders.model import Phone
from ivr.orders.phone_numbers import WITHHELD_CODES, plain
from ivr.orders.phone_text import bare

_PLAIN = re.compile(r"\+?[\d ()-]+")
_STRONG = re.compile(
    r"[,;|&\n]|(?<=\d)\s*(?=\+)|(?<=\d{10})\s+(?=\d{10})|(?<=[\d)])[\s(]+(?:[^\W\d_]+[\s.:)]+)+(?=[+(\d])"
)
_SLASH = re.compile(r"/")
_RUN = "0123456789012345678901234567890"
_SHORTEST = 4
_LONGEST = 20
_WHOLE = 7
"""Digits from which on a part of a field is a number of its own; shorter ones are area codes, as in 030/23125."""
_INTERNATIONAL = 11
"""Digits from which on a number may have lost its +."""
_INTERNATIONAL_ZEROS = re.compile(r"^\+?00")
_TRUNK_ZERO = re.compile(r"\(0+\)")
_OLD_MEXICAN = re.compile(r"(?:1|44|45)(\d{10})")


def all_written(raw: str, country: str = "", *, shop_country: str) -> tuple[Phone, ...]:
    """Every number of a field; without `e164` where it, or the whole field, cannot be told."""
    parts = _parts(raw)
    if len(parts) == 1:
        return (as_written(raw, country, shop_country=shop_country),)
    phones = tuple(as_written(part, country, shop_country=shop_country) for part in parts)
    return phones if any(phone.e164 for phone in phones) else (Phone(None, raw),)


def as_written(raw: str, country: str = "", *, shop_country: str) -> Phone:
    """The one number of a field, read as in the country of its address, else in the shop's (ISO 3166).

    `e164` is None for what cannot be told: several numbers in a field, letters (a slogan, or an O for a zero),
    a word or code for "withheld", digits that nobody has, digits that a spreadsheet lost. Such a number is kept as it
    was written. Numbers need to be possible, not valid: libphonenumber's "valid" refuses numbers that ring.
    """
    if _PLAIN.fullmatch(raw):
        return Phone(_possible(raw, country, shop_country), raw)
    text, extension = bare(raw)
    if len(_parts(text)) > 1 or any(map(str.isalpha, text)):
        return Phone(None, raw)
    found = _possible(text, country, shop_country)
    return Phone(found, raw, extension if found else "")


def _parts(text: str) -> list[str]:
    """The numbers of a field, apart, where it has several; else the field as it is."""
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return [text]
    return [part for several in _apart(_STRONG, text) for part in _apart(_SLASH, several)]


def _apart(between: re.Pattern[str], text: str) -> list[str]:
    parts = [(part, sum(map(str.isdigit, part))) for part in between.split(text)]
    numbers = [part for part, digits in parts if digits >= _WHOLE]
    fragments = [part for part, digits in parts if 0 < digits < _WHOLE]
    return numbers if len(numbers) > 1 and not fragments else [text]


def _possible(text: str, country: str, shop_country: str) -> str | None:
    """The first reading that is valid, else the first that is possible."""
    regions = dict.fromkeys(region.upper() for region in (country, shop_country) if region)
    readings = [reading for region in regions for reading in _readings(text, region)]
    if (digits := _without_plus(text)) and not (readings and _is_valid(readings[0])):
        readings += _international(digits)
    if not readings:
        return None
    best = readings[0] if len(readings) == 1 else next(filter(_is_valid, readings), readings[0])
    e164 = phonenumbers.format_number(best, phonenumbers.PhoneNumberFormat.E164)
    return None if e164 in WITHHELD_CODES else plain(e164)


def _readings(text: str, region: str) -> list[PhoneNumber]:
    """What a number may be in a region: as it stands, then without trunk prefixes that do not belong there.

    libphonenumber takes off those that are dialled today; people also write (0) after any country's code, 00 for the
    +, and what was dialled once: Poland's 0, Mexico's 01, 044 and 045.
    """
    texts = [text]
    if "(0" in text or text.startswith(("00", "+00")):
        texts.append(_INTERNATIONAL_ZEROS.sub("+", _TRUNK_ZERO.sub("", text)))
    numbers = [number for each in texts if (number := _parsed(each, region))]
    numbers[1:1] = _without_zero(numbers[0]) if numbers else []
    return [each for each in numbers if _is_possible(each) and not _junk(each)]


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _without_zero(number: PhoneNumber) -> list[PhoneNumber]:
    """A number without a zero, or an old Mexican prefix, that libphonenumber holds for a part of it."""
    digits = str(number.national_number)
    if number.country_code == 52 and (old := _OLD_MEXICAN.fullmatch(digits)):
        return [PhoneNumber(country_code=52, national_number=int(old[1]))]
    if number.italian_leading_zero:
        return [PhoneNumber(country_code=number.country_code, national_number=number.national_number)]
    return []


def _without_plus(text: str) -> str:
    """The digits of a number that may have lost its + in a spreadsheet; empty for one that has not."""
    if len(text) < _INTERNATIONAL or text.startswith(("+", "0", "(")):
        return ""
    digits = "".join(filter(str.isdigit, text))
    return digits if len(digits) >= _INTERNATIONAL else ""


def _international(digits: str) -> list[PhoneNumber]:
    number = _parsed(f"+{digits}", "ZZ")
    return [number] if number and _is_valid(number) and not _junk(number) else []


def _is_possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _junk(number: PhoneNumber) -> bool:
    digits = phonenumbers.national_significant_number(number)
    return len(set(digits)) == 1 or len(digits) < _SHORTEST or digits in _RUN or digits[::-1] in _RUN
