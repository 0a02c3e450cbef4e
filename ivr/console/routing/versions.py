"""Versions of the routing document, the way back to one, and the ledger of calls given to vendors."""

from flask import abort, flash

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import NUMBER, form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.routing.review import in_force
from ivr.console.session import as_actor
from ivr.console.undo import REASON_MISSING, reason
from routing.allocation import table
from routing.diff import differences
from routing.document import RoutingError, to_yaml
from routing.model import Routing
from routing.versions import Conflict, UnknownVersion

VERSION = "routing/version.html"


class VersionPages(PageGroup):
    """Versions and the ledger."""

    @page(
        "/routing/versions",
        roles=READERS,
        nav=Nav("Versions", 30, group="publish"),
        template="routing/versions.html",
    )
    def versions(self) -> Facts:
        """All versions."""
        return {"versions": self.ports.routing.versions(), "current": self.ports.routing.current().number}

    @page(f"/routing/versions/{NUMBER}", roles=READERS, template=VERSION)
    def version(self, number: int) -> Facts:
        """A version, with the changes that publishing it again would make."""
        return self._facts(number)

    @page(
        f"/routing/versions/{NUMBER}/again",
        roles=ADMINS,
        methods=("POST",),
        form_on="version",
        template="routing/version.html",
    )
    def roll_back(self, number: int) -> Answer:
        """Publish an older version again, as a new one."""
        if not reason():
            return self._facts(number, REASON_MISSING), 422
        try:
            version = self.ports.routing.roll_back(number, actor=as_actor(), note=reason())
        except UnknownVersion:
            abort(404)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("versions")
        return in_force(version, self.ports)

    @page(
        "/routing/ledger",
        roles=READERS,
        nav=Nav("Vendor shares", 45, group="design"),
        template="routing/ledger.html",
    )
    def ledger(self) -> Facts:
        """The calls that each vendor was entitled to, and the calls it was given."""
        routing, found = self.ports.routing.current().routing, self.ports.ledger(self.ports.clock())
        periods = (("This month", list(table(routing, found.month))), ("Today", list(table(routing, found.day))))
        return {"periods": periods}

    def _facts(self, number: int, wrong: str = "") -> Facts:
        version, current = self._version(number), self.ports.routing.current()
        changed = differences(current.routing, version)
        typed = {"wrong": wrong, "why": form_fields().get("why", "")}
        return {"number": number, "current": current, "changed": changed, "text": to_yaml(version), **typed}

    def _version(self, number: int) -> Routing:
        try:
            return self.ports.routing.version(number).routing
        except UnknownVersion:
            abort(404)
