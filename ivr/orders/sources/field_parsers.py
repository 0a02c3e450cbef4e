"""Parsers of single values in orders from outside.

Each raises Unreadable with a reason that does not repeat the value.
"""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.orders.model import OrderStatus, TrackingStatus
from ivr.orders.order_numbers import identity, is_order_number
from ivr.orders.phone_numbers import hashed
from ivr.orders.phone_parsing import as_digits
from ivr.orders.sources import status_words

_ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+")
_ROUNDED_CODE = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,2}", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s\"'<>\\]{3,500}")
_MOST_ITEMS = 50
_LONGEST_TAG = 60


class Unreadable(ValueError):
    """A value that cannot be read. The message gives the reason and may be shown: it contains no part of the value."""


def plain(text: str, most: int = 80) -> str:
    """Text for people: one line, without control characters, cut to `most` characters."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())[:most]


@lru_cache(maxsize=1000)
def normalized(text: str) -> str:
    """A word in lower case with underscores: `Order Number` is `order_number`."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


def order_number(text: str) -> str:
    """An order number as its source writes it. Raises Unreadable if it is too long or has no letter or digit."""
    number = identity(text)
    if not is_order_number(number):
        raise Unreadable("is no order number")
    if _ROUNDED.fullmatch(number):
        raise Unreadable("was rounded by a spreadsheet, so that several orders may have become one")
    return number


def zone(text: str) -> str:
    """The name of an IANA time zone. Raises Unreadable."""
    if zone_of(text) is None:
        raise Unreadable("is no IANA time zone")
    return text


@lru_cache(maxsize=1000)
def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of a name; None if no zone has it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def web_address(text: str) -> str:
    """An http or https address. Raises Unreadable."""
    if not _WEB.fullmatch(text):
        raise Unreadable("is no web address")
    return text


def order_status(text: str) -> OrderStatus | None:
    """The status of an order by its word, UNKNOWN if the word is not known; None if the column says nothing."""
    if status_words.is_empty(text):
        return None
    return status_words.order_status(text) or OrderStatus.UNKNOWN


def tracking_status(text: str) -> tuple[TrackingStatus, str]:
    """The status of a parcel by its word, UNKNOWN if the word is not known, and the reason of an exception."""
    return status_words.tracking_status(plain(text)) or (TrackingStatus.UNKNOWN, "")


def email_hash(text: str, key: bytes) -> str:
    """A keyed hash of an e-mail address. Raises Unreadable for any other text, which many customers might share."""
    if "@" not in text:
        raise Unreadable("is no e-mail address")
    return hashed(f"email:{text.strip().casefold()}", key)


def name_hash(text: str, key: bytes) -> str:
    """A keyed hash of a name."""
    return hashed(f"name:{' '.join(text.casefold().split())}", key)


def code(text: str) -> str:
    """A postcode or tracking number. Raises Unreadable if a spreadsheet rounded it."""
    whole = as_digits(text)
    if whole == text and _ROUNDED_CODE.fullmatch(text):
        raise Unreadable("has lost digits in a spreadsheet")
    return plain(whole)


def items(text: str) -> tuple[str, ...]:
    """Titles, separated by bars or else by semicolons."""
    parts = text.split("|" if "|" in text else ";")
    return tuple(title for part in parts if (title := plain(part)))[:_MOST_ITEMS]


def tags(text: str) -> tuple[str, ...]:
    """Labels of a shop, separated by commas, bars or semicolons, in small letters."""
    parts = re.split(r"[,|;]", text)
    return tuple(dict.fromkeys(tag for part in parts if (tag := plain(part)[:_LONGEST_TAG].casefold())))[:_MOST_ITEMS]
