"""The objects of a JSON file of orders. A member of the wrong type is left out alone, and noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeAlias

from ivr.orders.sources.field_parsers import Unreadable, plain
from ivr.orders.sources.import_report import Note, NoteKind

JsonValue: TypeAlias = str | bool | float | list["JsonValue"] | dict[str, "JsonValue"] | None
"""A value as the decoder of `json_file` gives it: numbers are text."""

_LONGEST_NAME = 40

_LISTS = frozenset({"phones", "items", "tags", "shipments", "promises", "windows", "refunds", "returns"})
"""Members that hold lists."""
_LIST_OR_TEXT = frozenset({"phones", "items", "tags"})
"""Members that may be one text instead of a list."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object, the line on which its order begins, and the notes on omitted parts of the order."""

    members: Mapping[str, JsonValue]
    line: int
    notes: list[Note]

    @classmethod
    def of(cls, document: JsonValue, line: int, notes: list[Note]) -> Self:
        """The object of an order. Raises Unreadable for any other value."""
        if not isinstance(document, dict):
            raise Unreadable("is no order")
        return cls(document, line, notes)

    def note_unknown(self, known: frozenset[str]) -> None:
        """Note the members that are not known; they are not read."""
        for name in self.members.keys() - known:
            self.notes.append(Note(NoteKind.UNKNOWN_NAME, self.line, plain(name, _LONGEST_NAME)))

    def texts(self) -> dict[str, str]:
        """The members that are text or numbers, by name; any other plain value is left out and noted."""
        for name, value in self.members.items():
            if not isinstance(value, str | None) and (isinstance(value, bool) or name not in _LISTS):
                self.drop(name, "is neither text nor number")
        return {name: value for name, value in self.members.items() if isinstance(value, str)}

    def texts_in(self, name: str) -> list[str]:
        """The texts of a list."""
        return [each for each in self._noted(name, str) if isinstance(each, str)]

    def objects(self, name: str) -> list["JsonObject"]:
        """The objects of a list."""
        return [JsonObject(each, self.line, self.notes) for each in self._noted(name, dict) if isinstance(each, dict)]

    def texts_or_objects(self, name: str) -> list["str | JsonObject"]:
        """The texts and objects of a list."""
        given = [each for each in self._noted(name, (str, dict)) if isinstance(each, str | dict)]
        return [each if isinstance(each, str) else JsonObject(each, self.line, self.notes) for each in given]

    def unreadable(self, name: str, kind: type | tuple[type, ...] = dict) -> int:
        """The number of members of a list that are not of a type."""
        return sum(not isinstance(each, kind) for each in self._list(name))

    def drop(self, name: str, reason: str) -> None:
        """Note that something was left out."""
        self.notes.append(Note(NoteKind.DROPPED, self.line, name, reason))

    def _noted(self, name: str, kind: type | tuple[type, ...]) -> list[JsonValue]:
        """The members of a list, with a note if any is not of a type."""
        if self.unreadable(name, kind):
            self.drop(name, "holds something of another kind")
        return self._list(name)

    def _list(self, name: str) -> list[JsonValue]:
        given = self.members.get(name) or []
        if isinstance(given, list):
            return given
        if not (isinstance(given, str) and name in _LIST_OR_TEXT):
            self.drop(name, "is no list")
        return []
