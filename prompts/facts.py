"""What a prompt speaks of: typed facts, as plain data that survives a trip through JSON.

A fact says what it is (a day, a window, an order number); how it sounds is the business of `prompts.speech`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day where the parcel is going, said relative to today where people do.

    `zone` (IANA) decides what "today" is; empty: the clock of whoever speaks.
    """

    on: date
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`: two days, or two wall-clock times at the destination (aware datetimes).

    `zone` (IANA) decides what "today" is for days; times bring their own.
    """

    start: date | datetime
    end: date | datetime
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, said as day and time of day on the destination's clock (aware)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things; picks the plural form too.

    `thing` names what is counted, for languages in which a number cannot stand alone (`speech.count.<thing>`).
    """

    of: int
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the minor unit of an ISO 4217 currency."""

    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Code:
    """An order, tracking or phone number: spoken sign by sign, in groups."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words from outside or already in the caller's language: a brand, a city, a title."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A city, as a scan names it: often in capitals alone."""

    name: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """Whoever carries a parcel, by the name that the shop writes."""

    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """An http or https address for a text message, kept to the letter."""

    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """A name that the catalogue itself holds, such as `issue.refund` or `language.es-MX`."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the telephone: 0 to 9, * or #."""

    sign: str


Fact = Day | Window | Moment | Count | Money | Code | Text | Place | Carrier | Link | Term | Key
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to be said: a prompt of the catalogue and the facts that fill its slots."""

    prompt: str
    facts: Facts = field(default_factory=dict)


def line_to_json(line: Line) -> list[Any]:
    """A line as JSON values: `["order_status.delivered", {"day": ["Day", "2026-11-22"]}]`."""
    return [line.prompt, {name: _fact_to_json(fact) for name, fact in line.facts.items()}]


def line_from_json(value: list[Any]) -> Line:
    """The inverse of `line_to_json`."""
    prompt, facts = value
    return Line(prompt, {name: _fact_from_json(*fact) for name, fact in facts.items()})


_KINDS: dict[str, type[Fact]] = {
    kind.__name__: kind for kind in (Day, Window, Moment, Count, Money, Code, Text, Place, Carrier, Link, Term, Key)
}

_TIMES = {"Day": 1, "Window": 2, "Moment": 1}
"""How many fields of a kind, counted from the first, are days or times."""


def _fact_to_json(fact: Fact) -> list[Any]:
    values = [getattr(fact, name) for name in fact.__slots__]
    kind = type(fact).__name__
    return [kind, *([_plain(value) for value in values] if kind in _TIMES else values)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _fact_from_json(kind: str, *values: Any) -> Fact:
    when = _TIMES.get(kind, 0)
    parts: list[Any] = [*map(_when, values[:when]), *values[when:]]
    return _KINDS[kind](*parts)


def _when(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
