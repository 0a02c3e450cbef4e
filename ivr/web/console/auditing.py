"""The audit: who changed what, when, from where and why; each change can be taken back from here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.audit import rows_of
from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Deed, Hand, RoutingStore, UnknownSwitch
from ivr.adapters.users import Role
from ivr.reports.times import clock_time
from ivr.web.console.pages import Pages, back_to, csv_file, me, shown

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
        pages.add("/audit/<int:number>/undo", "undo", self.undo, to=("admin",), methods=("POST",))

    def audit(self) -> str:
        """Newest first; `?before` leads on to what is older."""
        before = request.args.get("before", "")
        known = int(before) if before.isdecimal() and len(before) < 10 else None
        deeds = self.store.deeds(AT_ONCE + 1, before=known)
        older = deeds[AT_ONCE - 1].number if deeds[AT_ONCE:] else None
        return shown("audit", deeds=deeds[:AT_ONCE], older=older, current=self.store.current().number)

    def audit_file(self) -> Response:
        """The whole of it as a table for other programs."""
        return csv_file("audit.csv", rows_of(self.store.deeds(100_000)))

    def undo(self, number: int) -> ResponseReturnValue:
        """Take back at once what took effect at once: the version in force, a switch."""
        deed = self.store.deed(number)
        if deed is None or deed.action not in ("publish", "switch"):
            abort(404)
        hand, why = Hand(me().name, "console"), f"Undoes what {deed.who} did at {_dated(deed.at, self.clock())}"
        return self._roll_back(deed, hand, why) if deed.action == "publish" else self._flip(deed, hand, why)

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
