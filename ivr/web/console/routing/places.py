"""Where in the console a problem of the document is to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.web.console.routing.fields import field_at
from ivr.web.console.routing.parts import PARTS, RULES, Part
from routing.check import Problem
from routing.document import RoutingError
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Place:
    """A part, an entry in it, and the field, "" for the entry as a whole."""

    part: str
    name: str
    field: str = ""
    label: str = ""


def places(found: Sequence[Problem], routing: Routing) -> dict[Problem, Place | None]:
    """Where each problem is; None for one of the whole document."""
    return {problem: _place(problem.path, routing) for problem in found}


def at_fields(found: Mapping[Problem, Place | None], part: Part, name: str) -> dict[str, Problem]:
    """The problems of one entry, by field."""
    here = (
        (problem, place) for problem, place in found.items() if place and (place.part, place.name) == (part.name, name)
    )
    return {place.field: problem for problem, place in here}


def refused(part: Part, place: str, error: RoutingError) -> tuple[dict[str, str], list[str]]:
    """What the document's shape has against an entry, by field, and what is about none of them."""
    wrong: dict[str, str] = {}
    rest = []
    for problem in error.problems:
        where, _, said = problem.partition(": ")
        field = field_at(part.fields, where.removeprefix(f"{part.name}.{place}").strip("."))
        if field:
            wrong[field.name] = said
        else:
            rest.append(said or problem)
    return wrong, rest


def _place(path: str, routing: Routing) -> Place | None:
    part, _, rest = path.partition(".")
    if part not in PARTS or not rest:
        return None
    name, inner = _in_rules(rest, routing) if part == RULES.name else _in_names(rest, getattr(routing, part))
    if not name:
        return None
    field = field_at(PARTS[part].fields, inner)
    return Place(part, name, field.name, field.label) if field else Place(part, name)


def _in_rules(rest: str, routing: Routing) -> tuple[str, str]:
    place, _, inner = rest.partition(".")
    return (routing.rules[int(place)].name, inner) if place.isdecimal() else ("", "")


def _in_names(rest: str, names: Mapping[str, object]) -> tuple[str, str]:
    """The name that a path begins with, which may hold points itself."""
    parts = rest.split(".")
    for count in range(len(parts), 0, -1):
        if (name := ".".join(parts[:count])) in names:
            return name, ".".join(parts[count:])
    return "", ""
