"""The pages of the draft: its parts, their entries, the order of the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.store import Conflict, Draft, Hand, RoutingStore
from ivr.adapters.users import Role
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.forms import filled, merged, read
from ivr.web.console.routing.parts import HOURS, PARTS, QUEUES, RULES, Part, entries, moved, with_entry, without_entry
from routing.allocation import Ledger, Row, table
from routing.check import Problem, problems
from routing.document import RoutingError, of_json, to_json
from routing.hours import Calendar, Day
from routing.hours import problems as wrong_with_hours
from routing.model import Routing

READERS: tuple[Role, ...] = ("admin", "supervisor", "auditor")
WRITERS: tuple[Role, ...] = ("admin",)
PREVIEWED = 14
"""Days of opening hours that are shown."""
WAS, SIDE = "was.", "side."
"""What stood in a field when the form was loaded, and whose words are taken where two admins wrote."""


@dataclass(frozen=True, slots=True)
class RoutingRoom:
    """The draft's pages. `languages` are those the line has words in."""

    store: RoutingStore
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]
    languages: tuple[str, ...]

    def add_to(self, pages: Pages) -> None:
        """The lists and forms of every part."""
        pages.add("/routing", "queues", lambda: self.part(QUEUES.name), to=READERS)
        pages.add("/routing/<part>", "part", self.part, to=READERS)
        pages.add("/routing/<part>/new", "new_entry", self.new, to=WRITERS, methods=("GET", "POST"))
        pages.add("/routing/<part>/of/<path:name>", "entry", self.entry, to=READERS)
        pages.add("/routing/<part>/of/<path:name>", "save_entry", self.save, to=WRITERS, methods=("POST",))
        pages.add("/routing/rules/move", "move_rule", self.move, to=WRITERS, methods=("POST",))

    def part(self, part: str) -> str:
        """The list of one part."""
        which, draft = _part(part), self.store.draft()
        facts: dict[str, Any] = {"entries": entries(to_json(draft.routing), which)}
        if which is RULES:
            facts["shares"] = self._shares(draft.routing)
        return shown("routing/part", part=which, **_around(draft, self.languages), **facts)

    def entry(self, part: str, name: str) -> str:
        """The form of one entry."""
        which, draft = _part(part), self.store.draft()
        known = entries(to_json(draft.routing), which)
        if name not in known:
            abort(404)
        values = filled(which.fields, known[name])
        return self._form(which, draft, name, values, was=values)

    def new(self, part: str) -> ResponseReturnValue:
        """The form of an entry that is to be."""
        which, draft = _part(part), self.store.draft()
        if request.method == "GET":
            return self._form(which, draft, "", filled(which.fields, {}), was={})
        name = asked().get("entry", "")
        if not name or name in entries(to_json(draft.routing), which):
            wrong = {"entry": "There is one of this name already." if name else "Give it a name."}
            return self._form(which, draft, "", asked(), was={}, wrong=wrong), 422
        return self._keep(which, draft, "", name, asked())

    def save(self, part: str, name: str) -> ResponseReturnValue:
        """What was typed into the form, put into the draft; or the entry removed from it."""
        which, draft, given = _part(part), self.store.draft(), asked()
        known = entries(to_json(draft.routing), which)
        if name not in known:
            flash(f"{which.one.title()} {name} was removed meanwhile, by {draft.author}. What you typed is not saved.")
            return back_to("part", part=part)
        if given.get("act") == "remove":
            return self._write(draft, without_entry(to_json(draft.routing), which, name), f"{name} is removed", part)
        theirs = filled(which.fields, known[name])
        mine, both = _with_theirs(which, given, theirs)
        if both:
            return self._form(which, draft, name, mine, was=theirs, theirs=theirs, both=both), 409
        return self._keep(which, draft, name, given.get("entry", "") or name, mine)

    def move(self) -> ResponseReturnValue:
        """A rule to another place."""
        given, draft = asked(), self.store.draft()
        name, to = given.get("name", ""), given.get("to", "")
        if name not in entries(to_json(draft.routing), RULES) or not to.isdecimal():
            abort(400)
        return self._write(draft, moved(to_json(draft.routing), name, int(to)), f"{name} is moved", RULES.name)

    def _keep(self, part: Part, draft: Draft, was: str, name: str, given: Mapping[str, str]) -> ResponseReturnValue:
        """Put an entry into the draft, if it has the shape of one."""
        typed, now = read(part.fields, given), filled(part.fields, entries(to_json(draft.routing), part).get(was, {}))
        if typed.wrong:
            return self._form(part, draft, was, given, was=now, wrong=typed.wrong), 422
        document = with_entry(to_json(draft.routing), part, name, typed.entry, was=was)
        try:
            of_json(document)
        except RoutingError as error:
            return self._form(part, draft, was, given, was=now, **_at_fields(part, document, name, error)), 422
        return self._write(draft, document, f"{name} is in the draft", part.name)

    def _write(self, draft: Draft, document: dict[str, Any], done: str, part: str) -> ResponseReturnValue:
        try:
            self.store.save_draft(of_json(document), hand=Hand(me().name, "console"), revision=draft.revision)
        except Conflict as error:
            flash(f"Not saved: {error}. Look at the draft and try again.")
            return back_to("part", part=part)
        flash(f"{done}. Nothing changes for callers until it is published.")
        return back_to("part", part=part)

    def _form(self, part: Part, draft: Draft, name: str, values: Mapping[str, str], **facts: Any) -> str:
        around = _around(draft, self.languages)
        if part is HOURS and name in draft.routing.hours:
            facts["days"] = self._days(draft.routing, name)
        here = [each for each in around["problems"] if name and each.path.startswith(_path(part, draft.routing, name))]
        document = to_json(draft.routing)
        return shown(
            "routing/entry", part=part, name=name, values=values, document=document, here=here, **around, **facts
        )

    def _days(self, routing: Routing, name: str) -> list[Day]:
        hours = routing.hours[name]
        return [] if wrong_with_hours(hours) else Calendar(hours).preview(self.clock().date(), PREVIEWED)

    def _shares(self, routing: Routing) -> dict[tuple[str, str], Row]:
        """What each queue of a split was owed and given this month."""
        return {(row.rule, row.queue): row for row in table(routing, self.ledger(self.clock()).month)}


