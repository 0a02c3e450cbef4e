"""The browser phone: an admin calls the line as it is, or as the draft would have it.

What was done so far travels with the form, and the call runs anew with each step.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.console.page import Pages, asked, shown, whole_number
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

Kind = Literal["keys", "says", "waits", "hangs_up"]
_KINDS: tuple[Kind, ...] = ("keys", "says", "waits", "hangs_up")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the caller does: keys pressed, words said, seconds waited."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


@dataclass(frozen=True, slots=True)
class Script:
    """A call: who rings which number, when, and what they do. An empty number is withheld."""

    number: str
    dialled: str
    at: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something heard or done: `who` is line, caller or other; `kind` is say, play, keys, speech or note."""

    who: str
    kind: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a call so far, and what is listened to now. `alerts` are what Twilio would report."""

    lines: tuple[Line, ...]
    is_over: bool
    takes_keys: bool
    takes_speech: bool
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BrowserPhone:
    """The page. `call` runs a script, on the routing in force or on the draft that is given.

    `number` reads a telephone number as people write it, and raises ValueError for what is none.
    """

    store: RoutingStore
    call: Callable[[Script, Routing | None], Heard]
    clock: Callable[[], datetime]
    number: Callable[[str], str]

    def add_to(self, pages: Pages) -> None:
        """The page; a call is sent, so that no number stands in an address."""
        pages.add("/phone", "phone", self.phone, to=("admin",))
        pages.add("/phone", "ring", self.ring, to=("admin",), methods=("POST",))

    def phone(self) -> str:
        """A phone on the hook."""
        return self._shown({"line": "draft" if "draft" in request.args else "live"})

    def ring(self) -> ResponseReturnValue:
        """The call up to now, with one more step."""
        given = asked()
        if "new" in given:
            return self._shown(given)
        standing = self.store.standing()
        draft = standing.draft.routing if given.get("line") == "draft" else None
        found = self.store.problems(draft) if draft else []
        if draft and any(each.severity == "error" for each in found):
            wrong = ["Nobody can call the draft until what is wrong with it is mended."]
            return self._shown(given, wrong=wrong, problems=found, places=places(found, draft)), 422
        try:
            script = self._script(given, draft or standing.current.routing)
        except ValueError as error:
            return self._shown(given, wrong=[str(error)]), 422
        return self._shown(given, script=script, heard=self.call(script, draft), before=_count(given))

    def _script(self, given: Mapping[str, str], routing: Routing) -> Script:
        """What was sent. Raises ValueError."""
        dialled = given.get("dialled", "")
        if dialled not in routing.numbers:
            raise ValueError("Choose the number that is dialled.")
        at = moment(given["at"], self.clock().tzinfo) if given.get("at") else self.clock().replace(microsecond=0)
        steps = tuple(_step(text) for text in request.form.getlist("did"))
        number = given.get("number", "").strip()
        return Script(self.number(number) if number else "", dialled, at, (*steps, *_next(given))[:LONGEST])

    def _shown(self, given: Mapping[str, str], **facts: object) -> str:
        standing = self.store.standing()
        routing = standing.draft.routing if given.get("line") == "draft" else standing.current.routing
        numbers = list(routing.numbers)
        return shown(
            "phone/phone", given=given, numbers=numbers, keys=KEYS, patience=PATIENCE, draft=standing.draft, **facts
        )


def _step(text: str) -> Step:
    kind, _, what = text.partition(" ")
    found = next((each for each in _KINDS if each == kind), None)
    if found is None or len(what) > LONGEST_SPEECH or (found == "keys" and not _DIGITS.fullmatch(what)):
        raise ValueError("That cannot be done on a telephone.")
    if found == "waits" and what != PATIENCE:
        raise ValueError("That cannot be done on a telephone.")
    return Step(found, what)


def _next(given: Mapping[str, str]) -> tuple[Step, ...]:
    """The step that the button pressed stands for."""
    if "key" in given:
        return (_step(f"keys {given['key']}"),)
    act = given.get("act", "")
    if act == "says" and given.get("words"):
        return (_step(f"says {given['words'][:LONGEST_SPEECH]}"),)
    return (_step(f"{act} {PATIENCE}"),) if act in ("waits", "hangs_up") else ()


def _count(given: Mapping[str, str]) -> int:
    """How many lines were shown before."""
    seen = given.get("seen", "")
    return whole_number(seen) or 0
