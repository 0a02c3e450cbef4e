"""Objects of Shopify's answers, whose members may be missing, null or of another type."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import orjson

from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import storable

Members: TypeAlias = Mapping[str, JsonValue]

_LONGEST = 1000
"""Characters that are read of a text."""
_LARGEST = 10**20
_ID = re.compile(r"(?:gid://shopify/\w{1,40}/)?(\d{1,20})(?:\?.*)?", re.ASCII)
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Node:
    """An object. A member that is not of the expected type counts as missing."""

    members: Members = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text without blanks around it; a whole number is written out."""
        value = self.members.get(name)
        if isinstance(value, str):
            return _clean(value)
        if isinstance(value, float | int) and not isinstance(value, bool):
            return str(int(value)) if abs(value) < _LARGEST and value == int(value) else ""
        return ""

    def flag(self, name: str) -> bool:
        """Whether a member is true."""
        return self.members.get(name) is True

    def whole(self, name: str) -> int | None:
        """A whole number, which large counts have as text."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() else None

    def amount(self, name: str) -> float:
        """A number that is not negative; 0 for anything else."""
        value = self.members.get(name)
        if not isinstance(value, float | int) or isinstance(value, bool):
            return 0.0
        return float(value) if 0 <= value < _LARGEST else 0.0

    def id(self, name: str) -> str:
        """The digits of an identifier, given as a number or as `gid://shopify/Order/1`."""
        return id_of(self.text(name))

    def ids(self, name: str) -> tuple[str, ...]:
        """The identifiers of a list."""
        value = self.members.get(name)
        given = value if isinstance(value, list) else []
        return tuple(found for each in given if (found := Node({"id": each}).id("id")))

    def time(self, name: str) -> datetime | None:
        """A point in time; None if it has no offset, or lies outside the years 2000 to 2100."""
        try:
            at = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return at if at.tzinfo is not None and at.year in _YEARS else None

    def node(self, name: str) -> "Node":
        """An object; an empty one if there is none."""
        value = self.members.get(name)
        return Node(value) if isinstance(value, dict) else Node()

    def nodes(self, name: str, most: int = 250) -> list["Node"]:
        """The objects of a list or of a connection, at most `most`."""
        value = self.members.get(name)
        if isinstance(value, dict):
            value = value.get("nodes")
        return [Node(each) for each in value[:most] if isinstance(each, dict)] if isinstance(value, list) else []

    def texts(self, name: str) -> list[str]:
        """The texts of a list."""
        value = self.members.get(name)
        return [_clean(each) for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def __bool__(self) -> bool:
        return bool(self.members)

    def times(self, *names: str) -> Iterator[datetime]:
        """The points in time of several members, without those that are missing."""
        return (at for name in names if (at := self.time(name)))


def id_of(text: str) -> str:
    """The digits of an identifier; empty for any other text."""
    found = _ID.fullmatch(text)
    return found[1] if found else ""


def parsed(body: bytes) -> Node:
    """The object of a JSON document. Raises ValueError for any other body."""
    try:
        value: JsonValue = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = _parsed_leniently(body)
    if not isinstance(value, dict):
        raise ValueError("the body is no JSON object")  # noqa: TRY004 - one kind of error for a body that is unreadable
    return Node(value)


def _parsed_leniently(body: bytes) -> JsonValue:
    """A document with numbers or characters that the fast parser refuses."""
    try:
        value: JsonValue = json.loads(body)
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    return value


def _clean(text: str) -> str:
    is_plain = len(text) <= _LONGEST and text.isprintable()
    return (text if is_plain else storable(text[:_LONGEST])).strip()
