"""The audit: who changed what, when, from where and why. Changes are undone from here."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import NUMBER, whole_number
from ivr.console.responses import back_to, csv_file
from ivr.console.roles import ADMINS, AUDITORS
from ivr.console.routing.document_parts import PARTS
from ivr.console.session import as_actor
from ivr.console.typed_times import day_typed
from ivr.console.undo import REASON_MISSING, UNDO_TEMPLATE, reason, undo_facts
from ivr.reporting.audit import Actor, AuditEntry, AuditFilter, rows_of
from ivr.reporting.times import clock_time
from routing.diff import BEGINNINGS
from routing.switches import UnknownSwitch

ACTIONS = {
    "publish": "published",
    "draft": "saved the draft",
    "discard": "discarded the draft",
    "plan": "planned",
    "approval": "asked for or decided about approval",
    "switch": "turned a switch",
    "desk": "acted on a call or an agent",
    "request": "changed a request",
    "notice": "changed who gets texts",
    "work": "worked on an item of the work list",
    "user": "changed a user",
    "agent": "changed an agent",
    "alert team": "changed who is told of alerts",
    "import": "imported orders",
    "source": "changed a source",
    "export": "downloaded",
    "token": "changed a token",
    "report": "changed a scheduled report",
    "wall": "changed a link to a wall board",
    "launch": "entered or removed a launch",
    "webhook": "changed a webhook",
    "dispute": "disputed or settled a scorecard",
}
IN_THE_DRAFT = ("draft", "discard")
PARTS_OF = {name: PARTS[name].title for name in BEGINNINGS if name in PARTS} | {"prompts": "Prompts"}
AT_ONCE = 50
"""Lines on a page."""


class AuditPages(PageGroup):
    """The list of changes, its download, and the undoing of changes that took effect immediately."""

    @page("/audit", roles=AUDITORS, nav=Nav("Audit", 60, group="set_up"), template="audit/audit.html")
    def audit(self) -> Facts:
        """The lines that fit, newest first; `?before` leads to older ones."""
        given = {name: value.strip() for name, value in request.args.items() if value.strip()}
        before = whole_number(given.pop("before", ""))
        entries = self.ports.routing.audit_entries(AT_ONCE + 1, before=before, wanted=self._wanted(given))
        older = entries[AT_ONCE - 1].number if entries[AT_ONCE:] else None
        return {
            "entries": entries[:AT_ONCE],
            "older": older,
            "current": self.ports.routing.current().number,
            "given": given,
            "actors": self.ports.routing.actors(),
            "actions": ACTIONS,
            "parts_of": PARTS_OF,
        }

    @page("/audit.csv", roles=AUDITORS)
    def audit_file(self) -> Response:
        """All lines that fit, for other programs."""
        return csv_file(
            "audit.csv", rows_of(self.ports.routing.audit_entries(100_000, wanted=self._wanted(request.args)))
        )

    def _wanted(self, given: Mapping[str, str]) -> AuditFilter:
        """The filter; a day that cannot be read counts for nothing."""
        zone = self.ports.clock().tzinfo
        since, last = (day_typed(given.get(name, ""), zone) for name in ("since", "until"))
        plain = {name: given.get(name, "").strip()[:128] for name in ("who", "action", "part", "words")}
        return AuditFilter(**plain, since=since, until=last + timedelta(days=1) if last else None)

    @page(f"/audit/{NUMBER}/undo", roles=ADMINS, template=UNDO_TEMPLATE)
    def ask_undo(self, number: int) -> Facts:
        """The change that is to be undone, and the question why."""
        return undo_facts(self._entry(number, *IN_THE_DRAFT, "publish", "switch"))

    @page(f"/audit/{NUMBER}/undo", roles=ADMINS, methods=("POST",), template=UNDO_TEMPLATE)
    def undo(self, number: int) -> Answer:
        """Undo immediately a change that took effect immediately: the version in force, a switch."""
        entry = self._entry(number, "publish", "switch")
        if not reason():
            return undo_facts(entry, wrong=REASON_MISSING), 422
        undone = f"undoes what {entry.who} did at {_dated(entry.at, self.ports.clock())}"
        actor, why = as_actor(), f"{reason()} ({undone})"
        return self._roll_back(entry, actor, why) if entry.action == "publish" else self._flip(entry, actor, why)

    def _entry(self, number: int, *actions: str) -> AuditEntry:
        entry = self.ports.routing.audit_entry(number)
        if entry is None or entry.action not in actions:
            abort(404)
        return entry

    def _roll_back(self, entry: AuditEntry, actor: Actor, why: str) -> ResponseReturnValue:
        if entry.subject != str(self.ports.routing.current().number):
            abort(404)
        version = self.ports.routing.roll_back(int(str(entry.before)), actor=actor, note=why)
        self.ports.announce()
        flash(f"Version {entry.before} is live again, as version {version.number}.")
        for words in self.ports.plans.troubles(version):
            flash(f"{words}. Settle it under Review and publish.")
        return back_to("audit")

    def _flip(self, entry: AuditEntry, actor: Actor, why: str) -> ResponseReturnValue:
        before = datetime.fromisoformat(str(entry.before)) if entry.before else None
        until = before if before and before > self.ports.clock() else None
        if until and self._closes(entry.subject):
            minutes = (until - self.ports.clock()) // timedelta(minutes=1) + 1
            return back_to("switches", ask=entry.subject, minutes=minutes)
        try:
            self.ports.routing.flip(entry.subject, until=until, actor=actor, why=why)
        except UnknownSwitch:
            abort(404)
        self.ports.announce()
        told = f"on until {clock_time(until, self.ports.clock())}" if until else "off"
        flash(f"{entry.subject} is {told}.")
        return back_to("audit")

    def _closes(self, name: str) -> bool:
        """Whether a switch closes queues: it is turned on again only after its reach was shown."""
        switch = self.ports.routing.current().routing.switches.get(name)
        return switch is not None and switch.closes


def _dated(at: datetime, now: datetime) -> str:
    """A time on the shop's clock, with its date."""
    return f"{at.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"
