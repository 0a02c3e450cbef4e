"""Facts as people say them, in one language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from prompts import amounts, clock
from prompts.facts import Carrier, Code, Count, Day, Fact, Key, Link, Moment, Money, Place, Text, Window
from prompts.patterns import Patterns

_BY_THE_CLOCK: Mapping[type[Fact], Callable[[Patterns, Any, datetime], str]] = {
    Day: clock.day,
    Window: clock.window,
    Moment: clock.moment,
}
_AT_ANY_TIME: Mapping[type[Fact], Callable[[Patterns, Any], str]] = {
    Count: amounts.count,
    Money: amounts.money,
    Code: amounts.code,
    Text: amounts.text,
    Place: amounts.place,
    Carrier: amounts.carrier,
    Link: amounts.link,
    Key: amounts.key,
}


def say(patterns: Patterns, fact: Fact, now: datetime) -> str:
    """The words for a fact, ready to fill a slot. `now` is aware, on the shop's clock.

    Raises LookupError for a term, which is the catalogue's to say.
    """
    by_the_clock = _BY_THE_CLOCK.get(type(fact))
    return by_the_clock(patterns, fact, now) if by_the_clock else _AT_ANY_TIME[type(fact)](patterns, fact)
