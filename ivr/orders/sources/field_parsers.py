"""Parsers of single values in orders from outside.

Each raises Unreadable with a reason that does not repeat the value.
"""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.orders.model import OrderStatus, TrackingStatus
from ivr.orders.order_numbers import identity, is_order_number
from ivr.orders.sources import status_words

_ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+")
_WEB = re.compile(r"https?://[^\s\"'<>\\]{3,500}")


class Unreadable(ValueError):
    """A value that cannot be read. The message says why and may be shown: it holds nothing of the value."""


def plain(text: str, most: int = 80) -> str:
    """Text for people: one line, without control characters, cut to `most` characters."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())[:most]


@lru_cache(maxsize=1000)
def word(text: str) -> str:
    """A word in one spelling: `Order Number` is `order_number`."""
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
    """The name of an IANA time zone."""
    if zone_of(text) is None:
        raise Unreadable("is no IANA time zone")
    return text


@lru_cache(maxsize=1000)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of a name, if there is one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def web_address(text: str) -> str:
    """An http or https address."""
    if not _WEB.fullmatch(text):
        raise Unreadable("is no web address")
    return text


def order_status(text: str) -> OrderStatus | None:
    """What a word says of an order, else UNKNOWN; None where it is no word."""
    if status_words.is_empty(text):
        return None
    return status_words.order_status(text) or OrderStatus.UNKNOWN


def tracking_status(text: str) -> tuple[TrackingStatus, str]:
    """What a word says of a parcel, else UNKNOWN, and the reason of an exception: `exception(lost)`, or `lost`."""
    return status_words.tracking_status(plain(text)) or (TrackingStatus.UNKNOWN, "")