def _part(name: str) -> Part:
    if name not in PARTS:
        abort(404)
    return PARTS[name]


def _around(draft: Draft, languages: tuple[str, ...]) -> dict[str, Any]:
    """What stands around every part: whose draft it is, and what is wrong with it."""
    found = problems(draft.routing, languages=languages)
    return {"draft": draft, "problems": found, "places": {each: _place(each, draft.routing) for each in found}}


def _place(problem: Problem, routing: Routing) -> tuple[str, str, str] | None:
    """The part, entry and field that a problem is at; None for one of the whole document."""
    part, _, rest = problem.path.partition(".")
    if part not in PARTS or not rest:
        return None
    if part == RULES.name:
        place, _, field = rest.partition(".")
        return (part, routing.rules[int(place)].name, field) if place.isdecimal() else None
    names = sorted(entries(to_json(routing), PARTS[part]), key=len, reverse=True)
    name = next((each for each in names if rest == each or rest.startswith(f"{each}.")), None)
    return (part, name, rest[len(name) + 1 :]) if name else None


def _path(part: Part, routing: Routing, name: str) -> str:
    if part is RULES:
        return f"rules.{[rule.name for rule in routing.rules].index(name)}."
    return f"{part.name}.{name}"


def _at_fields(part: Part, document: dict[str, Any], name: str, error: RoutingError) -> dict[str, Any]:
    """What the document's shape has against an entry, at the fields it is about, and what is about none."""
    place = str(list(entries(document, part)).index(name)) if part is RULES else name
    wrong, rest = {}, []
    for problem in error.problems:
        where, _, said = problem.partition(": ")
        inside = where.removeprefix(f"{part.name}.{place}").strip(".")
        field = next(
            (each.name for each in part.fields if inside == each.name or inside.startswith(f"{each.name}.")), ""
        )
        if field:
            wrong[field] = said
        else:
            rest.append(said or problem)
    return {"wrong": wrong, "rest": rest}


def _with_theirs(
    part: Part, given: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was typed together with what others saved since, and the fields in doubt."""
    base = {field.name: given.get(WAS + field.name, "").replace("\r\n", "\n") for field in part.fields}
    mine = {field.name: given.get(field.name, "").replace("\r\n", "\n") for field in part.fields}
    taken = {name: theirs[name] if given.get(SIDE + name) == "theirs" else mine[name] for name in mine}
    return merged(part.fields, base, taken, theirs)
