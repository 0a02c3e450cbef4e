"""The banner on every page: the switches that are on. They are turned off from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import request

from ivr.accounts import User
from ivr.console.page import PageGroup, page
from ivr.console.requests import is_of_console
from ivr.console.responses import rendered
from ivr.console.roles import EVERYBODY
from ivr.console.session import user_or_none
from routing.model import Routing
from routing.switches import scope_in_words, switch_scope


@dataclass(frozen=True, slots=True)
class Notice:
    """A switch that is on: its effect, its beginning and end, who turned it on and why."""

    name: str
    title: str
    closes: bool
    reaches: str
    since: datetime
    until: datetime
    who: str
    why: str


class Banner(PageGroup):
    """The banner at the head of every page, and by itself for pages that stay open."""

    @page("/switched", roles=EVERYBODY)
    def switched(self) -> str:
        """The banner alone; `at` is the page that it stands on."""
        at = request.args.get("at", "")
        return rendered("switches/banner.html", at=at if is_of_console(at) else "")

    def notices(self) -> list[Notice]:
        """The switches that are on, as the user may see them."""
        user = user_or_none()
        return list(self._notices(user)) if user else []

    def _notices(self, user: User) -> Iterator[Notice]:
        routing = self.ports.in_force()
        for each in self.ports.switched_on(self.ports.clock()):
            switch = routing.switches.get(each.name)
            if switch is None:
                continue
            found = switch_scope(routing, switch)
            if user.role != "vendor":
                words = scope_in_words(routing, found)
                yield Notice(each.name, switch.name, switch.closes, words, each.since, each.until, each.who, each.why)
            elif theirs := [routing.queues[name].name for name in found.queues if _is_of(routing, name, user)]:
                words = ", ".join(theirs)
                yield Notice(each.name, switch.name, switch.closes, words, each.since, each.until, "", "")


def _is_of(routing: Routing, queue: str, user: User) -> bool:
    """Whether a queue belongs to a vendor. Vendors do not see the effects of switches on others."""
    return queue in routing.queues and routing.queues[queue].vendor == user.vendor
