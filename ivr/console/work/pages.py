"""The work list, and the page of one item with the acts on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.accounts import may_see_queue, visible_queues
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.calls.ports import Unavailable
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.ports.desk import DeskRefused
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to, csv_file, refusal
from ivr.console.roles import CALL_READERS
from ivr.console.session import as_actor, me
from ivr.console.work.filters import asked_for, mark_of, marked, wanted_items
from ivr.console.work.shown import caller_of, table_rows
from ivr.reporting.work_items import (
    ACTS,
    AT_ONCE,
    KIND_NAMES,
    LONGEST_WORK_NOTE,
    Act,
    NoSuchMessage,
    NoSuchWork,
    WorkChange,
    WorkItem,
    WorkMoved,
    visible,
)

IN_A_FILE = 10_000
"""Items in a CSV file."""
_DONE_WORDS: Mapping[Act, str] = {
    "take": "It is yours.",
    "hand": "It was handed over.",
    "put_back": "It is open again.",
    "note": "The note was kept.",
    "done": "It is done.",
}


class WorkPages(PageGroup):
    """The list, and the page of one item. Items of queues that a user does not see do not exist for them."""

    @page(
        "/work-list",
        roles=CALL_READERS,
        nav=Nav("Work list", 20, group="work", badge="work"),
        template="work/work.html",
    )
    def work(self) -> Facts:
        """What is owed to callers, by default what is not done, due first."""
        queues, now = self._queues(), self.ports.clock()
        wanted = wanted_items(request.args, user=me().name, queues=queues)
        found = self.ports.work.listed(wanted, since=mark_of(request.args.get("after", "")), most=AT_ONCE + 1)
        counts = visible(self.ports.work.counts(), queues)
        return {
            "found": found[:AT_ONCE],
            "more": marked(found[AT_ONCE - 1], wanted) if len(found) > AT_ONCE else "",
            "asked": asked_for(wanted),
            "now": now,
            "kinds": KIND_NAMES,
            "queues": self._queue_names(queues),
            "languages": self.ports.languages,
            "open": sum(each.count for each in counts if each.kind != "short"),
            "overdue": sum(each.count for each in counts if each.is_overdue and each.kind != "short"),
            "who": caller_of,
        }

    @page("/work-list/file", roles=CALL_READERS)
    def work_file(self) -> ResponseReturnValue:
        """The same items as a CSV file."""
        queues = self._queues()
        wanted = wanted_items(request.args, user=me().name, queues=queues)
        found = self.ports.work.listed(wanted, most=IN_A_FILE)
        return csv_file("work.csv", table_rows(found, me(), self._queue_names(queues)))

    @page("/work-list/<item>", roles=CALL_READERS, template="work/item.html")
    def work_item(self, item: str) -> Facts:
        """An item with the caller's other calls and items."""
        return self._shown(item)

    @page("/work-list/<item>", roles=CALL_READERS, methods=("POST",), form_on="work_item", template="work/item.html")
    def move_work(self, item: str) -> Answer:
        """Take, hand over, put back, note or end an item, if nobody has changed it since the page was shown."""
        given, revision = form_fields(), whole_number(form_fields().get("revision", ""))
        if given.get("act") not in ACTS or revision is None:
            abort(400)
        act = cast(Act, given["act"])
        if act == "hand" and given.get("to") not in self._colleagues(self._item(item)):
            return {**self._shown(item), "wrong": "Choose somebody to hand it to."}, 422
        change = WorkChange(
            act=act,
            revision=revision,
            to=given.get("to", ""),
            outcome=given.get("outcome", ""),
            note=given["note"][:LONGEST_WORK_NOTE] if "note" in given else None,
        )
        try:
            self.ports.work.change(item, change, as_actor(), queues=self._queues())
        except NoSuchWork:
            abort(404)
        except WorkMoved as error:
            return {**self._shown(item), "wrong": f"Nothing was changed: {error}.", "typed": change.note}, 409
        flash(_DONE_WORDS[act])
        return back_to("work") if act == "done" else back_to("work_item", item=item)

    @page("/work-list/<item>/message.wav", roles=CALL_READERS)
    def message(self, item: str) -> ResponseReturnValue:
        """The sound of a message, also in parts (RFC 9110: range requests)."""
        found = self._item(item)
        if not found.recording:
            abort(404)
        try:
            file = self.ports.messages.wav(found.recording)
        except NoSuchMessage:
            abort(404)
        except Unavailable:
            return refusal(
                503, "The message cannot be fetched now", "Twilio did not give the recording. Try again soon."
            )
        response = Response(file, mimetype="audio/wav")
        response.headers["Cache-Control"] = "no-store"
        return response.make_conditional(request, accept_ranges=True, complete_length=len(file))

    @page(
        "/work-list/<item>/call", roles=CALL_READERS, methods=("POST",), form_on="work_item", template="work/item.html"
    )
    def call_back(self, item: str) -> Answer:
        """Call the caller from the user's own desk; or count a call that was made by another telephone."""
        revision = whole_number(form_fields().get("revision", ""))
        if revision is None or form_fields().get("by") not in ("desk", "own"):
            abort(400)
        found, by_desk = self._item(item), form_fields()["by"] == "desk"
        agent = self.ports.agent_station.agent(me().name) if by_desk else None
        if by_desk and (agent is None or not found.number):
            return {**self._shown(item), "wrong": "You have no desk to call from, or the number is not known."}, 422
        try:
            self._call(replace(found, revision=revision), agent)
        except (WorkMoved, DeskRefused, Unavailable) as error:
            return {**self._shown(item), "wrong": f"No call was placed: {error}"}, 409
        flash("Your telephone rings first, then the caller’s." if agent else "The call was counted.")
        return back_to("work_item", item=item)

    def _call(self, found: WorkItem, agent: DeskAgent | None) -> None:
        """Call from the desk of an agent, whose the item is from then on, and count the attempt."""
        actor, queues, work = as_actor(), self._queues(), self.ports.work
        if agent:
            if found.progress == "calling":
                raise WorkMoved("the line is calling the caller right now")
            found = work.change(found.id, WorkChange(act="take", revision=found.revision), actor, queues=queues)
            self.ports.agent_station.call_out(agent, found.number, shown=found.line, about=found.call_sid)
        work.tried(found.id, found.revision, actor, queues=queues)

    def _item(self, name: str) -> WorkItem:
        try:
            return self.ports.work.get(name, queues=self._queues())
        except NoSuchWork:
            abort(404)

    def _shown(self, name: str) -> dict[str, object]:
        queues = self._queues()
        try:
            story = self.ports.work.story(name, queues=queues)
        except NoSuchWork:
            abort(404)
        return {
            "story": story,
            "each": story.item,
            "kinds": KIND_NAMES,
            "queues": self._queue_names(queues),
            "caller": caller_of(story.item, me()),
            "has_desk": self.ports.agent_station.agent(me().name) is not None,
            "colleagues": self._colleagues(story.item),
            "now": self.ports.clock(),
            "most": LONGEST_WORK_NOTE,
            "who": caller_of,
        }

    def _colleagues(self, item: WorkItem) -> list[str]:
        """The users whom an item can be handed to: those who see its queue, and work on the list. For users bound to
        queues, those of their own role alone, so that a vendor reads no names of the shop's people.
        """
        queue = self.ports.in_force().queues.get(item.queue)
        vendor, mine = queue.vendor if queue else "", me()
        return [
            each.name
            for each in self.ports.users.all()
            if each.role in CALL_READERS
            and may_see_queue(each, item.queue, vendor)
            and (mine.role != "vendor" or (each.role, each.vendor) == (mine.role, mine.vendor))
        ]

    def _queues(self) -> Sequence[str] | None:
        """The queues whose items the user may see; None for all."""
        return visible_queues(me(), self.ports.in_force())

    def _queue_names(self, queues: Sequence[str] | None) -> dict[str, str]:
        """The queues to choose from, by key, with the name that people gave each."""
        known = self.ports.in_force().queues
        names = known if queues is None else queues
        return {name: known[name].name if name in known else name for name in names}
