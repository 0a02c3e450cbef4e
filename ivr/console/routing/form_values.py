"""Forms over one entry of the routing document: reading, writing, and merging the edits of two admins.

The value of a field is a text. In that of a table, cells are separated by tabs and rows by line ends.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from ivr.console.routing.form_fields import Field, Row, Rows
from routing.field_types import plain_number

YES, NO = "yes", "no"
CELL, ROW = "\t", "\n"


@dataclass(frozen=True, slots=True)
class Typed:
    """The result of reading a form: the entry, and the error of each field."""

    entry: dict[str, Any]
    wrong: Mapping[str, str]


def typed(fields: Sequence[Field], form: MultiDict[str, str]) -> dict[str, str]:
    """The text of each field of a submitted form."""
    return {field.name: _sent(field, form) for field in fields}


def rows_of(text: str) -> list[Row]:
    """The rows of a table's text."""
    return [tuple(line.split(CELL)) for line in text.split(ROW)] if text else []


def read(fields: Sequence[Field], given: Mapping[str, str], known: Mapping[str, Any] | None = None) -> Typed:
    """The typed entry, based on `known`. Values of unchanged fields, and values without a field, are kept."""
    entry: dict[str, Any] = deepcopy(dict(known or {}))
    wrong: dict[str, str] = {}
    for field in fields:
        path, text = field.name.split("."), given.get(field.name, "")
        if text == _text(field, _get(entry, path)):
            continue
        try:
            _put(entry, path, _value(field, text))
        except ValueError as error:
            wrong[field.name] = str(error)
    return Typed(entry, wrong)


def filled(fields: Sequence[Field], entry: Mapping[str, Any]) -> dict[str, str]:
    """The text of each field for an entry."""
    return {field.name: _text(field, _get(entry, field.name.split("."))) for field in fields}


def merged(
    fields: Sequence[Field], base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The merged fields, and the fields that both sides changed differently."""
    together, both = {}, []
    for field in fields:
        was, my, their = (side.get(field.name, "") for side in (base, mine, theirs))
        together[field.name] = their if my == was else my
        if my not in (was, their) and their != was:
            both.append(field.name)
    return together, tuple(both)


def _sent(field: Field, form: MultiDict[str, str]) -> str:
    if field.rows is not None:
        return _rows_sent(field.name, field.rows, form)
    if field.kind == "set":
        return ", ".join(form.getlist(field.name))
    return form.get(field.name, "").strip()


def _rows_sent(name: str, rows: Rows, form: MultiDict[str, str]) -> str:
    """The rows that are not empty; all rows of a table with fixed rows."""
    cells = [form.getlist(f"{name}.{column.name}") for column in rows.columns]
    found = [tuple(" ".join(cell.split()) for cell in row) for row in zip(*cells, strict=False)]
    kept = [row for row in found if rows.fixed or any(row)]
    is_empty = not any(any(row[1:] if len(rows.fixed) > 1 else row) for row in kept)
    return "" if is_empty else ROW.join(CELL.join(row) for row in kept)


def _value(field: Field, text: str) -> Any:
    """The value of a text in the document; None if the document omits it."""
    if not text:
        return None
    if field.rows is not None:
        return field.rows.read(rows_of(text))
    if field.kind == "number":
        return _number(text)
    if field.kind == "yes":
        return True
    if field.kind == "maybe":
        return text == YES
    return _parts(text) if field.kind in ("several", "set") or field.lists else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> int | float:
    try:
        plain = plain_number(text)
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        raise ValueError("Write a number, as in 80 or 12,000.") from None


def _text(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.rows is not None:
        return ROW.join(CELL.join(row) for row in field.rows.written(value))
    if field.kind == "yes":
        return YES if value else ""
    if field.kind == "maybe":
        return YES if value else NO
    return str(value) if isinstance(value, str | int | float) else ", ".join(map(str, value))


def _put(entry: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path; None removes it, with containers that become empty."""
    *outer, last = path
    if not outer and value is None:
        entry.pop(last, None)
    elif not outer:
        entry[last] = value
    else:
        inner = entry.setdefault(outer[0], {})
        _put(inner, path[1:], value)
        if not inner:
            del entry[outer[0]]


def _get(entry: Mapping[str, Any], path: Sequence[str]) -> Any:
    for name in path:
        if not isinstance(entry, Mapping) or name not in entry:
            return None
        entry = entry[name]
    return entry
