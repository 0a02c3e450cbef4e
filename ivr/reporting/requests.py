"""Requests of callers as people of the shop see them, and the states that these lead them through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ivr.effects.make_request import RequestKind
from ivr.reporting.audit import Actor

RequestState = Literal["open", "taken", "done", "refused"]
STATES: tuple[RequestState, ...] = ("open", "taken", "done", "refused")
UNSETTLED: tuple[RequestState, ...] = ("open", "taken")
"""The states in which the shop still owes the caller something."""
MOVES: Mapping[RequestState, tuple[RequestState, ...]] = {
    "open": ("taken", "done", "refused"),
    "taken": ("open", "done", "refused"),
    "done": (),
    "refused": (),
}
"""The states that may follow each. A settled request stays settled: the caller may ask again."""
LONGEST_NOTE = 1000
"""Characters."""
LISTED = 200
"""Requests in one list."""


class NoSuchRequest(LookupError):
    """No request has this id."""


class RequestMoved(Exception):
    """The request has changed since it was read, or its state allows no such change."""


@dataclass(frozen=True, slots=True)
class Again:
    """The same request in a later call, or with other answers: call SID, time, answers."""

    call: str
    at: datetime
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A request on record. `line` is the number dialled, `caller` the caller's number (E.164), empty if withheld.

    `revision` counts its changes from 0; `taken_by` is whoever took or settled it; `again` is oldest first.
    """

    id: str
    call_sid: str
    kind: RequestKind
    order_number: str
    shop: str
    caller: str
    caller_key: str
    language: str
    line: str
    level: int
    answers: Mapping[str, str]
    again: tuple[Again, ...]
    asked_at: datetime
    state: RequestState
    taken_by: str
    changed_at: datetime
    revision: int
    note: str

    def is_of(self, sid: str) -> bool:
        """Whether a call made or repeated it."""
        return sid == self.call_sid or any(each.call == sid for each in self.again)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more."""
        return self.state not in UNSETTLED


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A change by somebody: the new state, the revision that it was decided on, and a note; None leaves the note.

    `taken_by` hands a request to another user than the one who changes it.
    """

    to: RequestState
    revision: int
    note: str | None = None
    taken_by: str = ""


class RequestDesk(Protocol):
    """Reads requests, and changes their states."""

    def all(self, *, state: str = "", kind: str = "", queues: Sequence[str] | None = None) -> Sequence[RequestRecord]:
        """The newest requests, LISTED at most, in a state, `unsettled` or any, and of a kind or any.

        With `queues`, only requests of calls that were given to one of these exist, here and for `get`.
        """

    def of_call(self, sid: str, caller_key: str) -> Sequence[RequestRecord]:
        """The requests that a call made or repeated, and those of its caller (keyed hash, empty if unknown) from other
        calls that are not settled; oldest first.
        """

    def get(self, name: str, *, queues: Sequence[str] | None = None) -> RequestRecord:
        """A request by its id. Raises NoSuchRequest."""

    def change(self, name: str, change: RequestChange, actor: Actor) -> RequestRecord:
        """Change the state, with an entry in the audit. Raises NoSuchRequest and RequestMoved."""
