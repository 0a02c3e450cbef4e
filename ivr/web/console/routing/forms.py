"""Forms over one entry of the routing document.

A field is named by its path in the entry ("service_level.seconds"), so that what the check says of a path is shown at
its field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ivr.web.console.routing.lines import Lines

Kind = Literal["text", "number", "choice", "yes", "maybe", "several", "lines"]
"""`yes` is a box to tick; `maybe` is yes, no or not asked; `several` has commas; `lines` has a way of its own."""

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `options` are those of a choice; where they are names of the document, `named` gives them."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    lines: Lines | None = None
    options: tuple[str, ...] = ()
    named: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a form: the entry, or what is wrong with each field."""

    entry: dict[str, Any]
    wrong: Mapping[str, str]


def read(fields: Sequence[Field], given: Mapping[str, str]) -> Typed:
    """The entry that was typed. Empty fields are left out of it."""
    entry: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        text = given.get(field.name, "").strip()
        try:
            value = _value(field, text)
        except ValueError as error:
            wrong[field.name] = str(error)
            continue
        if value is not None:
            _put(entry, field.name.split("."), value)
    return Typed(entry, wrong)


def filled(fields: Sequence[Field], entry: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field for an entry."""
    return {field.name: _text(field, _get(entry, field.name.split("."))) for field in fields}


def merged(
    fields: Sequence[Field], base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Mine and theirs together, field by field, and the fields that both changed to something else."""
    together, both = {}, []
    for field in fields:
        was, my, their = (side.get(field.name, "") for side in (base, mine, theirs))
        together[field.name] = their if my == was else my
        if my not in (was, their) and their != was:
            both.append(field.name)
    return together, tuple(both)


def _value(field: Field, text: str) -> Any:
    """What the document holds for a text; None for what it leaves out."""
    if not text:
        return None
    if field.kind == "number":
        return _number(text)
    if field.kind == "yes":
        return True
    if field.kind == "maybe":
        return text == YES
    if field.kind == "several":
        return [part.strip() for part in text.split(",") if part.strip()]
    return field.lines.read(text) if field.lines else text


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise ValueError("Write a number.") from None


def _text(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == "yes":
        return YES if value else ""
    if field.kind == "maybe":
        return YES if value else NO
    if field.kind == "several":
        return value if isinstance(value, str) else ", ".join(map(str, value))
    return field.lines.written(value) if field.lines else str(value)


def _put(entry: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        entry = entry.setdefault(name, {})
    entry[path[-1]] = value


def _get(entry: Mapping[str, Any], path: Sequence[str]) -> Any:
    for name in path:
        if not isinstance(entry, Mapping) or name not in entry:
            return None
        entry = entry[name]
    return entry
