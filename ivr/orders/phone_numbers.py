"""Telephone numbers in E.164: how they are spelled, where they belong, and their keyed hash."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

import phonenumbers
from phonenumbers import PhoneNumberFormat

E164 = re.compile(r"\+[1-9]\d{6,14}")
_RESPELLED = {
    "+52": (re.compile(r"\+521(\d{10})"), r"+52\1"),
    "+55": (re.compile(r"\+55([1-9]\d)([6-9]\d{7})"), r"+55\g<1>9\2"),
}
"""By country: an old spelling of a number, and how it is dialled today. Mexico dropped the 1 of mobile numbers in 2019,
Brazil put a 9 before its mobile numbers by 2016; carriers and customers still give the old spellings."""
_ARGENTINE_MOBILE = re.compile(r"\+549(\d{10})")
_PUNCTUATION = str.maketrans("", "", " ().-/\u00a0")
_RUN = re.compile(r"\d+")
_LONGEST_GROUP = 5
_ONE_DIGIT = re.compile(r"\+(\d)\1+")

WITHHELD_WORDS = frozenset({"anonymous", "restricted", "blocked", "unknown", "unavailable", "private"})
WITHHELD_CODES = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""The withheld words spelled on a keypad: Twilio passes them on as if they were numbers."""


def plain(text: str) -> str | None:
    """The one spelling by which a telephone is looked up, if `text` is an international number; else None.

    As `dialled`, without the 9 of Argentina's mobile numbers: calls from abroad have it, texts do not, and callers and
    shops write their numbers with and without it.
    """
    number = dialled(text)
    if number and number.startswith("+549") and (mobile := _ARGENTINE_MOBILE.fullmatch(number)):
        return f"+54{mobile[1]}"
    return number


def dialled(text: str) -> str | None:
    """`text` as E.164 in today's spelling, if it is an international number with or without punctuation; else None.

    Returns None for a number of one repeated digit, which cannot be assigned.
    """
    if not E164.fullmatch(text):
        text = text.translate(_PUNCTUATION)
        if not E164.fullmatch(text):
            return None
    if _ONE_DIGIT.fullmatch(text) or text in WITHHELD_CODES:
        return None
    old = _RESPELLED.get(text[:3])
    return old[0].sub(old[1], text) if old and old[0].fullmatch(text) else text


@lru_cache(maxsize=4096)
def country_of(e164: str) -> str:
    """The country of a number (ISO 3166); empty if it has none or belongs to several."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
    except phonenumbers.NumberParseException:
        return ""


@lru_cache(maxsize=1024)
def as_read_back(digits: str, e164: str) -> str:
    """The keyed digits of a number with blanks between the groups in which its country writes it: "415 555 0123".

    A prefix that the country does not write, such as that of calls abroad, is a group before them. A number without
    groups is returned as it is.
    """
    number = phonenumbers.parse(e164)
    national, abroad = (_groups(number, form) for form in (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL))
    own = next((each for each in (national, abroad, abroad[1:]) if each and digits.endswith("".join(each))), ())
    before = digits[: len(digits) - sum(map(len, own))]
    return " ".join(part for group in (before, *own) for part in _parts(group))


def _groups(number: phonenumbers.PhoneNumber, form: int) -> tuple[str, ...]:
    return tuple(_RUN.findall(phonenumbers.format_number(number, form)))


def _parts(group: str) -> Iterator[str]:
    """A group, or the equal parts of one that is too long to be remembered."""
    size = -(-len(group) // -(-len(group) // _LONGEST_GROUP)) if group else 1
    return (group[start : start + size] for start in range(0, len(group), size))


def hashed(text: str, key: bytes) -> str:
    """A keyed hash of 64 bits, in hex: equal for equal text, useless without the key."""
    return blake2b(text.encode("utf-8", "surrogatepass"), key=key[:64], digest_size=8).hexdigest()
