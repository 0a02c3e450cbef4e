"""Try a caller: where the draft and what is in force would send them, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, get_args

from flask import request

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.calls.trying import Reader, Trial, Unfit
from ivr.console.page import Pages, me, shown
from ivr.console.routing.draft_editor import READERS
from ivr.console.routing.problem_locations import places
from ivr.console.typed_times import moment
from routing.check import problems
from routing.issues import Issue
from routing.model import OrderState, Routing

_TYPED = frozenset(Trial.__annotations__) - {"order_state", "repeat", "withheld", "tried"}
Side = tuple[str, Routing, int]
"""A document to try a caller on: what it is, itself, and its version."""


class Decide(Protocol):
    """Decides a caller who is made up as live ones are."""

    def __call__(self, trial: Trial, routing: Routing, version: int, at: datetime | None = None) -> Mapping[str, Any]:
        """Where the caller would go by a document, and why; now unless told."""


@dataclass(frozen=True, slots=True)
class Trying:
    """The page."""

    store: RoutingStore
    reader: Reader
    decide: Decide
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
            sides = (("The draft", draft.routing, draft.based_on), ("In force", current.routing, current.number))
            facts |= self._tried(given, sides)
        return shown("routing/try", given=given, draft=draft, numbers=list(current.routing.numbers), **facts)

    def _tried(self, given: Mapping[str, str], sides: tuple[Side, ...]) -> dict[str, Any]:
        wrong: dict[str, str] = {}
        at = self._at(given.get("at", ""), wrong)
        try:
            trial = self.reader.read(_trial(given))
        except Unfit as error:
            wrong |= error.fields
        if wrong:
            return {"wrong": wrong}
        tried = [(title, self._decided(trial, routing, version, at)) for title, routing, version in sides]
        seen: Mapping[str, Any] = next((told["caller"] for _, told in reversed(tried) if "caller" in told), {})
        return {"tried": tried, "at": at or self.clock(), "is_now": at is None, "seen": seen}

    def _at(self, text: str, wrong: dict[str, str]) -> datetime | None:
        try:
            return moment(text, self.clock().tzinfo) if text else None
        except ValueError as error:
            wrong["at"] = f"{str(error).capitalize()}."
            return None

    def _decided(self, trial: Trial, routing: Routing, version: int, at: datetime | None) -> Mapping[str, Any]:
        """The decision with its reasons; what is wrong, for a draft that no caller could go by."""
        if any(each.severity == "error" for each in problems(routing)):
            return {"wrong": True}
        return self.decide(trial, routing, version, at)


def _trial(given: Mapping[str, str]) -> Trial:
    """What was typed. A number names a person, whose orders only an admin may ask about."""
    texts: dict[str, Any] = {name: given[name] for name in _TYPED if given.get(name)}
    if me().role != "admin":
        texts.pop("number", None)
    states = (given["order_state"],) if given.get("order_state") else ()
    return Trial(**texts, order_state=states, repeat="repeat" in given, withheld="withheld" in given)
