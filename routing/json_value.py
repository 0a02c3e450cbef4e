"""JSON values of documents and records, and readers for a value of unknown type.

The readers return an empty value if they find another type, as in a record of another version.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
Json: TypeAlias = Mapping[str, JsonValue]


def members(value: JsonValue) -> Json:
    """The members of an object."""
    return value if isinstance(value, Mapping) else {}


def items(value: JsonValue) -> Sequence[JsonValue]:
    """The items of a list."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def text(value: JsonValue) -> str:
    """A text."""
    return value if isinstance(value, str) else ""


def texts(value: JsonValue) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(each for each in items(value) if isinstance(each, str))


def number(value: JsonValue) -> float:
    """A number; 0 in place of another value."""
    return value if isinstance(value, int | float) else 0
