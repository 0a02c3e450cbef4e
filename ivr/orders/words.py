"""Values as files write them, read one by one. Each reader raises Bad with a reason that does not repeat the value."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.orders import status_words
from ivr.orders.model import Basis, DeliveryWindow, OrderStatus, TrackingStatus
from ivr.orders.order_numbers import identity, is_order_number

_DECIMAL = re.compile(r"\d{1,12}(\.\d{1,6})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|\d{3}))?")
_WEB = re.compile(r"https?://[^\s\"'<>\\]{3,500}")
_YEARS = range(2000, 2101)
_WHOLE_UNITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


class Bad(ValueError):
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
    """An order's number as its source writes it. Raises Bad when nothing of it could be keyed, or it is too long."""
    number = identity(text)
    if not is_order_number(number):
        raise Bad("is no order number")
    return number


def zone(text: str) -> str:
    """The name of an IANA time zone."""
    if zone_of(text) is None:
        raise Bad("is no IANA time zone")
    return text


@lru_cache(maxsize=1000)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of a name, if there is one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment(text: str, to: tzinfo | None = None) -> date | datetime:
    """A day, or a point in time on the clock of its own offset or of `to`.

    Midnight UTC is how systems write a day that knows no time: it is read as the day.
    """
    try:
        at = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        raise Bad("is no ISO 8601 time") from None
    if at.year not in _YEARS:
        raise Bad("lies outside the years 2000 to 2100")
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None:
        raise Bad("has no offset")
    if at.time() == time.min and not at.utcoffset():
        return at.date()
    return at.astimezone(to) if to else at


def instant(text: str, to: tzinfo | None = None) -> datetime:
    """A point in time; a day counts from its midnight, in `to` or in UTC."""
    at = moment(text, to)
    return at if isinstance(at, datetime) else datetime.combine(at, time.min, to or UTC)


def day(text: str) -> date:
    """A day; of a point in time, the day on its own clock."""
    at = moment(text)
    return at.date() if isinstance(at, datetime) else at


def window(start: str, end: str, basis: str, *, to: tzinfo | None, as_of: datetime | None = None) -> DeliveryWindow:
    """A delivery window. One end alone is both; with a day at either end, it is a range of days."""
    begin, until = moment(start or end, to), moment(end or start, to)
    if not (isinstance(begin, datetime) and isinstance(until, datetime)):
        begin, until = _day_of(begin), _day_of(until)
    if begin > until:
        raise Bad("ends before it starts")
    firm = (status_words.basis(basis) or Basis.UNKNOWN) if basis else Basis.ESTIMATED
    return DeliveryWindow(begin, until, firm, as_of)


def _day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def country(text: str) -> str:
    """An ISO 3166 code; the United Kingdom's own name for itself is taken too."""
    code = {"UK": "GB"}.get(text.upper(), text.upper())
    if not _COUNTRY.fullmatch(code):
        raise Bad("is no two-letter country code")
    return code


def currency(text: str) -> str:
    """An ISO 4217 code."""
    if not _CURRENCY.fullmatch(text.upper()):
        raise Bad("is no three-letter currency code")
    return text.upper()


def language(text: str) -> str:
    """A language tag such as es-MX."""
    tag = text.replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        raise Bad("is no language tag")
    return tag


def money(text: str, currency: str) -> int:
    """An amount in the minor unit of its currency, from a decimal number with a point and no thousands' signs."""
    if not currency:
        raise Bad("has no currency")
    if not _DECIMAL.fullmatch(text):
        raise Bad("is no decimal number")
    places = 0 if currency in _WHOLE_UNITS else 3 if currency in _THOUSANDTHS else 2
    minor = Decimal(text).scaleb(places)
    if minor != int(minor):
        raise Bad("has more decimals than its currency")
    return int(minor)


def whole(text: str) -> int:
    """A whole number, zero or more."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Bad("is no whole number")
    return int(text)


def web_address(text: str) -> str:
    """An http or https address."""
    if not _WEB.fullmatch(text):
        raise Bad("is no web address")
    return text


def order_status(text: str) -> OrderStatus | None:
    """What a word says of an order, else UNKNOWN; None where it is no word."""
    if status_words.is_empty(text):
        return None
    return status_words.order_status(text) or OrderStatus.UNKNOWN


def tracking_status(text: str) -> tuple[TrackingStatus, str]:
    """What a word says of a parcel, else UNKNOWN, and the reason of an exception: `exception(lost)`, or `lost`."""
    return status_words.tracking_status(plain(text)) or (TrackingStatus.UNKNOWN, "")
