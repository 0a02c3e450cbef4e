"""Switches, turned at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, flash
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.store import Hand, RoutingStore, UnknownSwitch
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.room import READERS

LONGEST = 60 * 24 * 31
"""Minutes that a switch may stay on."""


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The page for what takes effect at once. `tell` lets every worker know."""

    store: RoutingStore
    tell: Callable[[], None]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The page and its buttons."""
        pages.add("/switches", "switches", self.switches, to=READERS)
        pages.add("/switches/<name>", "flip", self.flip, to=("admin", "supervisor"), methods=("POST",))

    def switches(self) -> str:
        """Those that there are, and which are on."""
        return self._page({})

    def flip(self, name: str) -> ResponseReturnValue:
        """Turn one on for a while, or off."""
        given = asked()
        minutes = given.get("minutes", "")
        if given.get("turn") not in ("on", "off"):
            abort(400)
        if given["turn"] == "on" and not (minutes.isdecimal() and 0 < int(minutes) <= LONGEST):
            wrong = f"Not turned on: write for how many minutes, {LONGEST} at most."
            return self._page({name: {**given, "wrong": wrong}}), 422
        until = self.clock() + timedelta(minutes=int(minutes)) if given["turn"] == "on" else None
        return self._turn(name, until, given.get("why", ""))

    def _page(self, given: Mapping[str, Mapping[str, str]]) -> str:
        """`given` is what was typed at a switch, and what is wrong with it."""
        known, on = self.store.current().routing.switches, self.store.switches()
        return shown("switches", switches=known, on=on, given=given)

    def _turn(self, name: str, until: datetime | None, why: str) -> ResponseReturnValue:
        try:
            self.store.flip(name, until=until, hand=Hand(me().name, "console"), why=why)
        except UnknownSwitch:
            abort(404)
        self.tell()
        flash(f"{name} is on until {until:%d %B, %H:%M}." if until else f"{name} is off.")
        return back_to("switches")
