"""Switches, turned at once. One that closes queues is turned on by whoever has read whom it reaches, with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from ivr.adapters.redis.live_calls import Scenes
from ivr.adapters.sql.routing.store import Hand, RoutingStore, UnknownSwitch, Version
from ivr.console.page import Pages, asked, back_to, is_ours, me, shown, whole_number
from ivr.console.routing.draft_editor import READERS
from ivr.console.switches.banner import TURNERS
from ivr.reporting.times import clock_time
from routing.switches import SwitchScope, scope_in_words, switch_scope

LONGEST = 60 * 24 * 31
"""Minutes that a switch may stay on."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a switch closes queues: whom it reaches, how many wait there, by which version."""

    reach: SwitchScope
    words: str
    waiting: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The page for what takes effect at once. `tell` lets every worker know."""

    store: RoutingStore
    scenes: Scenes
    tell: Callable[[], None]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The page and its buttons."""
        pages.add("/switches", "switches", self.switches, to=READERS)
        pages.add("/switches/<name>", "flip", self.flip, to=TURNERS, methods=("POST",), form_on="switches")

    def switches(self) -> str:
        """List all switches and their state; `ask` names one that is about to be turned on for `minutes`."""
        current, name = self.store.current(), request.args.get("ask", "")
        if name not in current.routing.switches or me().role not in TURNERS:
            return self._page(current, {})
        minutes = request.args.get("minutes", "")
        return self._page(current, {name: {"minutes": minutes, "question": self._question(current, name)}})

    def flip(self, name: str) -> ResponseReturnValue:
        """Turn one on for a while, or off."""
        given, current = asked(), self.store.current()
        if given.get("turn") not in ("on", "off"):
            abort(400)
        if given["turn"] == "off":
            return self._turn(name, None, given)
        if name not in current.routing.switches:
            abort(404)
        if wrong := _wrong(given):
            return self._page(current, {name: {**given, "wrong": wrong}}), 422
        if current.routing.switches[name].closes and (given.get("sure") != str(current.number) or not given.get("why")):
            wrong = "Not turned on: say why." if "sure" in given and not given.get("why") else ""
            typed = {**given, "wrong": wrong, "question": self._question(current, name)}
            return self._page(current, {name: typed}), 422 if wrong else 200
        return self._turn(name, self.clock() + timedelta(minutes=int(given["minutes"])), given)

    def _question(self, current: Version, name: str) -> Question:
        found = switch_scope(current.routing, current.routing.switches[name])
        return Question(found, scope_in_words(current.routing, found), self.scenes.now().waiting(found), current.number)

    def _page(self, current: Version, given: Mapping[str, Mapping[str, Any]]) -> str:
        """`given` is what was typed at a switch, what is wrong with it, and what is asked before it is turned on."""
        routing, on = current.routing, self.store.switched_on()
        reaches = {
            name: scope_in_words(routing, switch_scope(routing, each)) for name, each in routing.switches.items()
        }
        return shown("switches/switches", switches=routing.switches, reaches=reaches, on=on, given=given)

    def _turn(self, name: str, until: datetime | None, given: Mapping[str, str]) -> ResponseReturnValue:
        try:
            self.store.flip(name, until=until, hand=Hand(me().name, "console"), why=given.get("why", ""))
        except UnknownSwitch:
            abort(404)
        self.tell()
        flash(f"{name} is on until {clock_time(until, self.clock())}." if until else f"{name} is off.")
        onward = given.get("onward", "")
        return redirect(onward, 303) if is_ours(onward) else back_to("switches")


def _wrong(given: Mapping[str, str]) -> str:
    if whole_number(given.get("minutes", ""), most=LONGEST):
        return ""
    return f"Not turned on: write for how many minutes, {LONGEST} at most."
