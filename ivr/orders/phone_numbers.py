"""Who is calling: what a `From` parameter says, and how a number may be named in a log."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

import phonenumbers

E164 = re.compile(r"\+[1-9]\d{6,14}")
_RESPELLED = {
    "+52": (re.compile(r"\+521(\d{10})"), r"+52\1"),
    "+55": (re.compile(r"\+55([1-9]\d)([6-9]\d{7})"), r"+55\g<1>9\2"),
}
"""By country: an old spelling of a telephone's number, and what is dialled today. Mexico dropped the 1 of mobile
numbers in 2019, Brazil put a 9 before theirs by 2016; carriers and customers still give the old ones."""
_ARGENTINE_MOBILE = re.compile(r"\+549(\d{10})")
_PUNCTUATION = str.maketrans("", "", " ().-/\u00a0")
_ONE_DIGIT = re.compile(r"\+(\d)\1+")

WITHHELD_WORDS = frozenset({"anonymous", "restricted", "blocked", "unknown", "unavailable", "private"})
WITHHELD_CODES = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""The same words as a keypad spells them: Twilio passes them on as if they were numbers."""


class Kind(StrEnum):
    """What a caller gave for a number."""

    NUMBER = "number"
    WITHHELD = "withheld"
    CLIENT = "client"
    SIP = "sip"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller as far as `From` tells. Only `e164` may be looked up; it is None where there is nothing to trust."""

    kind: Kind
    e164: str | None = None


def caller(from_: str | None, *, trunks: Collection[str] = ()) -> Caller:
    """Read Twilio's `From`. `trunks` are the SIP hosts whose user part is taken for a number."""
    text = (from_ or "").strip()
    if text.startswith("+"):
        return _dialled(text)
    scheme, _, rest = text.partition(":")
    if scheme.lower() in ("sip", "sips") and rest:
        return _sip(rest, trunks)
    if scheme.lower() == "client" and rest:
        return Caller(Kind.CLIENT)
    return Caller(Kind.WITHHELD if not text or text.lower() in WITHHELD_WORDS else Kind.UNUSABLE)


@lru_cache(maxsize=1024)  # a turn asks several times who calls
def _dialled(text: str) -> Caller:
    if text in WITHHELD_CODES:
        return Caller(Kind.WITHHELD)
    e164 = plain(text)
    return Caller(Kind.NUMBER, e164) if e164 else Caller(Kind.UNUSABLE)


def _sip(address: str, trunks: Collection[str]) -> Caller:
    user, _, host = address.rpartition("@")
    user, host = user.partition(";")[0], re.split(r"[:;?>]", host)[0].lower()
    if user.lower() in WITHHELD_WORDS or user in WITHHELD_CODES:
        return Caller(Kind.WITHHELD)
    return Caller(Kind.SIP, plain(user) if host in trunks else None)


def plain(text: str) -> str | None:
    """The one spelling in which a telephone is looked up, when `text` is an international number; else None.

    As `dialled`, without the 9 of Argentina's mobile telephones: it is dialled from abroad, in no text, and callers and
    shops give their numbers with and without it.
    """
    number = dialled(text)
    if number and number.startswith("+549") and (mobile := _ARGENTINE_MOBILE.fullmatch(number)):
        return f"+54{mobile[1]}"
    return number


def dialled(text: str) -> str | None:
    """`text` as E.164, as it is dialled today, when it is an international number, with or without punctuation.

    One repeated digit is nobody's number.
    """
    if not E164.fullmatch(text):
        text = text.translate(_PUNCTUATION)
        if not E164.fullmatch(text):
            return None
    if _ONE_DIGIT.fullmatch(text) or text in WITHHELD_CODES:
        return None
    old = _RESPELLED.get(text[:3])
    return old[0].sub(old[1], text) if old and old[0].fullmatch(text) else text


def masked(number: str, key: bytes) -> str:
    """A number as logs may name it: a keyed hash and the last two digits."""
    return f"{hashed(number, key)}..{number[-2:]}"


@lru_cache(maxsize=4096)
def country_of(e164: str) -> str:
    """The country that a number belongs to (ISO 3166); empty where it belongs to none or to several."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
    except phonenumbers.NumberParseException:
        return ""


def hashed(text: str, key: bytes) -> str:
    """A keyed hash of 64 bits, in hex: equal for equal text, of no use without the key."""
    return blake2b(text.encode("utf-8", "surrogatepass"), key=key[:64], digest_size=8).hexdigest()
