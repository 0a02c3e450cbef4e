"""Fields of forms: name in the entry, label, and kind of input.

A field is named by its path in the entry ("service_level.seconds"), so that the check's findings for a path are shown
at its field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "number", "choice", "yes", "maybe", "several", "set", "rows"]
"""`yes` is a box to tick; `maybe` is yes, no or not asked; `several` has commas; `set` is a box for each option."""

Named = Callable[[Mapping[str, Any]], Sequence[str] | Mapping[str, str]]
"""Returns the names in a document that can be chosen, with what people call them where that differs."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of a row. `kind` is that of an HTML input; with `options` or `named`, one of these is chosen."""

    name: str
    label: str
    kind: Literal["text", "number", "date"] = "text"
    options: Mapping[str, str] | None = None
    named: Named | None = None
    hint: str = ""
    is_long: bool = False
    """Whether the cell is large enough for sentences."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table inside a form. `read` converts its rows to the value in the document; `written` is the inverse.

    `read` raises ValueError with the row and the expected form. `fixed`, if not empty, are the first cells of the only
    rows.
    """

    columns: tuple[Column, ...]
    read: Callable[[list[Row]], Any]
    written: Callable[[Any], list[Row]]
    fixed: tuple[str, ...] = ()
    one: str = "row"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `options` are those of a choice or set, with their labels where they are a mapping.

    Where they are names of the document, `named` gives them.
    """

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    rows: Rows | None = None
    options: tuple[str, ...] | Mapping[str, str] = ()
    named: Named | None = None
    required: bool = False
    unset: str = "none"
    """The label of the empty choice."""
    lists: bool = False
    """Whether a choice is a list, as in "callback, voicemail"."""
    group: str = ""
    """The heading that begins with this field."""


def field_at(fields: Sequence[Field], path: str) -> Field | None:
    """The field that a path within an entry belongs to."""
    return next((each for each in fields if _is_at(each.name, path) or _is_at(path, each.name)), None) if path else None


def _is_at(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")
