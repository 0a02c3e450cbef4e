"""The pages of the draft: its parts, their entries, the order of the rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.store import Conflict, Draft, Hand, RoutingStore
from ivr.adapters.sql.users import Role
from ivr.console.page import Pages, asked, back_to, me, shown, whole_number
from ivr.console.paging import AT_ONCE, paged
from ivr.console.routing.document_parts import HOURS, PARTS, QUEUES, RULES, VENDORS, Part
from ivr.console.routing.entries import entries, moved, with_entry, without_entry
from ivr.console.routing.form_values import filled, merged, read, rows_of, typed
from ivr.console.routing.problem_locations import at_fields, places, refused
from ivr.console.routing.week_strips import Strip, fortnight, week
from routing.allocation import Ledger, LedgerRow, table
from routing.document import RoutingError, of_json, to_json
from routing.model import Routing

READERS: tuple[Role, ...] = ("admin", "supervisor", "auditor")
WRITERS: tuple[Role, ...] = ("admin",)
WAS, SIDE = "was.", "side."
"""What stood in a field when the form was loaded, and whose words are taken where two admins wrote."""
TRIES = 3
"""How often a change is put over what others saved at the same moment."""


@dataclass(frozen=True, slots=True)
class RoutingRoom:
    """The draft's pages."""

    store: RoutingStore
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The lists and forms of every part."""
        pages.add("/routing", "queues", lambda: self.part(QUEUES.name), to=READERS)
        pages.add("/routing/<part>", "part", self.part, to=READERS)
        pages.add("/routing/<part>/new", "new_entry", self.new, to=WRITERS, methods=("GET", "POST"))
        pages.add("/routing/<part>/of/<path:name>", "entry", self.entry, to=READERS)
        pages.add("/routing/<part>/of/<path:name>", "save_entry", self.save, to=WRITERS, methods=("POST",))
        pages.add("/routing/rules/move", "move_rule", self.move, to=WRITERS, methods=("POST",), form_on="queues")

    def part(self, part: str) -> ResponseReturnValue:
        """The list of one part."""
        which, draft = _part(part), self.store.draft()
        if which.is_one:
            return back_to("entry", part=part, name=part)
        document = to_json(draft.routing)
        facts: dict[str, Any] = {"listed": paged(entries(document, which), request.args), "document": document}
        if which in (RULES, VENDORS):
            facts["shares"] = self._shares(draft.routing)
        if which is HOURS:
            facts["weeks"] = {name: week(hours) for name, hours in draft.routing.hours.items()}
        return shown("routing/part", part=which, **self._around(draft), **facts)

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
        if which.is_one:
            abort(404)
        if request.method == "GET":
            return self._form(which, draft, "", filled(which.fields, {}), was={})
        name, given = asked().get("entry", ""), typed(which.fields, request.form)
        if not name or name in entries(to_json(draft.routing), which):
            wrong = {"entry": "There is one of this name already." if name else "Give it a name."}
            return self._form(which, draft, "", given, entry=name, was={}, wrong=wrong), 422
        return self._retried(lambda draft: self._keep(which, draft, "", name, given), part)

    def save(self, part: str, name: str) -> ResponseReturnValue:
        """What was typed into the form, put into the draft; or the entry removed from it."""
        which = _part(part)
        return self._retried(lambda draft: self._save(which, draft, name), part)

    def move(self) -> ResponseReturnValue:
        """A rule to another place: the one typed (from 1), else that of the arrow pressed or the row dropped on."""
        given = asked()
        name = given.get("name", "")

        def move(draft: Draft) -> ResponseReturnValue:
            document = to_json(draft.routing)
            names = list(entries(document, RULES))
            to = _wanted_place(given, names)
            if to is None:
                abort(400)
            return self._write(
                draft,
                moved(document, name, to),
                f"{name} is moved",
                RULES.name,
                page=to // AT_ONCE + 1,
                moved=name,
            )

        return self._retried(move, RULES.name)

    def _save(self, part: Part, draft: Draft, name: str) -> ResponseReturnValue:
        given, document = typed(part.fields, request.form), to_json(draft.routing)
        known = entries(document, part)
        if name not in known:
            wrong = [f"{name} was removed meanwhile by {draft.author}. What you typed stands here, to be added anew."]
            return self._form(part, draft, "", given, entry=name, was={}, rest=wrong), 409
        if request.form.get("act") == "remove":
            return self._write(draft, without_entry(document, part, name), f"{name} is removed", part.name)
        theirs = filled(part.fields, known[name])
        mine, both = _with_theirs(part, given, theirs)
        if both:
            return self._form(part, draft, name, mine, was=theirs, theirs=theirs, both=both), 409
        return self._keep(part, draft, name, asked().get("entry", "") or name, mine)

    def _keep(self, part: Part, draft: Draft, was: str, name: str, given: Mapping[str, str]) -> ResponseReturnValue:
        """Put an entry into the draft, if it has the shape of one."""
        document = to_json(draft.routing)
        known = entries(document, part)
        now = filled(part.fields, known.get(was, {}))
        if name != was and name in known:
            wrong = {"entry": "There is one of this name already."}
            return self._form(part, draft, was, given, entry=name, was=now, wrong=wrong), 422
        made = read(part.fields, given, known.get(was))
        if made.wrong:
            return self._form(part, draft, was, given, entry=name, was=now, wrong=made.wrong), 422
        document = with_entry(document, part, name, made.entry, was=was)
        try:
            of_json(document)
        except RoutingError as error:
            place = str(list(entries(document, part)).index(name)) if part is RULES else name
            wrong, rest = refused(part, place, error)
            return self._form(part, draft, was, given, entry=name, was=now, wrong=wrong, rest=rest), 422
        return self._write(draft, document, f"{part.title if part.is_one else name} is in the draft", part.name)

    def _write(
        self, draft: Draft, document: dict[str, Any], done: str, part: str, **onward: str | int
    ) -> ResponseReturnValue:
        """Save the draft and go back to the list, to `onward` of it. Raises Conflict."""
        try:
            self.store.save_draft(of_json(document), hand=Hand(me().name, "console"), revision=draft.revision)
        except RoutingError as error:
            flash(f"Not saved: {error}")
            return back_to("part", part=part)
        flash(f"{done}. Nothing changes for callers until it is published.")
        return back_to("part", part=part, **onward)

    def _retried(self, write: Callable[[Draft], ResponseReturnValue], part: str) -> ResponseReturnValue:
        """A change put over the draft as it is now, again when somebody saves at the same moment."""
        for _ in range(TRIES):
            try:
                return write(self.store.draft())
            except Conflict as error:
                told = str(error)
        flash(f"Not saved: {told}. Look at the draft and try again.")
        return back_to("part", part=part)

    def _form(self, part: Part, draft: Draft, name: str, values: Mapping[str, str], **facts: Any) -> str:
        around = self._around(draft)
        checked = at_fields(around["places"], part, name)
        document = to_json(draft.routing)
        return shown(
            "routing/entry",
            part=part,
            name=name,
            values=values,
            document=document,
            checked=checked,
            rows_of=rows_of,
            **self._drawn(part, draft.routing, name),
            shares=self._shares(draft.routing) if part is RULES and name else {},
            **around,
            **facts,
        )

    def _drawn(self, part: Part, routing: Routing, name: str) -> dict[str, list[Strip]]:
        """The week and the days to come of hours."""
        if part is not HOURS or name not in routing.hours:
            return {}
        hours = routing.hours[name]
        return {"strips": week(hours), "days": fortnight(hours, self.clock().date())}

    def _shares(self, routing: Routing) -> dict[tuple[str, str], LedgerRow]:
        """What each queue of a split was owed and given this month."""
        return {(row.rule, row.queue): row for row in table(routing, self.ledger(self.clock()).month)}

    def _around(self, draft: Draft) -> dict[str, Any]:
        """What stands around every part: whose draft it is, and what is wrong with it."""
        found = self.store.problems(draft.routing)
        return {"draft": draft, "problems": found, "places": places(found, draft.routing)}


def _part(name: str) -> Part:
    if name not in PARTS:
        abort(404)
    return PARTS[name]


def _wanted_place(given: Mapping[str, str], names: Sequence[str]) -> int | None:
    """Where a rule is to go, from 0; None for what is no place, and for a rule that is not there."""
    name, place, to = (given.get(each, "") for each in ("name", "place", "to"))
    if name not in names:
        return None
    typed, dropped_on = whole_number(place), whole_number(to)
    if typed is not None and typed != names.index(name) + 1:
        return min(max(typed, 1), len(names)) - 1
    return None if dropped_on is None else min(dropped_on, len(names) - 1)


def _with_theirs(
    part: Part, given: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was typed together with what others saved since, and the fields in doubt."""
    base = {field.name: request.form.get(WAS + field.name, "").replace("\r\n", "\n") for field in part.fields}
    taken = {name: theirs[name] if request.form.get(SIDE + name) == "theirs" else text for name, text in given.items()}
    return merged(part.fields, base, taken, theirs)
