"""The values of one row by column. A value that cannot be read is left out alone, and noted."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind

T = TypeVar("T")

_NOTHING = frozenset(
    (
        *("-", "--", "---", "\u2013", "\u2014", ".", "?", "??", "???"),
        *("n/a", "n.a.", "n.a", "na", "none", "nil", "false", "tbd", "tba", "tbc"),
        *("null", "(null)", "[null]", "<null>", "(none)", "(blank)", "(empty)", "nan", "undefined", "\\n"),
        *("#n/a", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!"),
    )
)
"""Texts that people, databases and spreadsheets write for an empty value."""
_LONGEST_NOTHING = max(map(len, _NOTHING))
_MAY_BEGIN_NOTHING = frozenset(case for word in _NOTHING for case in (word[0], word[0].upper()))
_MAY_BE = {"na": frozenset({"country", "language", "customer_name"}), "none": frozenset({"customer_name"})}
"""Columns in which such a text is a value: Namibia, Nauruan, a person's name."""
_AS_THEY_ARE = frozenset({"phone", "status", "tracking_status", "window_basis", "refund_state", "return_state"})
"""Columns whose parsers know such texts themselves."""


class RowFields:
    """The values of a row by column. `shared` holds values of its order's other rows, for columns it leaves empty."""

    def __init__(self, values: Mapping[str, str], line: int, shared: Mapping[str, str] | None = None) -> None:
        self._line = line
        self._own = {name: text for name, value in values.items() if (text := value.strip())}
        self._shared = shared or {}
        self._reasons: dict[str, str] = {}
        self.notes: list[Note] = []
        doubtful = [name for name, text in self._own.items() if text[0] in _MAY_BEGIN_NOTHING or not text.isascii()]
        for name in doubtful:
            text = self._own[name]
            if len(text) <= _LONGEST_NOTHING and is_nothing(text, name):
                self.drop(name, "says that there is none")
            elif not (is_text(text) or name == "phone"):
                self.drop(name, "is not UTF-8")

    def text(self, name: str) -> str:
        """The text of a column without blanks around it; empty if it is missing."""
        return self._own.get(name) or self._shared.get(name, "")

    def read(self, name: str, reader: Callable[[str], T], missing: T) -> T:
        """The value of a column as `reader` parses it, else the shared one; `missing` if neither can be read."""
        own = self._own.get(name)
        text = own or self._shared.get(name)
        if not text:
            return missing
        try:
            return reader(text)
        except Unreadable as error:
            self.drop(name, str(error))
        return self.read(name, reader, missing) if own else missing

    def need(self, name: str, reader: Callable[[str], T]) -> T:
        """A required value as `reader` parses it. Raises Unreadable, naming the column."""
        if not self.text(name):
            raise Unreadable(f"{name} {self._reasons.get(name, 'is missing')}")
        try:
            return reader(self.text(name))
        except Unreadable as error:
            raise Unreadable(f"{name} {error}") from None

    def drop(self, name: str, reason: str) -> None:
        """Leave a value of this row out, and note it."""
        if self._own.pop(name, ""):
            self._reasons[name] = reason
            self.notes.append(Note(NoteKind.DROPPED, self._line, name, reason))


def is_nothing(text: str, name: str) -> bool:
    """Whether a text of a column stands for an empty value."""
    word = text.casefold()
    return word in _NOTHING and name not in _AS_THEY_ARE and name not in _MAY_BE.get(word, ())


def is_text(text: str) -> bool:
    """Whether a text was in the encoding of its file; bytes that were not are lone surrogates."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)
