"""Numbers, money, codes, keys and words from outside, as people say them."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from babel.numbers import format_decimal, get_currency_name, get_currency_precision

from prompts.facts import Carrier, Code, Count, Key, Link, Money, Place, Text
from prompts.patterns import Patterns

LONGEST_TEXT = 120
"""Characters of a text from outside that are ever spoken."""

_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][!-~]*)?")
_TAG = re.compile(r"<[^<>]*>")
_LOOSE = re.compile(r" ([,.;:])")
_RUN = re.compile(r"\d+|[^\W\d_]+")
_UNSPOKEN = ("Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk", "Zl", "Zp")
_DIGITS_IN_A_ROW = 5
_KEYS = {"*": "key.star", "#": "key.pound"}


def count(patterns: Patterns, fact: Count) -> str:
    """In digits, in the way that is read out as one number: "3", "1,250"; with its counter where one is needed."""
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
    """Sign by sign, with a comma where a listener needs a breath: "W H, 1 0 0 1", "W, M as in Mary, 1 0 0 1"."""
    groups = (group for run in _RUN.findall(fact.text.upper()) for group in _groups(run))
    return ", ".join(_signs(patterns, group) for group in groups)


def key(patterns: Patterns, fact: Key) -> str:
    """A key by its name: "1", "star"."""
    name = _KEYS.get(fact.sign)
    return patterns.say(name, {}) if name else fact.sign


def text(_patterns: Patterns, fact: Text) -> str:
    """Words from outside without markup, control characters or emoji, cut at a word when too long."""
    return _cleaned(fact.text)


def place(_patterns: Patterns, fact: Place) -> str:
    """A city without markup; one in capitals alone with small letters, since a voice may spell it otherwise."""
    name = _cleaned(fact.name)
    return name.title() if name.isupper() else name


def carrier(patterns: Patterns, fact: Carrier) -> str:
    """A carrier's name as people say it, or as it is written where they have no other way: without markup, as above."""
    return patterns.carriers(_cleaned(fact.name))


def link(_patterns: Patterns, fact: Link) -> str:
    """The address as it is. Raises ValueError when it is no http or https address."""
    if not is_link(fact.url):
        raise ValueError("not an http or https address")
    return fact.url


def is_link(url: str) -> bool:
    """Whether this is an address that may go into a text message."""
    return _LINK.fullmatch(url) is not None


@lru_cache(maxsize=1024)
def _cleaned(raw: str) -> str:
    plain = _TAG.sub(" ", raw).replace("<", " ").replace(">", " ")
    spoken = _LOOSE.sub(r"\1", " ".join("".join(map(_spoken, plain)).split()))
    return spoken if len(spoken) <= LONGEST_TEXT else spoken[:LONGEST_TEXT].rpartition(" ")[0] or spoken[:LONGEST_TEXT]


def _separator(patterns: Patterns) -> str:
    """What stands between thousands in a number that is read out: a comma in English, nothing in Spanish."""
    return patterns.say("thousand", {})[1:-3]


def _shape(patterns: Patterns, digits: int) -> str:
    whole = "#,##0" if _separator(patterns) else "0"
    return whole + ("." + "0" * digits if digits else "")


def _groups(run: str) -> list[str]:
    """A run of digits cut into threes and fours, the longer ones last, as telephone numbers are."""
    if len(run) <= _DIGITS_IN_A_ROW:
        return [run]
    groups = -(-len(run) // 4)
    ends = [len(run) * place // groups for place in range(groups + 1)]
    return [run[start:end] for start, end in pairwise(ends)]


def _signs(patterns: Patterns, group: str) -> str:
    """A group, in one breath unless a sign takes several words."""
    names = [patterns.signs.get(sign, sign) for sign in group]
    return (", " if any(" " in name for name in names) else " ").join(names)


def _spoken(sign: str) -> str:
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in _UNSPOKEN else sign
