"""Typed facts that fill the slots of prompts: plain data that can be written to JSON and read back.

A fact says what it is (a day, a window, an order number); `prompts.catalogue` decides how it sounds. Each fact has its
kind as a field, so that orjson serialises lines and facts without conversion, which is on the path of every turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args


@dataclass(frozen=True, slots=True)
class _Kind:
    """Base of all facts: holds the class name as `kind`."""

    kind: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set `kind` from the class."""
        object.__setattr__(self, "kind", type(self).__name__)


@dataclass(frozen=True, slots=True)
class Day(_Kind):
    """A calendar day at the destination, said relative to today where that is usual.

    `zone` (IANA) decides which day is "today"; empty means the shop's clock.
    """

    on: date
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Window(_Kind):
    """A window from `start` to `end`: two days, or two wall-clock times at the destination (aware datetimes).

    `zone` (IANA) decides which day is "today" for days; times have their own.
    """

    start: date | datetime
    end: date | datetime
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Moment(_Kind):
    """A point in time, said as day and time of day on the destination's clock (aware)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Count(_Kind):
    """A number of things, which also decides the plural form.

    `thing` names the counted thing for languages in which a number needs a counter word (`speech.count.<thing>`).
    """

    of: int
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Money(_Kind):
    """An amount in the minor unit of an ISO 4217 currency."""

    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Code(_Kind):
    """An order, tracking or phone number: spoken character by character, in groups."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(_Kind):
    """An external text, or one already in the caller's language: a brand, a city, a title."""

    text: str


@dataclass(frozen=True, slots=True)
class Place(_Kind):
    """A city from a parcel scan, often written in capitals."""

    name: str


@dataclass(frozen=True, slots=True)
class Carrier(_Kind):
    """The carrier of a parcel, by the shop's name for it."""

    name: str


@dataclass(frozen=True, slots=True)
class Link(_Kind):
    """An http or https address for a text message, kept unchanged."""

    url: str


@dataclass(frozen=True, slots=True)
class Term(_Kind):
    """A term that is a prompt itself, such as `issue.refund` or `language.es-MX`."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Terms(_Kind):
    """Several terms, of which any may be chosen: "English, Spanish, or French"."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key(_Kind):
    """A key of the telephone: 0 to 9, * or #."""

    sign: str


TimeFact = Day | Window | Moment
PlainFact = Count | Money | Code | Text | Place | Carrier | Link | Key
"""Facts whose spoken form does not depend on the time."""
Fact = TimeFact | PlainFact | Term | Terms
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to say: a prompt of the catalogue and the facts that fill its slots."""

    prompt: str
    facts: Facts = field(default_factory=dict)


def line_from_json(value: Mapping[str, object]) -> Line:
    """A line from its JSON by orjson: `{"prompt": "delivered", "facts": {"day": {"on": "2026-11-22", ...}}}`.

    Raises as `facts_from_json`.
    """
    prompt, facts = value["prompt"], value["facts"]
    if not (isinstance(prompt, str) and isinstance(facts, Mapping)):
        raise TypeError("a line has a prompt and facts")
    return Line(prompt, facts_from_json(facts))


def facts_from_json(value: Mapping[str, Mapping[str, object]]) -> Facts:
    """The facts of a line from JSON. Raises LookupError, ValueError or TypeError if they are malformed."""
    return {name: _fact(fact) for name, fact in value.items()}


_KINDS: Mapping[str, Callable[..., Fact]] = {  # type: ignore[explicit-any] # of whichever fields were stored
    kind.__name__: kind for kind in get_args(Fact)
}

_TIMES = {"Day": ("on",), "Window": ("start", "end"), "Moment": ("at",)}
"""The fields of each kind that are dates or times."""


def _fact(stored: Mapping[str, object]) -> Fact:
    kind = str(stored["kind"])
    times = _TIMES.get(kind, ())
    fields = {name: _when(each) if name in times else _frozen(each) for name, each in stored.items() if name != "kind"}
    return _KINDS[kind](**fields)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _when(value: object) -> date | datetime:
    if not isinstance(value, str):
        raise TypeError("a time is a text")
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
