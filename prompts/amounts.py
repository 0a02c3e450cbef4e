"""Spoken forms of numbers, money, codes, keys and external texts."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from babel.numbers import format_decimal, get_currency_name, get_currency_precision

from prompts.facts import Carrier, Code, Count, Key, Link, Money, Place, PlainFact, Text
from prompts.patterns import Patterns

LONGEST_TEXT = 120
"""Maximum spoken characters of an external text."""

_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][!-~]*)?")
_TAG = re.compile(r"<[^<>]*>")
_LOOSE = re.compile(r" ([,.;:])")
_RUN = re.compile(r"\d+|[^\W\d_]+")
_UNSPOKEN = ("Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk", "Zl", "Zp")
_DIGITS_IN_A_ROW = 5
_KEYS = {"*": "key.star", "#": "key.pound"}


def words(patterns: Patterns, fact: PlainFact) -> str:
    """The spoken form of a fact that does not depend on the time."""
    match fact:
        case Count():
            return count(patterns, fact)
        case Money():
            return money(patterns, fact)
        case Code():
            return code(patterns, fact)
        case Text():
            return text(patterns, fact)
        case Place():
            return place(patterns, fact)
        case Carrier():
            return carrier(patterns, fact)
        case Link():
            return link(patterns, fact)
        case Key():
            return key(patterns, fact)


def count(patterns: Patterns, fact: Count) -> str:
    """A count in digits read as one number: "3", "1,250"; with a counter word if the language needs one."""
    number = f"{fact.of:,}".replace(",", _separator(patterns))
    key = f"count.{fact.thing}"
    return patterns.say(key, {"count": number}, fact.of) if patterns.has(key) else number


def money(patterns: Patterns, fact: Money) -> str:
    """An amount without its sign: "$49.90", "49 dólares con 90 centavos"."""
    digits = get_currency_precision(fact.currency)
    units, cents = divmod(abs(fact.cents), 10**digits)
    amount = format_decimal(abs(fact.cents) / 10**digits, format=_shape(patterns, digits), locale=patterns.locale)
    key = f"money.{fact.currency}"
    if not patterns.has(f"{key}.whole"):
        number = abs(fact.cents) / 10**digits if cents else units  # Polish has "49,90 korony", but "49 koron"
        name = get_currency_name(fact.currency, number, locale=patterns.locale)
        return patterns.say("money", {"amount": amount, "currency": name})
    whole = patterns.say(f"{key}.whole", {"units": str(units)}, units)
    values = {"amount": amount, "whole": whole, "cents": str(cents)}
    return patterns.say(key, values, cents) if cents else whole


def code(patterns: Patterns, fact: Code) -> str:
    """A code character by character, with commas between groups: "W H, 1 0 0 1", "W, M as in Mary, 1 0 0 1"."""
    groups = (group for run in _RUN.findall(fact.text.upper()) for group in _groups(run))
    return ", ".join(_signs(patterns, group) for group in groups)


def key(patterns: Patterns, fact: Key) -> str:
    """The name of a key: "1", "star"."""
    name = _KEYS.get(fact.sign)
    return patterns.say(name, {}) if name else fact.sign


def text(_patterns: Patterns, fact: Text) -> str:
    """An external text without markup, control characters or emoji, cut at a word if it is too long."""
    return _cleaned(fact.text)


def place(_patterns: Patterns, fact: Place) -> str:
    """A city without markup. One written in capitals becomes title case, since a voice might spell it."""
    name = _cleaned(fact.name)
    return name.title() if name.isupper() else name


def carrier(patterns: Patterns, fact: Carrier) -> str:
    """A carrier's spoken name, or its written name without markup if it has none."""
    return patterns.carriers(_cleaned(fact.name))


def link(_patterns: Patterns, fact: Link) -> str:
    """The address unchanged. Raises ValueError if it is not an http or https address."""
    if not is_link(fact.url):
        raise ValueError("not an http or https address")
    return fact.url


def is_link(url: str) -> bool:
    """Whether this is an address that is allowed in a text message."""
    return _LINK.fullmatch(url) is not None


@lru_cache(maxsize=1024)
def _cleaned(raw: str) -> str:
    plain = _TAG.sub(" ", raw).replace("<", " ").replace(">", " ")
    spoken = _LOOSE.sub(r"\1", " ".join("".join(map(_spoken, plain)).split()))
    return spoken if len(spoken) <= LONGEST_TEXT else spoken[:LONGEST_TEXT].rpartition(" ")[0] or spoken[:LONGEST_TEXT]


def _separator(patterns: Patterns) -> str:
    """The thousands separator of spoken numbers: a comma in English, nothing in Spanish."""
    return patterns.say("thousand", {})[1:-3]


def _shape(patterns: Patterns, digits: int) -> str:
    whole = "#,##0" if _separator(patterns) else "0"
    return whole + ("." + "0" * digits if digits else "")


def _groups(run: str) -> list[str]:
    """A run cut into groups of three and four, the longer ones last, as in telephone numbers."""
    if len(run) <= _DIGITS_IN_A_ROW:
        return [run]
    groups = -(-len(run) // 4)
    ends = [len(run) * place // groups for place in range(groups + 1)]
    return [run[start:end] for start, end in pairwise(ends)]


def _signs(patterns: Patterns, group: str) -> str:
    """A group of characters, with commas only if one of them takes several words."""
    names = [patterns.signs.get(sign, sign) for sign in group]
    return (", " if any(" " in name for name in names) else " ").join(names)


def _spoken(sign: str) -> str:
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in _UNSPOKEN else sign
