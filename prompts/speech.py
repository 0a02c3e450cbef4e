"""Facts as people say them, in one language."""

from datetime import datetime

from prompts import amounts, clock
from prompts.facts import Code, Count, Day, Fact, Key, Link, Moment, Money, Term, Text, Window
from prompts.patterns import Patterns


def say(patterns: Patterns, fact: Fact, now: datetime) -> str:
    """The words for a fact, ready to fill a slot. `now` is aware, on the shop's clock."""
    match fact:
        case Day():
            return clock.day(patterns, fact, now)
        case Window():
            return clock.window(patterns, fact, now)
        case Moment():
            return clock.moment(patterns, fact, now)
        case _:
            return _timeless(patterns, fact)


def _timeless(patterns: Patterns, fact: Count | Money | Code | Text | Link | Term | Key) -> str:
    match fact:
        case Count():
            return amounts.count(patterns, fact)
        case Money():
            return amounts.money(patterns, fact)
        case Code():
            return amounts.code(fact)
        case Key():
            return amounts.key(patterns, fact)
        case Text():
            return amounts.text(fact)
        case Link():
            return amounts.link(fact)
        case Term():
            raise TypeError("a term is the catalogue's to say")
