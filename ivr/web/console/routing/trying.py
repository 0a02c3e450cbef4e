"""Try a caller: where the draft and what is in force would send them, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from flask import request

from ivr.adapters.routings.store import RoutingStore
from ivr.web.console.pages import Pages, me, shown
from ivr.web.console.routing.moments import moment
from ivr.web.console.routing.places import places
from ivr.web.console.routing.room import READERS
from routing.allocation import Ledger
from routing.caller import Caller
from routing.check import problems
from routing.decide import Compiled, decide
from routing.explaining import explanation
from routing.issues import Issue
from routing.model import OrderState, Routing

PROBLEMS = ("late", "missing", "damaged")


@dataclass(frozen=True, slots=True)
class Trying:
    """The page. `known` gives what the line knows of a number: tier, country, order_value, withheld."""

    store: RoutingStore
    ledger: Callable[[datetime], Ledger]
    known: Callable[[str], Mapping[str, Any]]
    clock: Callable[[], datetime]
    languages: tuple[str, ...]

    def add_to(self, pages: Pages) -> None:
        """Both ways to it; a caller's number is sent, so that it stands in no address."""
        pages.add("/routing/try", "try_caller", self.try_caller, to=READERS, methods=("GET", "POST"))

    def try_caller(self) -> str:
        """The form, and what comes of it."""
        standing = self.store.standing()
        draft, current = standing.draft, standing.current
        given = {name: value.strip() for name, value in request.values.items() if name != "csrf_token"}
        facts: dict[str, Any] = {"issues": get_args(Issue), "states": get_args(OrderState), "spoken": self.languages}
        found = self.store.problems(draft.routing)
        if any(each.severity == "error" for each in found):
            facts |= {"problems": found, "places": places(found, draft.routing)}
        if given:
            facts |= self._tried(given, (("The draft", draft.routing, draft.based_on),
                                         ("In force", current.routing, current.number)))  # fmt: skip
        return shown("routing/try", given=given, draft=draft, numbers=list(current.routing.numbers), **facts)

    def _tried(self, given: Mapping[str, str], sides: tuple[tuple[str, Routing, int], ...]) -> dict[str, Any]:
        wrong: dict[str, str] = {}
        at = self._at(given.get("at", ""), wrong)
        seen = self._caller(given, sides[-1][1])
        if given.get("order_value") and not given["order_value"].isdecimal():
            wrong["order_value"] = "Write a whole number."
        if wrong:
            return {"wrong": wrong}
        ledger = self.ledger(at)
        tried = [(title, _explained(each, number, seen, ledger, at)) for title, each, number in sides]
        return {"tried": tried, "at": at, "seen": seen}

    def _at(self, text: str, wrong: dict[str, str]) -> datetime:
        try:
            return moment(text, self.clock().tzinfo) if text else self.clock()
        except ValueError as error:
            wrong["at"] = f"{str(error).capitalize()}."
            return self.clock()

    def _caller(self, given: Mapping[str, str], routing: Routing) -> Caller:
        """What was typed, over what the line knows of the number."""
        known = self.known(given["number"]) if given.get("number") and me().role == "admin" else {}
        number = routing.numbers.get(given.get("dialled", ""))
        issue, value = given.get("issue", ""), given.get("order_value", "")
        return Caller(
            language=given.get("language") or (number.language if number else self.languages[0]),
            issue="delivery_problem" if issue in PROBLEMS else issue,
            problem=issue if issue in PROBLEMS else "",
            tier=given.get("tier") or known.get("tier", ""),
            country=given.get("country", "").upper() or known.get("country", ""),
            dialled=given.get("dialled", ""),
            order_value=int(value) if value.isdecimal() else known.get("order_value"),
            order_state=(given["order_state"],) if given.get("order_state") else (),
            withheld="withheld" in given or bool(known.get("withheld")),
            repeat="repeat" in given,
            attestation=given.get("attestation") or "none",
        )


def _explained(routing: Routing, number: int, caller: Caller, ledger: Ledger, at: datetime) -> Mapping[str, Any]:
    """The decision with its reasons; what is wrong, for a draft that no caller could go by."""
    if any(each.severity == "error" for each in problems(routing)):
        return {"wrong": True}
    config = Compiled(routing, number)
    return explanation(config, caller, decide(config, caller, {}, ledger, at))
