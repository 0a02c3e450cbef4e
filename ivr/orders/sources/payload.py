"""Messages of platforms: JSON of which any member may be missing, null, huge or of another type."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from ivr.orders.sources.json.json_parts import JsonValue

_LONGEST = 2_000
"""Characters of a text; the rest is cut off."""
_MOST_PARTS = 1_000
"""Members of a list; the rest is passed over."""


class NoJson(ValueError):
    """A body that is no JSON, or not the object that was expected."""


@dataclass(frozen=True, slots=True)
class Payload:
    """An object of a message. Asking it for a member that is not there, or is of another type, gives an empty one."""

    members: Mapping[str, JsonValue] = field(default_factory=dict)

    @classmethod
    def of(cls, value: JsonValue) -> Self:
        """The object that a value is; an empty one for any other value."""
        return cls(value) if isinstance(value, dict) else cls()

    @classmethod
    def read(cls, body: bytes) -> Self:
        """The object that a body is, its numbers as text. Raises NoJson."""
        try:
            value: JsonValue = json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            raise NoJson("is no JSON") from None
        if not isinstance(value, dict):
            raise NoJson("is no JSON object")
        return cls(value)

    def text(self, name: str) -> str:
        """A member that is text or a number, as text without blanks around it."""
        value = self.members.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return storable(str(value)).strip()

    def flag(self, name: str) -> bool | None:
        """A member that is true or false; None for any other."""
        value = self.members.get(name)
        return value if isinstance(value, bool) else None

    def part(self, *names: str) -> "Payload":
        """The object at a path of members."""
        found = self
        for name in names:
            found = Payload.of(found.members.get(name))
        return found

    def parts(self, name: str) -> list["Payload"]:
        """The objects in a list; a single object counts as a list of one.

        PHP writes a list from which something was taken out as an object: its members are numbered.
        """
        value = self.members.get(name)
        if isinstance(value, dict) and value and all(map(str.isdecimal, value)):
            value = list(value.values())
        values = value[:_MOST_PARTS] if isinstance(value, list) else [value]
        return [Payload(each) for each in values if isinstance(each, dict)]

    def __bool__(self) -> bool:
        return bool(self.members)


def storable(text: str) -> str:
    """Text that every database stores: cut to a length, without NUL and lone surrogates."""
    text = text[:_LONGEST]
    return text if text.isprintable() else text.replace("\0", "").encode(errors="replace").decode()
