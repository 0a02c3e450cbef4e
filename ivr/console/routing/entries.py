"""Entries of the routing document as JSON values: read, inserted, removed, moved."""

from collections.abc import Mapping
from typing import Any

from ivr.console.routing.document_parts import RULES, Document, Part
from routing.document import renamed


def entries(document: Document, part: Part) -> dict[str, dict[str, Any]]:
    """The entries of a part by name, in their order."""
    if part.is_one:
        return {part.name: {name: document[name] for name in _own(part) if name in document}}
    if part is RULES:
        return {
            rule["name"]: {name: each for name, each in rule.items() if name != "name"}
            for rule in document.get("rules", [])
        }
    return dict(document.get(part.name, {}))


def with_entry(document: Document, part: Part, name: str, entry: Mapping[str, Any], *, was: str = "") -> dict[str, Any]:
    """The document with an entry in place of `was` (all references follow the new name), of the entry of the same name,
    or at the end.
    """
    known = entries(document, part)
    place = was or name
    put_in = {name if each == place else each: entry if each == place else its for each, its in known.items()}
    found = _with(document, part, put_in if place in known else {**known, name: dict(entry)})
    return renamed(found, part.name, place, name)


def without_entry(document: Document, part: Part, name: str) -> dict[str, Any]:
    """The document without an entry."""
    return _with(document, part, {each: its for each, its in entries(document, part).items() if each != name})


def moved(document: Document, name: str, to: int) -> dict[str, Any]:
    """The document with a rule at another position, from 0."""
    known = entries(document, RULES)
    names = [each for each in known if each != name]
    names.insert(max(0, min(to, len(names))), name)
    return _with(document, RULES, {each: known[each] for each in names})


def _with(document: Document, part: Part, known: Mapping[str, Any]) -> dict[str, Any]:
    if part.is_one:
        return {
            **{name: each for name, each in document.items() if name not in _own(part)},
            **next(iter(known.values()), {}),
        }
    if part is RULES:
        return {**document, "rules": [{"name": name, **entry} for name, entry in known.items()]}
    return {**document, part.name: dict(known)}


def _own(part: Part) -> dict[str, None]:
    """The fields of the document itself that a part edits."""
    return dict.fromkeys(field.name.partition(".")[0] for field in part.fields)
