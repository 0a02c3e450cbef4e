"""The editor of the draft: its parts, their entries, the order of the rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import abort, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.paging import AT_ONCE, paged
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.routing.document_parts import HOURS, PARTS, QUEUES, RULES, VENDORS, Document, Part
from ivr.console.routing.entries import entries, moved, with_entry, without_entry
from ivr.console.routing.entry_preview import PREVIEWED, entry_preview, without_hidden
from ivr.console.routing.entry_words import rule_sentence
from ivr.console.routing.form_values import filled, merged, read, rows_of, typed
from ivr.console.routing.problem_locations import at_fields, places, refused
from ivr.console.routing.typed_hours import with_typed_hours
from ivr.console.routing.week_strips import Strip, fortnight, week
from ivr.console.session import as_actor
from routing.allocation import LedgerRow, table
from routing.document import RoutingError, of_json, to_json
from routing.model import Routing
from routing.versions import Conflict, Draft

DESIGN_LINKS = (
    Nav("Rules", 20, group="design", values=(("part", "rules"),)),
    Nav("Hours", 30, group="design", values=(("part", "hours"),)),
    Nav("Vendors", 40, group="design", values=(("part", "vendors"),)),
    Nav("Numbers", 50, group="design", values=(("part", "numbers"),)),
    Nav("Brands", 60, group="design", values=(("part", "brands"),)),
    Nav("Switch definitions", 80, group="design", values=(("part", "switches"),)),
    Nav("Line settings", 90, group="design", values=(("part", "line"),)),
)
"""Links to the parts of the document beside its queues."""
ENTRY, LIST = "routing/entry.html", "routing/part.html"
WAS, SIDE = "was.", "side."
"""Prefixes of fields: the value when the form was loaded; whose value is taken if two admins changed it."""
TRIES = 3
"""How often a change is tried while others save at the same moment."""


class DraftEditor(PageGroup):
    """The lists and forms of every part of the document."""

    @page("/routing", roles=READERS, nav=Nav("Queues", 10, group="design"), template=LIST)
    def queues(self) -> Answer:
        """The list of queues, with which the editor begins."""
        return self.part(QUEUES.name)

    @page("/routing/<part>", roles=READERS, nav=DESIGN_LINKS, template=LIST)
    def part(self, part: str) -> Answer:
        """The entries of a part."""
        which, draft = _part(part), self.ports.routing.draft()
        if which.is_one:
            return back_to("entry", part=part, name=part)
        document = to_json(draft.routing)
        facts: dict[str, Any] = {"listed": paged(entries(document, which), request.args), "document": document}
        if which in (RULES, VENDORS):
            facts["shares"] = self._shares(draft.routing)
        if which is RULES:
            facts["told"] = {rule.name: rule_sentence(rule, draft.routing) for rule in draft.routing.rules}
        if which is HOURS:
            facts["weeks"] = {name: week(hours) for name, hours in draft.routing.hours.items()}
        return {"part": which, **self._around(draft), **facts}

    @page("/routing/<part>/of/<path:name>", roles=READERS, template=ENTRY)
    def entry(self, part: str, name: str) -> Facts:
        """The form of an entry."""
        which, draft = _part(part), self.ports.routing.draft()
        known = entries(to_json(draft.routing), which)
        if name not in known:
            abort(404)
        values = filled(which.fields, known[name])
        return self._form(which, draft, name, values, was=values)

    @page("/routing/<part>/new", roles=ADMINS, methods=("GET", "POST"), template=ENTRY)
    def new_entry(self, part: str) -> Answer:
        """The form of a new entry."""
        which, draft = _part(part), self.ports.routing.draft()
        if which.is_one:
            abort(404)
        if request.method == "GET":
            like = entries(to_json(draft.routing), which).get(request.args.get("like", ""), {})
            return self._form(which, draft, "", filled(which.fields, like), was={})
        name, given = form_fields().get("entry", ""), typed(which.fields, request.form)
        if not name or name in entries(to_json(draft.routing), which):
            wrong = {"entry": "There is one of this name already." if name else "Give it a name."}
            return self._form(which, draft, "", given, entry=name, was={}, wrong=wrong), 422
        return self._retried(lambda draft: self._keep(which, draft, "", name, given), part)

    @page("/routing/<part>/of/<path:name>", roles=ADMINS, methods=("POST",), template=ENTRY)
    def save_entry(self, part: str, name: str) -> Answer:
        """Save the typed fields in the draft, or remove the entry from it."""
        which = _part(part)
        return self._retried(lambda draft: self._save(which, draft, name), part)

    @page("/routing/rules/move", roles=ADMINS, methods=("POST",), form_on="queues")
    def move_rule(self) -> Answer:
        """Move a rule: to the place typed (from 1), else that of the arrow pressed or the row dropped on."""
        given = form_fields()
        name = given.get("name", "")

        def move(draft: Draft) -> Answer:
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

    def _save(self, part: Part, draft: Draft, name: str) -> Answer:
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
        return self._keep(part, draft, name, form_fields().get("entry", "") or name, mine)

    def _keep(self, part: Part, draft: Draft, was: str, name: str, given: Mapping[str, str]) -> Answer:
        """Put an entry into the draft, if the document can hold it."""
        document: Document = to_json(draft.routing)
        given = without_hidden(part, given)
        known = entries(document, part)
        now = filled(part.fields, known.get(was, {}))
        if name != was and name in known:
            wrong = {"entry": "There is one of this name already."}
            return self._form(part, draft, was, given, entry=name, was=now, wrong=wrong), 422
        try:
            document, given = self._with_hours(part, document, given)
        except ValueError as error:
            wrong = {"hours_typed": f"These hours cannot be read: {error}."}
            return self._form(part, draft, was, given, entry=name, was=now, wrong=wrong), 422
        made = read(part.fields, given, known.get(was))
        if made.wrong:
            return self._form(part, draft, was, given, entry=name, was=now, wrong=made.wrong), 422
        document = with_entry(document, part, name, made.entry, was=was)
        if part is RULES and not was and (above := form_fields().get("above", "")) in known:
            document = moved(document, name, list(known).index(above))
        try:
            of_json(document)
        except RoutingError as error:
            place = str(list(entries(document, part)).index(name)) if part is RULES else name
            wrong, rest = refused(part, place, error)
            return self._form(part, draft, was, given, entry=name, was=now, wrong=wrong, rest=rest), 422
        return self._write(
            draft, document, f"{part.title} are in the draft" if part.is_one else f"{name} is in the draft", part.name
        )

    def _with_hours(self, part: Part, document: Document, given: Mapping[str, str]) -> tuple[Document, dict[str, str]]:
        """The document with the hours that were typed in a rule, and the fields that name them. Raises ValueError."""
        text = form_fields().get("hours_typed", "")
        if part is not RULES or not text:
            return document, dict(given)
        document, name = with_typed_hours(document, text, str(self.ports.clock().tzinfo))
        chosen = [each for each in given.get("when.time", "").split(", ") if each and each != name]
        return document, {**given, "when.time": ", ".join((*chosen, name))}

    def _write(self, draft: Draft, document: dict[str, Any], done: str, part: str, **onward: str | int) -> Answer:
        """Save the draft and go back to the list, to `onward` of it. Raises Conflict."""
        try:
            self.ports.routing.save_draft(of_json(document), actor=as_actor(), revision=draft.revision)
        except RoutingError as error:
            flash(f"Not saved: {error}")
            return back_to("part", part=part)
        flash(f"{done}. Nothing changes for callers until it is published.")
        return back_to("part", part=part, **onward)

    def _retried(self, write: Callable[[Draft], Answer], part: str) -> Answer:
        """Apply a change to the current draft; retry if somebody else saves at the same moment."""
        for _ in range(TRIES):
            try:
                return write(self.ports.routing.draft())
            except Conflict as error:
                told = str(error)
        flash(f"Not saved: {told}. Look at the draft and try again.")
        return back_to("part", part=part)

    def _form(self, part: Part, draft: Draft, name: str, values: Mapping[str, str], **facts: Any) -> Facts:
        around = self._around(draft)
        checked = at_fields(around["places"], part, name)
        document = to_json(draft.routing)
        return {
            "part": part,
            "name": name,
            "values": values,
            "document": document,
            "checked": checked,
            "rows_of": rows_of,
            **self._drawn(part, draft.routing, name),
            "shares": self._shares(draft.routing) if part is RULES and name else {},
            "above": request.values.get("above", ""),
            "is_previewed": part in PREVIEWED,
            "does": entry_preview(self.ports, part, name, read(part.fields, values, None).entry, draft.routing),
            **around,
            **facts,
        }

    def _drawn(self, part: Part, routing: Routing, name: str) -> dict[str, list[Strip]]:
        """The week and the days to come of hours."""
        if part is not HOURS or name not in routing.hours:
            return {}
        hours = routing.hours[name]
        return {"strips": week(hours), "days": fortnight(hours, self.ports.clock().date())}

    def _shares(self, routing: Routing) -> dict[tuple[str, str], LedgerRow]:
        """The calls that each queue of a split was entitled to and given this month."""
        return {(row.rule, row.queue): row for row in table(routing, self.ports.ledger(self.ports.clock()).month)}

    def _around(self, draft: Draft) -> dict[str, Any]:
        """The frame of every part: the draft and its problems."""
        found = self.ports.routing.problems(draft.routing)
        return {"draft": draft, "problems": found, "places": places(found, draft.routing)}


def _part(name: str) -> Part:
    if name not in PARTS:
        abort(404)
    return PARTS[name]


def _wanted_place(given: Mapping[str, str], names: Sequence[str]) -> int | None:
    """The new place of a rule, from 0; None if the place cannot be read or the rule does not exist."""
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
    """The typed fields merged with changes that others saved since, and the fields in conflict."""
    base = {field.name: request.form.get(WAS + field.name, "").replace("\r\n", "\n") for field in part.fields}
    taken = {name: theirs[name] if request.form.get(SIDE + name) == "theirs" else text for name, text in given.items()}
    return merged(part.fields, base, taken, theirs)
