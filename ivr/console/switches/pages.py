"""Switches, which take effect at once. One that closes queues asks for a reason, after its reach was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields, is_of_console, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import READERS, TURNERS
from ivr.console.session import as_actor, me
from ivr.reporting.times import clock_time
from routing.switches import SwitchScope, UnknownSwitch, scope_in_words, switch_scope
from routing.versions import Version

LONGEST = 60 * 24 * 31
"""Minutes that a switch may stay on."""


@dataclass(frozen=True, slots=True)
class ClosingQuestion:
    """The facts shown before a switch closes queues: its effect, the number of waiting callers, and the version."""

    reach: SwitchScope
    words: str
    waiting: int | None
    version: int


class SwitchPages(PageGroup):
    """The list of switches and its buttons."""

    @page("/switches", roles=READERS, nav=Nav("Switches", 60), template="switches/switches.html")
    def switches(self) -> Facts:
        """List all switches and their state; `ask` names a switch to be confirmed, for `minutes`."""
        current, name = self.ports.routing.current(), request.args.get("ask", "")
        if name not in current.routing.switches or me().role not in TURNERS:
            return self._page(current, {})
        minutes = request.args.get("minutes", "")
        return self._page(current, {name: {"minutes": minutes, "question": self._question(current, name)}})

    @page("/switches/<name>", roles=TURNERS, methods=("POST",), form_on="switches", template="switches/switches.html")
    def flip(self, name: str) -> Answer:
        """Turn a switch on for a while, or off."""
        given, current = form_fields(), self.ports.routing.current()
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
        return self._turn(name, self.ports.clock() + timedelta(minutes=int(given["minutes"])), given)

    def _question(self, current: Version, name: str) -> ClosingQuestion:
        found = switch_scope(current.routing, current.routing.switches[name])
        return ClosingQuestion(
            found, scope_in_words(current.routing, found), self.ports.live_calls.now().waiting(found), current.number
        )

    def _page(self, current: Version, given: Mapping[str, Mapping[str, Any]]) -> Facts:
        """`given` has, for a switch, the typed fields, the error, and the question before it is turned on."""
        routing, on = current.routing, self.ports.routing.switched_on()
        reaches = {
            name: scope_in_words(routing, switch_scope(routing, each)) for name, each in routing.switches.items()
        }
        return {"switches": routing.switches, "reaches": reaches, "on": on, "given": given}

    def _turn(self, name: str, until: datetime | None, given: Mapping[str, str]) -> ResponseReturnValue:
        try:
            self.ports.routing.flip(name, until=until, actor=as_actor(), why=given.get("why", ""))
        except UnknownSwitch:
            abort(404)
        self.ports.announce()
        flash(f"{name} is on until {clock_time(until, self.ports.clock())}." if until else f"{name} is off.")
        onward = given.get("onward", "")
        return redirect(onward, 303) if is_of_console(onward) else back_to("switches")


def _wrong(given: Mapping[str, str]) -> str:
    if whole_number(given.get("minutes", ""), most=LONGEST):
        return ""
    return f"Not turned on: write for how many minutes, {LONGEST} at most."
