"""The API of calls: the search of the console for programs, and all that is on record of one call.

No answer has a telephone number or an order; a number that is looked for is sent in a body, never in an address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol, TypedDict

from flask import Blueprint, Response, request
from pydantic import Field as Bounds

from ivr.reporting.call_record import CallRecord
from ivr.reporting.call_search import EVERY_CALL, CallCursor, CallQuery, CallScope, CallsFound, FoundCall, words_in
from ivr.web.api.answers import json_answer
from ivr.web.api.problem_documents import UnknownCall, UnreadableRequest, handle
from ivr.web.api.request_bodies import Body, Moment, Name, body_of, read_body
from ivr.web.api.tokens import TokenBook
from routing.model import Routing

PATH = "/api/v1/calls"
AT_ONCE = 50
MOST = 200
"""Calls in one answer."""
Seconds = Annotated[int, Bounds(ge=0, le=1_000_000)]


class CallFilter(Body):
    """Which calls; all that is given has to fit. Times without an offset are on the shop's clock.

    `since` and `until` bound the beginning; `outcome` is how the call ended for the line, or "under way"; `disposition`
    is what an agent chose; `sid` is a call SID, or its last characters.
    """

    since: Moment | None = None
    until: Moment | None = None
    queue: Name = ""
    vendor: Name = ""
    agent: Name = ""
    outcome: Name = ""
    disposition: Name = ""
    language: Name = ""
    issue: Name = ""
    dialled: Name = ""
    min_seconds: Seconds | None = None
    max_seconds: Seconds | None = None
    sid: Annotated[str, Bounds(max_length=64)] = ""
    limit: Annotated[int, Bounds(ge=1, le=MOST)] = AT_ONCE
    cursor: Annotated[str, Bounds(max_length=300)] = ""


class CallSearchBody(CallFilter):
    """A filter that may name a person: a telephone number, an order number, words in agents' notes."""

    phone: Annotated[str, Bounds(max_length=60)] = ""
    order: Annotated[str, Bounds(max_length=64)] = ""
    words: Annotated[str, Bounds(max_length=200)] = ""


class FoundCaller(Protocol):
    """A telephone number that was read."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keyed hashes of what it may mean."""


class Searching(Protocol):
    """Finds calls; see ivr.app.call_search."""

    def caller(self, typed: str) -> FoundCaller | None:
        """The caller with a number; None for what is no number."""

    def orders(self, typed: str) -> tuple[str, ...]:
        """The orders that a number may mean, by keyed hash."""

    def find(self, query: CallQuery, scope: CallScope, *, after: CallCursor | None = None, most: int) -> CallsFound:
        """The newest calls that fit."""


class _Personal(TypedDict, total=False):
    """The fields of a query that may name a person."""

    callers: tuple[str, ...]
    orders: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallsApi:
    """The dependencies of the API. `record` is all that is on record of a call, by SID."""

    searching: Searching
    record: Callable[[str], CallRecord | None]
    in_force: Callable[[], Routing]
    clock: Callable[[], datetime]
    tokens: TokenBook

    def find(self, wanted: CallFilter, query: CallQuery) -> Mapping[str, Any]:
        """A page of calls as JSON values. Raises UnreadableRequest."""
        try:
            after = CallCursor.parse(wanted.cursor) if wanted.cursor else None
        except ValueError:
            raise UnreadableRequest("cursor is the value of `next` in an answer") from None
        found = self.searching.find(query, EVERY_CALL, after=after, most=wanted.limit)
        return {
            "calls": list(map(call_json, found.calls)),
            "next": str(found.following) if found.following else None,
            "count": found.count,
            "count_is_exact": found.is_counted,
        }

    def query(self, wanted: CallFilter) -> CallQuery:
        """The query of a filter."""
        return CallQuery(
            since=self._on_clock(wanted.since),
            until=self._on_clock(wanted.until),
            queues=self._queues(wanted),
            agent=wanted.agent,
            outcome=wanted.outcome,
            disposition=wanted.disposition,
            language=wanted.language,
            issue=wanted.issue,
            dialled=wanted.dialled,
            shortest=wanted.min_seconds,
            longest=wanted.max_seconds,
            sid_end=wanted.sid,
            **self._personal(wanted),
        )

    def _personal(self, wanted: CallFilter) -> _Personal:
        if not isinstance(wanted, CallSearchBody):
            return {}
        caller = self.searching.caller(wanted.phone) if wanted.phone else None
        orders = self.searching.orders(wanted.order) if wanted.order else ()
        if wanted.phone and caller is None:
            raise UnreadableRequest("phone is no telephone number; write it as +14155550100")
        if wanted.order and not orders:
            raise UnreadableRequest("order is no order number")
        return {"callers": caller.keys if caller else (), "orders": orders, "words": words_in(wanted.words)}

    def _on_clock(self, at: datetime | None) -> datetime | None:
        return at if at is None or at.tzinfo else at.replace(tzinfo=self.clock().tzinfo)

    def _queues(self, wanted: CallFilter) -> tuple[str, ...] | None:
        if not wanted.vendor:
            return (wanted.queue,) if wanted.queue else None
        theirs = (name for name, each in self.in_force().queues.items() if each.vendor == wanted.vendor)
        return tuple(name for name in theirs if wanted.queue in ("", name))


def calls_api(line: CallsApi) -> Blueprint:
    """The routes under /api/v1/calls. They require a token with the scope `calls:read`."""
    blueprint = Blueprint("calls_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.tokens.holder(request, "calls:read")
        wanted = read_body(CallFilter, _typed(request.args))
        return json_answer(line.find(wanted, line.query(wanted)))

    @blueprint.post("/search")
    def search() -> Response:
        line.tokens.holder(request, "calls:read")
        wanted = body_of(request, CallSearchBody)
        return json_answer(line.find(wanted, line.query(wanted)))

    @blueprint.get("/<sid>")
    def look_up(sid: str) -> Response:
        line.tokens.holder(request, "calls:read")
        found = line.searching.find(CallQuery(sid_end=sid), EVERY_CALL, most=2).calls
        call = next((each for each in found if each.sid == sid), None)
        record = line.record(sid) if call else None
        if call is None or record is None:
            raise UnknownCall("no call on record has this SID; a call in progress comes there within seconds")
        return json_answer({**call_json(call), "turns": _turns(record)})

    return blueprint


def call_json(call: FoundCall) -> dict[str, Any]:
    """A call as JSON values."""
    told = asdict(call)
    ending = told.pop("caller_hint")
    return {**told, "caller_ends_in": ending}


def _turns(record: CallRecord) -> Sequence[Mapping[str, object]]:
    """The turns without what was said, which may name the caller's order."""
    names = ("turn", "at", "language", "heard", "pressed", "degraded")
    return [
        {
            **{name: dict(turn)[name] for name in names},
            "steps": [
                {"step": step, "outcome": outcome, "next": to}
                for step, outcome, to in record.hops.get(turn["turn"], ())
            ],
        }
        for turn in record.turns
    ]


def _typed(given: Mapping[str, str]) -> dict[str, object]:
    """The parameters of an address, with numbers as numbers."""
    numbers = ("min_seconds", "max_seconds", "limit")
    return {
        name: int(value) if name in numbers and value.isascii() and value.isdecimal() and len(value) < 10 else value
        for name, value in given.items()
    }
