"""The work list: what the shop owes to callers, and the states through which people lead each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol, get_args

from ivr.reporting.audit import Actor

WorkKind = Literal["voicemail", "callback", "request", "missed", "short"]
"""`short` is a call that was abandoned within the seconds that figures leave out as short."""
WORK_KINDS: tuple[WorkKind, ...] = get_args(WorkKind)
KIND_NAMES: Mapping[WorkKind, str] = {
    "voicemail": "Voicemail",
    "callback": "Callback",
    "request": "Request",
    "missed": "Missed call",
    "short": "Missed call, short",
}
WorkState = Literal["open", "taken", "done"]
WORK_STATES: tuple[WorkState, ...] = get_args(WorkState)
Act = Literal["take", "hand", "put_back", "note", "done"]
ACTS: tuple[Act, ...] = get_args(Act)
OUTCOMES: Mapping[str, str] = {
    "reached": "Reached the caller",
    "left_message": "Left a message",
    "not_reached": "Did not reach the caller",
    "not_needed": "No call needed",
    "duplicate": "Dealt with elsewhere",
    "unwanted": "Unwanted call",
}
"""The outcomes that people give an item, by code."""
REQUEST_OUTCOMES: Mapping[str, str] = {"done": "Done", "refused": "Refused"}
"""The outcomes of a request, which are its own final states."""
RULE_OUTCOMES: Mapping[str, str] = {
    "reached_since": "Ended by rule: the caller has been reached since",
    "not_missed": "Ended by rule: the call was answered or went on after all",
    "listed_already": "Ended by rule: the caller stands in the list already",
    "number_withheld": "Ended by rule: the number was withheld, nobody can be called",
    "short_expired": "Ended by rule: a short call that nobody took up",
    "called_back": "Ended by rule: the callback reached the caller",
    "cancelled": "Ended by rule: the caller cancelled the callback",
}
"""The outcomes of items that no person ended, by rule."""
BY_RULE = Actor("rule", "clock")
"""Who ends an item by rule, in the audit."""
LONGEST_WORK_NOTE = 1000
"""Characters."""
AT_ONCE = 50
"""Items on a page."""
DUE_AFTER: Mapping[WorkKind, timedelta] = {
    "voicemail": timedelta(hours=4),
    "callback": timedelta(hours=1),
    "request": timedelta(hours=24),
    "missed": timedelta(hours=4),
    "short": timedelta(hours=24),
}
"""When an item is due until the terms of the routing document are applied, which takes seconds."""


class NoSuchWork(LookupError):
    """No item has this id, or none that its reader may see."""


class NoSuchMessage(LookupError):
    """There is no sound of a message, or none any more. The message is for the user."""


class WorkMoved(Exception):
    """The item has changed since it was read, or its state allows no such act. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """An item of the work list. `number` is the caller's (E.164, empty if unknown), `hint` its end, `line` ours.

    `about` tells what a request asks for; `recording` is the address of a message. `outcome` is one of OUTCOMES,
    REQUEST_OUTCOMES or RULE_OUTCOMES, and empty before the end. `reached_in` is a later call (SID) in which a person
    spoke with the caller. `progress` is the state of a callback that the line places, and `tries` counts the attempts
    to call the caller, by people or by the line. `revision` counts the changes from 0.
    """

    id: str
    kind: WorkKind
    call_sid: str
    queue: str
    language: str
    line: str
    caller_key: str
    number: str
    hint: str
    about: str
    recording: str
    made_at: datetime
    due_at: datetime
    state: WorkState
    taken_by: str
    changed_at: datetime
    revision: int
    note: str
    outcome: str
    reached_in: str
    tries: int
    tried_at: datetime | None
    progress: str = ""

    @property
    def is_request(self) -> bool:
        """Whether it is kept among the requests of callers, by their own states."""
        return self.id.startswith("rq_")

    @property
    def is_callback(self) -> bool:
        """Whether the line, or an agent at the desk line, places the call by itself."""
        return self.kind == "callback" and not self.is_request

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return KIND_NAMES[self.kind]

    @property
    def outcomes(self) -> Mapping[str, str]:
        """The outcomes that somebody may give it."""
        return REQUEST_OUTCOMES if self.is_request else OUTCOMES

    @property
    def outcome_name(self) -> str:
        """The outcome in words."""
        return {**OUTCOMES, **REQUEST_OUTCOMES, **RULE_OUTCOMES}.get(self.outcome, self.outcome)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.state != "done" and self.due_at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChange:
    """An act on an item, and the revision that it was decided on.

    `to` is the user to whom it is handed, `outcome` how it ended; a `note` of None leaves the note as it is.
    """

    act: Act
    revision: int
    to: str = ""
    outcome: str = ""
    note: str | None = None


