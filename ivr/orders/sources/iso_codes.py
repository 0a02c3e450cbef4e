"""Parsers of countries, languages and currencies: by code, or by name in the languages of the line."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from ivr.orders.sources.field_parsers import Unreadable

_TAG = re.compile(r"([a-zA-Z]{2,3})(-[a-zA-Z]{4})?(-(?:[a-zA-Z]{2}|\d{3}))?")
_ENCODING = re.compile(r"[.@].*")
_WITH_COUNTRY = re.compile(r"(.+?)\s*[(,]\s*(.+?)\s*\)?")
_LONGEST = 80
"""More characters than any name has; the rest of a text is ignored."""
_NAMED_IN = ("en", "es", "fr", "de", "it", "pt", "pl", "ja")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_ALSO = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "holland": "NL"}
_ALSO |= {"united states of america": "US", "the united states": "US", "america": "US", "korea": "KR", "russia": "RU"}
_SIGNS = {"€": "EUR", "£": "GBP", "us$": "USD", "c$": "CAD", "ca$": "CAD", "mx$": "MXN", "a$": "AUD", "r$": "BRL"}


def country(text: str) -> str:
    """An ISO 3166 alpha-2 code, from an alpha-2, alpha-3 or numeric code or from a name. Raises Unreadable."""
    if found := _country(text):
        return found
    raise Unreadable("is no country")


@lru_cache(maxsize=1000)
def language(text: str) -> str:
    """A language tag such as es-MX, from a tag in any spelling or from a name. Raises Unreadable."""
    plain = _ENCODING.sub("", text.strip()[:_LONGEST])
    tag = _TAG.fullmatch(plain.replace("_", "-"))
    code = _language(tag[1]) if tag else ""
    if tag and code:
        return f"{code}{(tag[2] or '').title()}{(tag[3] or '').upper()}"
    if found := _languages().get(_spelling(plain)):
        return found
    parts = _WITH_COUNTRY.fullmatch(plain)
    if parts is None or not (found := _languages().get(_spelling(parts[1]))):
        raise Unreadable("is no language")
    return f"{found}-{region}" if (region := _country(parts[2])) else found


@lru_cache(maxsize=1000)
def currency(text: str) -> str:
    """An ISO 4217 code, from a code, from a sign that only one currency has, or from a name. Raises Unreadable."""
    text = text[:_LONGEST]
    code = text.strip().upper()
    if code in get_global("all_currencies"):
        return code
    if found := _SIGNS.get(code.lower()) or _currencies().get(_spelling(text)):
        return found
    raise Unreadable("is no currency")


@lru_cache(maxsize=1000)
def _country(text: str) -> str:
    code = _spelling(text[:_LONGEST])
    return code.upper() if code.upper() in _codes() else _countries().get(code, "") or _alias(code.upper())


def _alias(code: str) -> str:
    """The country of an alpha-3 or numeric code; empty for any other text."""
    known = list(get_global("territory_aliases").get(code, ())) if re.fullmatch(r"[A-Z]{3}|\d{3}", code) else []
    return known[0] if len(known) == 1 else ""


def _language(code: str) -> str:
    """The shortest code of a known language: en for eng; empty for any other text."""
    short = str(get_global("language_aliases").get(code.lower(), code.lower()))
    return short if short in Locale("en").languages else ""


def _spelling(text: str) -> str:
    """A name without capitals, accents and points, so that all ways to write it are equal."""
    apart = unicodedata.normalize("NFKD", text).replace(".", "")
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


@cache
def _codes() -> frozenset[str]:
    two_letters = (code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code))
    return frozenset(two_letters) - _NO_COUNTRY


@cache
def _countries() -> Mapping[str, str]:
    """Name to code."""
    return {**_only(_names("territories")), **_ALSO}


@cache
def _languages() -> Mapping[str, str]:
    """Name to code."""
    return _only(_names("languages"))


@cache
def _currencies() -> Mapping[str, str]:
    """Name to code."""
    return _only(_names("currencies"))


def _names(what: str) -> Iterator[tuple[str, str]]:
    for locale in map(Locale, _NAMED_IN):
        for code, name in getattr(locale, what).items():
            if what != "territories" or code in _codes():
                yield _spelling(name), code


def _only(names: Iterator[tuple[str, str]]) -> dict[str, str]:
    """The names that have one meaning in all languages."""
    found: dict[str, set[str]] = {}
    for name, code in names:
        found.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
