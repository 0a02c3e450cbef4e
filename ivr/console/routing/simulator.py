"""The simulator: where the draft and the version in force would send a made-up caller, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from flask import request

from ivr.calls.routing_trial import RoutingTrial, UnfitTrial
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.roles import READERS
from ivr.console.routing.problem_locations import places
from ivr.console.session import me
from ivr.console.typed_times import moment
from routing.check import problems
from routing.conditions import OrderState
from routing.issues import Issue
from routing.model import Routing

_TYPED = frozenset(RoutingTrial.__annotations__) - {"order_state", "repeat", "withheld", "tried"}
Side = tuple[str, Routing, int]
"""A document to try a caller on: its title, itself, its version."""


class Simulator(PageGroup):
    """The form of a caller, and the decisions."""

    @page(
        "/routing/try",
        roles=READERS,
        nav=Nav("Try a caller", 10, group="test"),
        methods=("GET", "POST"),
        template="routing/try.html",
    )
    def try_caller(self) -> Facts:
        """The form and the decisions. It is sent by POST: a caller's number stands in no address."""
        standing = self.ports.routing.standing()
        draft, current = standing.draft, standing.current
        given = {name: value.strip() for name, value in request.values.items() if name != "csrf_token"}
        facts: dict[str, Any] = {
            "issues": get_args(Issue),
            "states": get_args(OrderState),
            "spoken": self.ports.languages,
        }
        found = self.ports.routing.problems(draft.routing)
        if any(each.severity == "error" for each in found):
            facts |= {"problems": found, "places": places(found, draft.routing)}
        if given:
            sides = (("The draft", draft.routing, draft.based_on), ("Live version", current.routing, current.number))
            facts |= self._tried(given, sides)
        return {"given": given, "draft": draft, "numbers": list(current.routing.numbers), **facts}

    def _tried(self, given: Mapping[str, str], sides: tuple[Side, ...]) -> dict[str, Any]:
        wrong: dict[str, str] = {}
        at = self._at(given.get("at", ""), wrong)
        try:
            trial = self.ports.caller_reader.read(_trial(given))
        except UnfitTrial as error:
            wrong |= error.fields
        if wrong:
            return {"wrong": wrong}
        tried = [(title, self._decided(trial, routing, version, at)) for title, routing, version in sides]
        seen: Mapping[str, Any] = next((told["caller"] for _, told in reversed(tried) if "caller" in told), {})
        return {"tried": tried, "at": at or self.ports.clock(), "is_now": at is None, "seen": seen}

    def _at(self, text: str, wrong: dict[str, str]) -> datetime | None:
        try:
            return moment(text, self.ports.clock().tzinfo) if text else None
        except ValueError as error:
            wrong["at"] = f"{str(error).capitalize()}."
            return None

    def _decided(self, trial: RoutingTrial, routing: Routing, version: int, at: datetime | None) -> Mapping[str, Any]:
        """The decision with its reasons; `wrong` for a draft with errors."""
        if any(each.severity == "error" for each in problems(routing)):
            return {"wrong": True}
        return self.ports.simulate(trial, routing, version, at)


def _trial(given: Mapping[str, str]) -> RoutingTrial:
    """The caller that was typed. Only admins may use a number: it names a person, and their orders are looked up."""
    texts: dict[str, Any] = {name: given[name] for name in _TYPED if given.get(name)}
    if me().role != "admin":
        texts.pop("number", None)
    states = (given["order_state"],) if given.get("order_state") else ()
    return RoutingTrial(**texts, order_state=states, repeat="repeat" in given, withheld="withheld" in given)
