"""Another name for a part of the document, wherever the document speaks of it."""

from collections.abc import Mapping, Sequence
from typing import Any

_SPOKEN_OF: Mapping[str, tuple[str, ...]] = {
    "numbers": ("rules.*.when.dialled", "switches.*.numbers"),
    "brands": ("numbers.*.brand",),
    "hours": ("queues.*.hours", "rules.*.when.time"),
    "vendors": ("queues.*.vendor",),
    "queues": (
        "default",
        "queues.*.hand_off.callback",
        "queues.*.overflow.*.to",
        "rules.*.send",
        "rules.*.split",
        "switches.*.queues",
    ),
}
"""Where entries of each part are named: fields of the document, and * for every entry there."""


def renamed(document: Mapping[str, Any], part: str, was: str, name: str) -> dict[str, Any]:
    """A document, as JSON values, that speaks of an entry of `part` by its new name; the entry itself is left alone."""
    found: Any = document
    for place in _SPOKEN_OF.get(part, ()):
        found = _at(found, place.split("."), was, name)
    return dict(found)


def _at(value: Any, place: Sequence[str], was: str, name: str) -> Any:
    if not place:
        return _called(value, was, name)
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_at(each, rest, was, name) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {key: _at(each, rest, was, name) if step in ("*", key) else each for key, each in value.items()}


def _called(value: Any, was: str, name: str) -> Any:
    """A name, a list of names, or shares by name."""
    if isinstance(value, list):
        return [_called(each, was, name) for each in value]
    if isinstance(value, Mapping):
        return value if name in value else {_called(key, was, name): each for key, each in value.items()}
    return name if value == was else value
