"""What was in force, and the way back to it; what was shared out by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import Conflict, Hand, RoutingStore, UnknownVersion
from ivr.console.audit.undo import REASON_MISSING, reason
from ivr.console.page import NUMBER, Pages, asked, back_to, me, shown
from ivr.console.routing.draft_editor import READERS, WRITERS
from ivr.console.routing.review import in_force
from routing.allocation import Ledger, table
from routing.diff import differences
from routing.document import RoutingError, to_yaml
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Versions:
    """These pages. `tell` lets every worker know what is in force."""

    store: RoutingStore
    plans: Plans
    tell: Callable[[], None]
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/versions", "versions", self.versions, to=READERS)
        pages.add(f"/routing/versions/{NUMBER}", "version", self.version, to=READERS)
        pages.add(
            f"/routing/versions/{NUMBER}/again",
            "roll_back",
            self.roll_back,
            to=WRITERS,
            methods=("POST",),
            form_on="version",
        )
        pages.add("/routing/ledger", "ledger", self.shares, to=READERS)

    def versions(self) -> str:
        """What was ever in force."""
        return shown("routing/versions", versions=self.store.versions(), current=self.store.current().number)

    def version(self, number: int) -> str:
        """One of them, with what it would change if it came back."""
        return self._page(number)

    def roll_back(self, number: int) -> ResponseReturnValue:
        """Put an older version in force again, as a new one."""
        if not reason():
            return self._page(number, REASON_MISSING), 422
        try:
            version = self.store.roll_back(number, hand=Hand(me().name, "console"), note=reason())
        except UnknownVersion:
            abort(404)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("versions")
        return in_force(version, self.plans, self.tell)

    def shares(self) -> str:
        """What each vendor was owed and given."""
        routing, found = self.store.current().routing, self.ledger(self.clock())
        periods = (("This month", list(table(routing, found.month))), ("Today", list(table(routing, found.day))))
        return shown("routing/ledger", periods=periods)

    def _page(self, number: int, wrong: str = "") -> str:
        version, current = self._version(number), self.store.current()
        changed = differences(current.routing, version)
        facts = {"text": to_yaml(version), "wrong": wrong, "why": asked().get("why", "")}
        return shown("routing/version", number=number, current=current, changed=changed, **facts)

    def _version(self, number: int) -> Routing:
        try:
            return self.store.version(number).routing
        except UnknownVersion:
            abort(404)
