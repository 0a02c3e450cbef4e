"""What every page shows of the switches that are on, and how they are turned off from there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from ivr.adapters.sql.users import Role, User
from ivr.console.page import EVERYBODY, Pages, is_ours, shown, whoever
from routing.model import Routing
from routing.switches import SwitchedOn, scope_in_words, switch_scope

TURNERS: tuple[Role, ...] = ("admin", "supervisor")
"""Who may turn switches."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A switch that is on, as it is told: what it does, since when and until when, and by whom and why."""

    name: str
    title: str
    closes: bool
    reaches: str
    since: datetime
    until: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Switched:
    """The notice at the head of every page. `on` has the switches that are on, by the routing in force."""

    on: Callable[[datetime], Sequence[SwitchedOn]]
    routing: Callable[[], Routing]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The notices for every page, and by themselves for a page that stays open."""
        pages.add("/switched", "switched", self.switched, to=EVERYBODY)
        pages.blueprint.app_context_processor(lambda: {"switched_on": self.notices, "turners": TURNERS})

    def switched(self) -> str:
        """The notices alone; `at` is the page that they stand on."""
        at = request.args.get("at", "")
        return shown("switches/banner", at=at if is_ours(at) else "")

    def notices(self) -> list[Notice]:
        """The switches that are on, for whoever asks."""
        user = whoever()
        return list(self._notices(user)) if user else []

    def _notices(self, user: User) -> Iterator[Notice]:
        routing = self.routing()
        for each in self.on(self.clock()):
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
    """Whether a queue is one of a vendor's own. What switches do to others is none of a vendor's business."""
    return queue in routing.queues and routing.queues[queue].vendor == user.vendor
