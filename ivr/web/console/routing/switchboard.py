"""Switches, turned at once, and the audit of who changed what."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from flask import Response, abort, flash
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.store import Deed, Hand, RoutingStore, UnknownSwitch
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.room import READERS, WRITERS

LONGEST = 60 * 24 * 31
"""Minutes that a switch may stay on."""


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The pages for what takes effect at once. `tell` lets every worker know."""

    store: RoutingStore
    tell: Callable[[], None]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """Switches and audit."""
        pages.add("/switches", "switches", self.switches, to=READERS)
        pages.add("/switches/<name>", "flip", self.flip, to=("admin", "supervisor"), methods=("POST",))
        pages.add("/audit", "audit", self.audit, to=("admin", "auditor"))
        pages.add("/audit.csv", "audit_file", self.audit_file, to=("admin", "auditor"))
        pages.add("/audit/<int:place>/undo", "undo", self.undo, to=WRITERS, methods=("POST",))

    def switches(self) -> str:
        """Those that there are, and which are on."""
        known, on = self.store.current().routing.switches, self.store.switches()
        return shown("switches", switches=known, on=on)

    def flip(self, name: str) -> ResponseReturnValue:
        """Turn one on for a while, or off."""
        given = asked()
        minutes = given.get("minutes", "")
        if given.get("turn") not in ("on", "off"):
            abort(400)
        if given["turn"] == "on" and not (minutes.isdecimal() and 0 < int(minutes) <= LONGEST):
            flash(f"Not turned on: write for how many minutes, {LONGEST} at most.")
            return back_to("switches")
        until = self.clock() + timedelta(minutes=int(minutes)) if given["turn"] == "on" else None
        return self._turn(name, until, given.get("why", ""))

    def audit(self) -> str:
        """Who changed what, newest first."""
        return shown("audit", deeds=self.store.deeds())

    def audit_file(self) -> Response:
        """The same as a table for other programs."""
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return Response(_csv(self.store.deeds(limit=100_000)), content_type="text/csv; charset=utf-8", headers=headers)

    def undo(self, place: int) -> ResponseReturnValue:
        """Take back what a line of the audit did: a version before a publication, a switch as it was."""
        deed = next((each for each in self.store.deeds() if each.number == place), None)
        if deed is None:
            abort(404)
        if deed.action == "publish":
            return self._before(deed)
        before = datetime.fromisoformat(deed.before) if isinstance(deed.before, str) else None
        until = before if before and before > self.clock() else None
        return self._turn(deed.subject, until, f"Undoes what {deed.who} did at {deed.at:%Y-%m-%d %H:%M}")

    def _before(self, deed: Deed) -> ResponseReturnValue:
        note = f"Undoes version {deed.subject}"
        version = self.store.roll_back(int(deed.before), hand=Hand(me().name, "console"), note=note)
        self.tell()
        flash(f"Version {deed.before} is in force again, as version {version.number}.")
        return back_to("audit")

    def _turn(self, name: str, until: datetime | None, why: str) -> ResponseReturnValue:
        try:
            self.store.flip(name, until=until, hand=Hand(me().name, "console"), why=why)
        except UnknownSwitch:
            abort(404)
        self.tell()
        flash(f"{name} is on until {until:%d %B, %H:%M}." if until else f"{name} is off.")
        return back_to("switches")


def _csv(deeds: Sequence[Deed]) -> str:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(("at", "who", "via", "action", "subject", "before", "after", "why"))
    rows.writerows(_row(deed) for deed in deeds)
    return text.getvalue()


def _row(deed: Deed) -> Iterator[str]:
    told = (json.dumps(each, ensure_ascii=False) for each in (deed.before, deed.after))
    for cell in (deed.at.isoformat(), deed.who, deed.via, deed.action, deed.subject, *told, deed.why):
        yield f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
