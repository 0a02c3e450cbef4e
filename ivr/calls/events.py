"""Events for the record: one for each turn and each status. Plain data that can safely be applied twice.

orjson serializes an event without conversion; its kind is one of the fields.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar, cast

from ivr.calls.desk.desk_events import HANDLING_TIMES, DeskEvent, Handled, StateChanged
from ivr.effects.ask_survey import SurveyAsked
from ivr.effects.call_back import Booking
from ivr.effects.make_request import Request
from ivr.effects.send_text import Message
from ivr.engine.flow import HANG_UP
from ivr.engine.records import Json, JsonValue
from prompts.facts import Facts

T = TypeVar("T")

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The statuses after which a call is over."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller without the number: a keyed hash that is equal for the same caller, and the last two digits."""

    key: str
    hint: str


@dataclass(frozen=True, slots=True)
class CallerOwed:
    """A caller who left a message or gave up waiting: the queue, and the number (E.164), empty if it is withheld."""

    queue: str
    number: str


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """One turn of one call.

    `heard` is keys, speech, silence or the outcome of a hand-off; `pressed` only a choice in a menu, never an order
    number. `callback` names the callback that the call is made for; `recording` is the address of a message that was
    left. `hops` are (step, outcome, to); `said` are (prompt, facts, language), the facts as JSON values once they were
    read. `owed` is the caller to whom a call back is owed from this turn on. `degraded` names what the turn had to do
    without. `order` is the order that the call is about after the turn, by keyed hash; `facts` are those of an order
    that was first told of in this turn, as (kind, value). `survey` is that after an agent, in the turn that begins it.
    `caller` and `dnis` come with the first turn and are empty later, but for a turn that was taken without the session.
    """

    sid: str
    turn: int
    at: datetime
    language: str
    heard: str = "silence"
    pressed: str = ""
    hops: tuple[tuple[str, str, str], ...] = ()
    said: tuple[tuple[str, Facts | Json, str], ...] = ()
    decision: Json | None = None
    messages: tuple[Message, ...] = ()
    booking: Booking | None = None
    requests: tuple[Request, ...] = ()
    callback: str = ""
    recording: str = ""
    owed: CallerOwed | None = None
    degraded: str = ""
    order: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    survey: SurveyAsked | None = None
    dnis: str = ""
    caller: Caller | None = None
    kind: Literal["TurnTaken"] = field(default="TurnTaken", init=False, repr=False, compare=False)

    @property
    def ends(self) -> bool:
        """Whether this turn hung up."""
        return bool(self.hops) and self.hops[-1][2] == HANG_UP


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A status of a call from Twilio. One with a lower `sequence` than an applied one changes nothing.

    `seconds` is the length of a call that ended.
    """

    sid: str
    status: str
    sequence: int
    at: datetime
    seconds: int | None = None
    kind: Literal["StatusChanged"] = field(default="StatusChanged", init=False, repr=False, compare=False)

    @property
    def ends(self) -> bool:
        """Whether the call is over."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True)
class Answered:
    """An agent took the caller, immediately before the two are connected."""

    sid: str
    at: datetime
    kind: Literal["Answered"] = field(default="Answered", init=False, repr=False, compare=False)


CallEvent = TurnTaken | StatusChanged | Answered
Event = CallEvent | DeskEvent


def event_from_json(value: Json) -> Event:
    """Parse an event from its JSON. Raises ValueError, TypeError, AttributeError or LookupError if it is malformed."""
    fields: dict[str, object] = {name: each for name, each in value.items() if name != "kind"}
    fields["at"] = datetime.fromisoformat(cast(str, value["at"]))
    if value["kind"] == "Answered":
        return _of(Answered, fields)
    if value["kind"] == "StateChanged":
        return _of(StateChanged, fields)
    if value["kind"] == "Handled":
        return _of(Handled, {**fields, **_times(value)})
    if value["kind"] == "StatusChanged":
        return _of(StatusChanged, fields)
    return _of(TurnTaken, {**fields, **_parts(value)})


def _times(value: Json) -> Mapping[str, object]:
    """The times of a handling, those that are known."""
    return {name: datetime.fromisoformat(cast(str, value[name])) for name in HANDLING_TIMES if value.get(name)}


def _parts(value: Json) -> Mapping[str, object]:
    """The fields of a turn that need conversion."""
    caller, booking, owed = value["caller"], value.get("booking"), value.get("owed")
    survey = value.get("survey")
    return {
        "hops": tuple(tuple(hop) for hop in _rows(value["hops"])),
        "said": tuple(tuple(said) for said in _rows(value["said"])),
        "messages": tuple(_of(Message, cast(Json, message)) for message in _rows(value["messages"])),
        "requests": tuple(_of(Request, cast(Json, request)) for request in _rows(value.get("requests", ()))),
        "caller": _of(Caller, cast(Json, caller)) if caller else None,
        "booking": _of(Booking, cast(Json, booking)) if booking else None,
        "survey": _of(SurveyAsked, cast(Json, survey)) if survey else None,
        "owed": _of(CallerOwed, cast(Json, owed)) if owed else None,
        "facts": tuple((str(kind), str(key)) for kind, key in _rows(value.get("facts", ()))),
    }


def _rows(value: JsonValue) -> Sequence[Sequence[JsonValue]]:
    return cast("Sequence[Sequence[JsonValue]]", value)


def _of(  # type: ignore[explicit-any] # of whichever fields were stored
    kind: Callable[..., T], fields: Mapping[str, object]
) -> T:
    return kind(**fields)