def after(item: WorkItem, change: WorkChange, *, who: str, now: datetime) -> WorkItem:
    """The item after an act of a user. Raises WorkMoved, with the reason."""
    if item.revision != change.revision:
        whose = f" by {item.taken_by}" if item.taken_by else ""
        raise WorkMoved(f"it has changed since you opened it: it is {item.state}{whose} now")
    if item.state == "done":
        raise WorkMoved("it is done")
    note = item.note if change.note is None else change.note.replace("\0", "")[:LONGEST_WORK_NOTE]
    kept = replace(item, note=note, revision=item.revision + 1, changed_at=now)
    if change.act == "take":
        return replace(kept, state="taken", taken_by=who)
    if change.act == "hand":
        return replace(kept, state="taken", taken_by=_named(change.to))
    if change.act == "put_back":
        return replace(kept, state="open", taken_by="")
    if change.act == "done":
        if change.outcome not in item.outcomes:
            raise WorkMoved("choose an outcome")
        return replace(kept, state="done", taken_by=who, outcome=change.outcome)
    return kept


def _named(user: str) -> str:
    if not user:
        raise WorkMoved("choose whom to hand it to")
    return user


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """Which items are wanted. Empty fields take any.

    `state` is one of WORK_STATES, or `unsettled` for those that are not done. `mine` is a user who took them. `older`
    is the least age. `queues` are those that the reader may see, None for all: items of other queues do not exist for
    that reader. Requests belong to no queue: those exist whose call was ever in one of these.
    """

    kind: str = ""
    state: str = "unsettled"
    queue: str = ""
    language: str = ""
    mine: str = ""
    is_overdue: bool = False
    older: timedelta = timedelta(0)
    queues: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class WorkMark:
    """The last item of a page, after which the next one begins: its time and id."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class WorkCount:
    """How many unsettled items there are of a kind, queue and state."""

    kind: WorkKind
    queue: str
    state: WorkState
    is_overdue: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """Another call of the same caller."""

    sid: str
    began_at: datetime
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStory:
    """An item with the caller's other calls and items, newest first, and who was told of its message.

    `told` are the texts to the queue's telephones, each with the last digits of the number and its state.
    """

    item: WorkItem
    calls: Sequence[EarlierCall] = ()
    others: Sequence[WorkItem] = ()
    told: Sequence[tuple[str, str]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


class MessageAudio(Protocol):
    """Reads the sound of messages that callers left."""

    def wav(self, recording: str) -> bytes:
        """The WAV file of a recording, by its stored address. Raises NoSuchMessage and Unavailable."""


class WorkDesk(Protocol):
    """Reads and changes the work list. With `queues`, items of other queues do not exist."""

    def listed(self, wanted: WorkFilter, *, since: WorkMark | None = None, most: int = AT_ONCE) -> Sequence[WorkItem]:
        """The items that fit, at most `most`, behind a mark: what is due first, or, of those done, the last one."""

    def counts(self) -> Sequence[WorkCount]:
        """How many items are not done; a second old at most."""

    def get(self, name: str, *, queues: Sequence[str] | None = None) -> WorkItem:
        """An item by its id. Raises NoSuchWork."""

    def story(self, name: str, *, queues: Sequence[str] | None = None) -> WorkStory:
        """An item with what belongs to it. Raises NoSuchWork."""

    def of_call(self, sid: str, *, queues: Sequence[str] | None = None) -> Sequence[WorkItem]:
        """The items that a call left behind, oldest first; those of requests excepted."""

    def change(self, name: str, change: WorkChange, actor: Actor, *, queues: Sequence[str] | None = None) -> WorkItem:
        """Carry out an act, with an entry in the audit. Raises NoSuchWork and WorkMoved."""

    def tried(self, name: str, revision: int, actor: Actor, *, queues: Sequence[str] | None = None) -> WorkItem:
        """Count an attempt to call the caller, who is in the actor's care from then on. Raises as `change`."""


def visible(counts: Sequence[WorkCount], queues: Sequence[str] | None) -> Sequence[WorkCount]:
    """The counts that a reader may see: of these queues; with None, of all."""
    return counts if queues is None else [each for each in counts if each.queue in queues]
