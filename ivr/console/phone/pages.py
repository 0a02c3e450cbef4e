"""The browser phone: an admin calls the line by the routing in force or by the draft.

The form carries the steps so far, and each step replays the call from its beginning.
"""

import re
from collections.abc import Mapping
from typing import get_args

from flask import request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.ports.phone import PhoneStep, Script, StepKind
from ivr.console.requests import form_fields, whole_number
from ivr.console.roles import ADMINS
from ivr.console.routing.problem_locations import places
from ivr.console.typed_times import moment
from routing.model import Routing

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
LONGEST = 60
"""Steps of one call."""
LONGEST_SPEECH = 200
PATIENCE = "30"
"""Seconds that pass at once when the caller waits."""
_DIGITS = re.compile(r"[0-9*#]{1,32}")

_KINDS: tuple[StepKind, ...] = get_args(StepKind)


class BrowserPhone(PageGroup):
    """The phone. A call is sent in a form: no number stands in an address."""

    @page("/phone", roles=ADMINS, nav=Nav("Call the line", 40, group="test"), template="phone/phone.html")
    def phone(self) -> Facts:
        """A phone on the hook."""
        return self._facts({"line": "draft" if "draft" in request.args else "live"})

    @page("/phone", roles=ADMINS, methods=("POST",), template="phone/phone.html")
    def ring(self) -> Answer:
        """The call so far, with one more step."""
        given = form_fields()
        if "new" in given:
            return self._facts(given)
        standing = self.ports.routing.standing()
        draft = standing.draft.routing if given.get("line") == "draft" else None
        found = self.ports.routing.problems(draft) if draft else []
        if draft and any(each.severity == "error" for each in found):
            wrong = ["Nobody can call the draft until what is wrong with it is mended."]
            return self._facts(given, wrong=wrong, problems=found, places=places(found, draft)), 422
        try:
            script = self._script(given, draft or standing.current.routing)
        except ValueError as error:
            return self._facts(given, wrong=[str(error)]), 422
        return self._facts(given, script=script, heard=self.ports.rehearse(script, draft), before=_count(given))

    def _script(self, given: Mapping[str, str], routing: Routing) -> Script:
        """The submitted script. Raises ValueError."""
        dialled = given.get("dialled", "")
        if dialled not in routing.numbers:
            raise ValueError("Choose the number that is dialled.")
        at = (
            moment(given["at"], self.ports.clock().tzinfo)
            if given.get("at")
            else self.ports.clock().replace(microsecond=0)
        )
        steps = tuple(_step(text) for text in request.form.getlist("did"))
        number = given.get("number", "").strip()
        return Script(
            self.ports.caller_reader.number(number) if number else "", dialled, at, (*steps, *_next(given))[:LONGEST]
        )

    def _facts(self, given: Mapping[str, str], **facts: object) -> Facts:
        standing = self.ports.routing.standing()
        routing = standing.draft.routing if given.get("line") == "draft" else standing.current.routing
        fixed = {"numbers": list(routing.numbers), "keys": KEYS, "patience": PATIENCE}
        return {"given": given, "draft": standing.draft, **fixed, **facts}


def _step(text: str) -> PhoneStep:
    kind, _, what = text.partition(" ")
    found = next((each for each in _KINDS if each == kind), None)
    if found is None or len(what) > LONGEST_SPEECH or (found == "keys" and not _DIGITS.fullmatch(what)):
        raise ValueError("That cannot be done on a telephone.")
    if found == "waits" and what != PATIENCE:
        raise ValueError("That cannot be done on a telephone.")
    return PhoneStep(found, what)


def _next(given: Mapping[str, str]) -> tuple[PhoneStep, ...]:
    """The step of the pressed button."""
    if "key" in given:
        return (_step(f"keys {given['key']}"),)
    act = given.get("act", "")
    if act == "says" and given.get("words"):
        return (_step(f"says {given['words'][:LONGEST_SPEECH]}"),)
    return (_step(f"{act} {PATIENCE}"),) if act in ("waits", "hangs_up") else ()


def _count(given: Mapping[str, str]) -> int:
    """The number of lines that were shown before."""
    seen = given.get("seen", "")
    return whole_number(seen) or 0
