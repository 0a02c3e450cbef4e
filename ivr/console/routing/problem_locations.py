"""The form and the field in which a problem of the document can be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.console.routing.document_parts import BRANDS, LINE, PARTS, RULES, Part
from ivr.console.routing.form_fields import field_at
from routing.check import RoutingProblem
from routing.document import RoutingError
from routing.model import Routing

_OF_THE_LINE = ("prompts", *(field.name.partition(".")[0] for field in LINE.fields))


@dataclass(frozen=True, slots=True)
class ProblemLocation:
    """A part, an entry in it, and the field, "" for the entry as a whole; or its words, by locale and prompt."""

    part: str
    name: str
    field: str = ""
    label: str = ""
    words: tuple[str, str] | None = None


def places(found: Sequence[RoutingProblem], routing: Routing) -> dict[RoutingProblem, ProblemLocation | None]:
    """The place of each problem; None for problems of the whole document."""
    return {problem: _place(problem.path, routing) for problem in found}


def at_fields(
    found: Mapping[RoutingProblem, ProblemLocation | None], part: Part, name: str
) -> dict[str, RoutingProblem]:
    """The problems of one entry, by field."""
    here = (
        (problem, place) for problem, place in found.items() if place and (place.part, place.name) == (part.name, name)
    )
    return {place.field: problem for problem, place in here}


def refused(part: Part, place: str, error: RoutingError) -> tuple[dict[str, str], list[str]]:
    """The schema errors of an entry by field, and the remaining errors."""
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


def _place(path: str, routing: Routing) -> ProblemLocation | None:
    part, _, rest = path.partition(".")
    if part == LINE.name or part not in PARTS or not rest:
        return _in_entry(LINE, LINE.name, path) if part in _OF_THE_LINE else None
    name, inner = _in_rules(rest, routing) if part == RULES.name else _in_names(rest, getattr(routing, part))
    return _in_entry(PARTS[part], name, inner) if name else None


def _in_entry(part: Part, name: str, path: str) -> ProblemLocation:
    head, *words = path.split(".", 2)
    if part in (BRANDS, LINE) and head == "prompts" and len(words) == 2:
        return ProblemLocation(part.name, name, "prompts", " ".join(words), (words[0], words[1]))
    field = field_at(part.fields, path)
    return ProblemLocation(part.name, name, field.name, field.label) if field else ProblemLocation(part.name, name)


def _in_rules(rest: str, routing: Routing) -> tuple[str, str]:
    place, _, inner = rest.partition(".")
    return (routing.rules[int(place)].name, inner) if place.isdecimal() else ("", "")


def _in_names(rest: str, names: Mapping[str, object]) -> tuple[str, str]:
    """The name at the start of a path. Names may contain points."""
    parts = rest.split(".")
    for count in range(len(parts), 0, -1):
        if (name := ".".join(parts[:count])) in names:
            return name, ".".join(parts[count:])
    return "", ""
