"""Reads and writes routing documents as YAML and JSON. Errors name the path and the remedy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from routing import document_limits
from routing.check import RoutingProblem, problems
from routing.json_value import Json, JsonValue, members
from routing.model import Routing
from routing.validation_messages import complaints, not_yaml

DEFAULT = Path(__file__).with_name("default.yaml")
SCHEMA = "/api/v1/routing/schema.json"
"""The URL path at which the schema is published."""
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
"""References to entries of each part: paths in the document, with * for every entry."""


class RoutingError(Exception):
    """The document is unusable; `problems` are sentences, each with a path and the fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = document_limits.shortened(problems)
        super().__init__("; ".join(self.problems))


def read(text: str) -> Routing:
    """The document in a YAML text, fully checked. Raises RoutingError if calls could not be routed by it."""
    return checked(parsed(text))


def parsed(text: str) -> Routing:
    """The document in a YAML text, checked for its shape but not for references between its parts.

    Raises RoutingError.
    """
    try:
        given = yaml.load(text, _Bounded)  # noqa: S506 - a safe loader, with bounds
    except yaml.YAMLError as error:
        raise RoutingError([not_yaml(error)]) from None
    except (ValueError, LookupError, AttributeError):  # of values that are not what they are tagged to be
        raise RoutingError(["not YAML: a value is not what it looks like; put it in quotes"]) from None
    return received(given)


def received(value: object) -> Routing:
    """The document from untrusted JSON values, checked for shape and size alone. Raises RoutingError."""
    if wrong := document_limits.limit_violation(value):
        raise RoutingError([wrong])
    return of_json(value)


def of_json(value: object) -> Routing:
    """The document from JSON values, checked for its shape alone. Raises RoutingError."""
    try:
        return Routing.model_validate(value)
    except ValidationError as error:
        raise RoutingError(complaints(error.errors(include_url=False, include_input=False))) from None


def checked(routing: Routing, check: Callable[[Routing], Iterable[RoutingProblem]] = problems) -> Routing:
    """The same document, if it has no errors. Raises RoutingError."""
    errors = [str(problem) for problem in check(routing) if problem.severity == "error"]
    if errors:
        raise RoutingError(errors)
    return routing


def read_file(path: Path) -> Routing:
    """The document in a file. Raises RoutingError, also if the file cannot be read."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no text in UTF-8"
        raise RoutingError([f"{path.name}: {reason}"]) from None


def to_json(routing: Routing) -> dict[str, JsonValue]:
    """The document as JSON values, without fields that have their default."""
    found: dict[str, JsonValue] = routing.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    return found


def to_yaml(routing: Routing) -> str:
    """The document as YAML, which reads back as the same document."""
    text: str = yaml.safe_dump(to_json(routing), sort_keys=False, allow_unicode=True, width=120)
    return text


def schema() -> dict[str, JsonValue]:
    """The document format as a JSON Schema (2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **Routing.model_json_schema()}


def renamed(document: Json, part: str, was: str, name: str) -> dict[str, JsonValue]:
    """The document as JSON values, with all references to an entry of `part` renamed; the entry itself is unchanged."""
    found: JsonValue = document
    for place in _SPOKEN_OF.get(part, ()):
        found = _at(found, place.split("."), was, name)
    return dict(members(found))


def _at(value: JsonValue, place: Sequence[str], was: str, name: str) -> JsonValue:
    if not place:
        return _called(value, was, name)
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_at(each, rest, was, name) for each in value]
    if not isinstance(value, Mapping):
        return value
    return {key: _at(each, rest, was, name) if step in ("*", key) else each for key, each in value.items()}


def _called(value: JsonValue, was: str, name: str) -> JsonValue:
    """Rename within a name, a list of names, or shares by name."""
    if isinstance(value, list):
        return [_called(each, was, name) for each in value]
    if isinstance(value, Mapping):
        return value if name in value else {name if key == was else key: each for key, each in value.items()}
    return name if value == was else value


class _Bounded(yaml.SafeLoader):
    """A safe loader that enforces the limits of nesting, and of size after merges (<<)."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self._depth > document_limits.DEEPEST:
            raise yaml.composer.ComposerError(
                None, None, f"groups stand in groups more than {document_limits.DEEPEST} deep"
            )
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        super().flatten_mapping(node)
        if len(node.value) > document_limits.MOST_VALUES:
            raise yaml.constructor.ConstructorError(None, None, "the merges make it too large")
