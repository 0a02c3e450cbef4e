"""The audit: who changed what, when, from where and why; each change can be taken back from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.audit import Wanted, rows_of
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import Deed, Hand, RoutingStore, UnknownSwitch
from ivr.adapters.sql.users import Role
from ivr.console.audit.undo import REASON_MISSING, reason, undo_page
from ivr.console.page import NUMBER, Pages, back_to, csv_file, me, shown, whole_number
from ivr.console.routing.document_parts import PARTS
from ivr.console.typed_times import day_typed
from ivr.reporting.times import clock_time
from routing.diff import BEGINNINGS

ACTIONS = {
    "publish": "published",
    "draft": "saved the draft",
    "discard": "discarded the draft",
    "plan": "planned",
    "switch": "turned a switch",
    "user": "changed a user",
}
IN_THE_DRAFT = ("draft", "discard")
PARTS_OF = {name: PARTS[name].title for name in BEGINNINGS if name in PARTS} | {"prompts": "Prompts"}
READERS: tuple[Role, ...] = ("admin", "auditor")
AT_ONCE = 50
"""Lines on a page."""


@dataclass(frozen=True, slots=True)
class Auditing:
    """The page and its file. `tell` lets every worker know what is in force."""

    store: RoutingStore
    plans: Plans
    tell: Callable[[], None]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/audit", "audit", self.audit, to=READERS)
        pages.add("/audit.csv", "audit_file", self.audit_file, to=READERS)
        pages.add(f"/audit/{NUMBER}/undo", "ask_undo", self.ask_undo, to=("admin",))
        pages.add(f"/audit/{NUMBER}/undo", "undo", self.undo, to=("admin",), methods=("POST",))

    def audit(self) -> str:
        """What is looked for, newest first; `?before` leads on to what is older."""
        given = {name: value.strip() for name, value in request.args.items() if value.strip()}
        before = whole_number(given.pop("before", ""))
        deeds = self.store.deeds(AT_ONCE + 1, before=before, wanted=self._wanted(given))
        older = deeds[AT_ONCE - 1].number if deeds[AT_ONCE:] else None
        return shown(
            "audit/audit",
            deeds=deeds[:AT_ONCE],
            older=older,
            current=self.store.current().number,
            given=given,
            actors=self.store.actors(),
            actions=ACTIONS,
            parts_of=PARTS_OF,
        )

    def audit_file(self) -> Response:
        """All that is looked for as a table for other programs."""
        return csv_file("audit.csv", rows_of(self.store.deeds(100_000, wanted=self._wanted(request.args))))

    def _wanted(self, given: Mapping[str, str]) -> Wanted:
        """What is looked for; a day that is none counts for nothing."""
        zone = self.clock().tzinfo
        since, last = (day_typed(given.get(name, ""), zone) for name in ("since", "until"))
        plain = {name: given.get(name, "").strip()[:128] for name in ("who", "action", "part", "words")}
        return Wanted(**plain, since=since, until=last + timedelta(days=1) if last else None)

    def ask_undo(self, number: int) -> str:
        """What is to be taken back, and why."""
        return undo_page(self._deed(number, *IN_THE_DRAFT, "publish", "switch"))

    def undo(self, number: int) -> ResponseReturnValue:
        """Take back at once what took effect at once: the version in force, a switch."""
        deed = self._deed(number, "publish", "switch")
        if not reason():
            return undo_page(deed, wrong=REASON_MISSING), 422
        undone = f"undoes what {deed.who} did at {_dated(deed.at, self.clock())}"
        hand, why = Hand(me().name, "console"), f"{reason()} ({undone})"
        return self._roll_back(deed, hand, why) if deed.action == "publish" else self._flip(deed, hand, why)

    def _deed(self, number: int, *actions: str) -> Deed:
        deed = self.store.deed(number)
        if deed is None or deed.action not in actions:
            abort(404)
        return deed

    def _roll_back(self, deed: Deed, hand: Hand, why: str) -> ResponseReturnValue:
        if deed.subject != str(self.store.current().number):
            abort(404)
        version = self.store.roll_back(int(deed.before), hand=hand, note=why)
        self.tell()
        flash(f"Version {deed.before} is in force again, as version {version.number}.")
        for words in self.plans.troubles(version):
            flash(f"{words}. Settle it under Review and publish.")
        return back_to("audit")

    def _flip(self, deed: Deed, hand: Hand, why: str) -> ResponseReturnValue:
        before = datetime.fromisoformat(deed.before) if deed.before else None
        until = before if before and before > self.clock() else None
        if until and self._closes(deed.subject):
            minutes = (until - self.clock()) // timedelta(minutes=1) + 1
            return back_to("switches", ask=deed.subject, minutes=minutes)
        try:
            self.store.flip(deed.subject, until=until, hand=hand, why=why)
        except UnknownSwitch:
            abort(404)
        self.tell()
        told = f"on until {clock_time(until, self.clock())}" if until else "off"
        flash(f"{deed.subject} is {told}.")
        return back_to("audit")

    def _closes(self, name: str) -> bool:
        """Whether a switch closes queues: it is not turned on again before its reach was read."""
        switch = self.store.current().routing.switches.get(name)
        return switch is not None and switch.closes


def _dated(at: datetime, now: datetime) -> str:
    """A time that stays in the audit, on the shop's clock, with its date."""
    return f"{at.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"
