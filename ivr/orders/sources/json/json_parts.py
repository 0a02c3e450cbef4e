"""The objects of a JSON file of orders. A member of another kind than it has to be costs itself alone, and is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ivr.orders.sources.field_parsers import Unreadable, plain
from ivr.orders.sources.import_report import Note, NoteKind

_LONGEST_NAME = 40

_OF_PARTS = frozenset({"phones", "items", "shipments", "promises", "windows", "refunds", "returns"})
"""Members that hold lists."""
_ONE_TEXT = frozenset({"phones", "items"})
"""Those that may be one text instead."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object, with the line on which its order begins, and where what is left out of it is noted."""

    members: Mapping[str, Any]
    line: int
    notes: list[Note]

    @classmethod
    def of(cls, document: Any, line: int, notes: list[Note]) -> Self:
        """An order. Raises Unreadable for what is no object."""
        if not isinstance(document, dict):
            raise Unreadable("is no order")
        return cls(document, line, notes)

    def pass_over(self, known: frozenset[str]) -> None:
        """Note the members that are not known; nothing of them is read."""
        for name in self.members.keys() - known:
            self.notes.append(Note(NoteKind.UNKNOWN_NAME, self.line, plain(name, _LONGEST_NAME)))

    def texts(self) -> dict[str, str]:
        """The plain values, where there are any. Numbers come as text from the decoder."""
        for name, value in self.members.items():
            if not isinstance(value, str | None) and (isinstance(value, bool) or name not in _OF_PARTS):
                self.drop(name, "is neither text nor number")
        return {name: value for name, value in self.members.items() if isinstance(value, str)}

    def parts(self, name: str) -> list["JsonObject"]:
        """The objects of a list."""
        return [JsonObject(each, self.line, self.notes) for each in self.listed(name, dict)]

    def texts_or_parts(self, name: str) -> list["str | JsonObject"]:
        """The texts and objects of a list."""
        given = self.listed(name, (str, dict))
        return [each if isinstance(each, str) else JsonObject(each, self.line, self.notes) for each in given]

    def listed(self, name: str, kind: type | tuple[type, ...]) -> list[Any]:
        """The members of a list that are of a kind."""
        if self.lost(name, kind):
            self.drop(name, "holds something of another kind")
        return [each for each in self._list(name) if isinstance(each, kind)]

    def lost(self, name: str, kind: type | tuple[type, ...]) -> int:
        """How many members of a list are of another kind."""
        return sum(not isinstance(each, kind) for each in self._list(name))

    def drop(self, name: str, reason: str) -> None:
        """Note that something was left out."""
        self.notes.append(Note(NoteKind.DROPPED, self.line, name, reason))

    def _list(self, name: str) -> list[Any]:
        given = self.members.get(name) or []
        if not isinstance(given, list):
            if not (isinstance(given, str) and name in _ONE_TEXT):
                self.drop(name, "is no list")
            return []
        return given
