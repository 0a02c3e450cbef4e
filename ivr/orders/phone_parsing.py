"""Telephone numbers as people and spreadsheets write them, parsed into E.164 and an extension."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult
from phonenumbers import is_valid_number as _is_valid

from ivr.orders.model import Phone
from ivr.orders.phone_numbers import WITHHELD_CODES, plain

_PLAIN = re.compile(r"\+?[\d ()-]+")
_STRONG = re.compile(
    r"[,;|&\n]|(?<=\d)\s*(?=\+)|(?<=\d{10})\s+(?=\d{10})|(?<=[\d)])[\s(]+(?:[^\W\d_]+[\s.:)]+)+(?=[+(\d])"
)
_SLASH = re.compile(r"/")
_RUN = "0123456789012345678901234567890"
_SHORTEST = 4
_LONGEST = 20
_WHOLE = 7
"""Minimum digits of a part of a field to count as a separate number; shorter parts are area codes, as in 030/23125."""
_INTERNATIONAL = 11
"""The least digits of a number that may have lost its +."""
_INTERNATIONAL_ZEROS = re.compile(r"^\+?00")
_TRUNK_ZERO = re.compile(r"\(0+\)")
_OLD_MEXICAN = re.compile(r"(?:1|44|45)(\d{10})")

_NORTH_AMERICA = frozenset({"", "US", "CA", "PR"})
_NORTH_AMERICAN = re.compile(r"(\+1)?[ -]?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ -]?)[0-9]{3}[ -]?[0-9]{4}", re.ASCII)

_ARMOUR = re.compile(r"""^(?:=?["'\u2018\u2019]+)?(.*?)["']*$""", re.DOTALL)
_FLOAT = re.compile(r"(\+?\d{4,})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_REMARK = re.compile(r"\([^()\d]*\)|\[[^\[\]\d]*\]")
_REMARK_BEHIND = re.compile(r"(?<=\d)\s*\((?!\W*(?:e?xt?|int|#))[^()]*[^\W\d_]{2}[^()]*\)", re.IGNORECASE)
_SIGNS = str.maketrans({"{": "(", "}": ")", "_": " ", "\u00b7": " ", "\u2022": " ", "\u2212": "-"})
_IN_GROUPS = re.compile(r"\d{1,4}(?:([,|])\d{3,4})(?:\1\d{3,4})+")
_BRAZILIAN = re.compile(r"^(\(?0)xx(?=[\s)\d])", re.IGNORECASE)
_LABEL = re.compile(r"^(?:[^\W\d_]{2,}+(?:\s?\d[:)])?+[\s.:;,'/#-]*+|[^\W\d_][\s.:)/]++)+(?=[+(\d])")
_AFTER = re.compile(r"(?:\s*[\s,;:]\s*|\s+[-\u2013\u2014.]\s*)[^\W\d_][^\d]*$")
_LOOKS_LIKE_DIGITS = re.compile(r"[\W_]*[oil][\W_oil]*", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[\s,;/.(-]*(?:\b(?:extensi[oó]n|extn|ext|int|interno|poste|anexo|ramal|durchwahl|dw|wewn?|toestel)"
    r"(?![^\W\d_])|x|#|内線)"
    r"[\s.:=#]*(\d{1,7})\W*$",
    re.IGNORECASE,
)
_AROUND = " \t\r\n.,;:#*'\"/-\u2013\u2014"
_LEAST = 7
"""The least digits of a number before a remark: in 1-800 FLOWERS the word is part of the number."""


def all_written(raw: str, country: str = "", *, shop_country: str) -> tuple[Phone, ...]:
    """Every number of a field; without `e164` if it, or the whole field, is ambiguous."""
    parts = _parts(raw)
    if len(parts) == 1:
        return (as_written(raw, country, shop_country=shop_country),)
    phones = tuple(as_written(part, country, shop_country=shop_country) for part in parts)
    return phones if any(phone.e164 for phone in phones) else (Phone(None, raw),)


def as_written(raw: str, country: str = "", *, shop_country: str) -> Phone:
    """The one number of a field, parsed for the country of its address, else for the shop's (ISO 3166).

    `e164` is None for several numbers in a field, letters (a slogan, or an O for a zero), a word or code for
    "withheld", digits that cannot be assigned, and digits that a spreadsheet lost. Such a number is kept as written.
    Numbers need to be possible, not valid: libphonenumber's "valid" refuses numbers that ring.
    """
    if _PLAIN.fullmatch(raw):
        return Phone(_possible(raw, country, shop_country), raw)
    text, extension = number_and_extension(raw)
    if len(_parts(text)) > 1 or any(map(str.isalpha, text)):
        return Phone(None, raw)
    found = _possible(text, country, shop_country)
    return Phone(found, raw, extension if found else "")


def _parts(text: str) -> list[str]:
    """The separate numbers of a field with several; else the field unchanged."""
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return [text]
    return [part for several in _apart(_STRONG, text) for part in _apart(_SLASH, several)]


def _apart(between: re.Pattern[str], text: str) -> list[str]:
    parts = [(part, sum(map(str.isdigit, part))) for part in between.split(text)]
    numbers = [part for part, digits in parts if digits >= _WHOLE]
    fragments = [part for part, digits in parts if 0 < digits < _WHOLE]
    return numbers if len(numbers) > 1 and not fragments else [text]


def _possible(text: str, country: str, shop_country: str) -> str | None:
    """The first valid reading in E.164, else the first possible one."""
    return _north_american(text, country, shop_country) or _read_by_plans(text, country, shop_country)


def _north_american(text: str, country: str, shop_country: str) -> str | None:
    """A number of North America in its usual notations, which needs no numbering plan; None for any other text."""
    parts = _NORTH_AMERICAN.fullmatch(text)
    if parts is None or not (parts[1] or _NORTH_AMERICA.issuperset((country, shop_country or "US"))):
        return None
    digits = "".join(filter(str.isdigit, text))[-10:]
    return None if len(set(digits)) == 1 or digits in _RUN or digits[::-1] in _RUN else f"+1{digits}"


def _read_by_plans(text: str, country: str, shop_country: str) -> str | None:
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
    """The readings of a number in a region: as written, then without trunk prefixes that do not belong there.

    libphonenumber removes the prefixes that are dialled today. People also write (0) after a country code, 00 for the
    +, and prefixes of the past: Poland's 0, Mexico's 01, 044 and 045.
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
    """A number without a zero or an old Mexican prefix that libphonenumber takes for a part of it."""
    digits = str(number.national_number)
    if number.country_code == 52 and (old := _OLD_MEXICAN.fullmatch(digits)):
        return [PhoneNumber(country_code=52, national_number=int(old[1]))]
    if number.italian_leading_zero:
        return [PhoneNumber(country_code=number.country_code, national_number=number.national_number)]
    return []


def _without_plus(text: str) -> str:
    """The digits of a number that may have lost its + in a spreadsheet; empty for any other."""
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


def number_and_extension(raw: str) -> tuple[str, str]:
    """The number of a field as it is dialled, with its punctuation, and its extension.

    Labels, remarks and a spreadsheet's notation are removed. Letters within the digits are left, whether they are a
    slogan or an O for a zero. A number such as 1.4E+10 is read if it has all its digits.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", raw) if unicodedata.category(sign) != "Cf")
    text = as_digits(_ARMOUR.sub(r"\1", text.translate(_SIGNS).strip()).strip())
    if _IN_GROUPS.fullmatch(text):
        text = re.sub(r"[,|]", " ", text)
    text = _REMARK_BEHIND.sub("", _BRAZILIAN.sub(r"\1", _REMARK.sub(" ", text).strip()))
    text, extension = _extension_apart(_without(_LABEL, text))
    return _ended(_without_remark(text)), extension


def as_digits(text: str) -> str:
    """The digits of a number that a spreadsheet wrote as floating-point; unchanged if some are lost."""
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if not (parts := _SCIENTIFIC.fullmatch(text)):
        return text
    decimals, places = parts[2] or "", int(parts[3])
    is_whole = len(decimals) >= places and not decimals[places:].strip("0")
    return parts[1] + decimals[:places] if is_whole else text


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text without a label before it, unless the label may stand for digits, as in `OO 415`."""
    match = pattern.match(text)
    return text if match is None or _LOOKS_LIKE_DIGITS.fullmatch(match[0]) else text[match.end() :]


def _extension_apart(text: str) -> tuple[str, str]:
    """A number and its extension, which libphonenumber would read as letters for digits."""
    match = _EXTENSION.search(text)
    return (text[: match.start()].strip(), match[1]) if match and match.start() else (text, "")


def _without_remark(text: str) -> str:
    match = _AFTER.search(text)
    if match is None or _LOOKS_LIKE_DIGITS.fullmatch(match[0]):
        return text
    number = text[: match.start()]
    return number if sum(map(str.isdigit, number)) >= _LEAST else text


def _ended(text: str) -> str:
    return re.sub(r"\s*(?:x|ext)$", "", text.strip(_AROUND), flags=re.IGNORECASE).strip(_AROUND)
