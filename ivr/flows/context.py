"""What the line knows of a call, beside what the engine knows: frozen records, each replaced as a whole.

Fields are stored as `ivr.engine.records` says. Those that are CARRIED stand in the address of the next turn as well, so
that a call whose session is lost still comes to the right people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from ivr.engine.call import Call
from ivr.engine.call_codec import CallCodec
from ivr.engine.records import CARRIED, TURN_ONLY, Json, stored_as
from ivr.orders.identity.verification import Level, Needs, Proof
from routing.conditions import OrderState
from routing.issues import ORDER_STATUS, CallIssue, Problem

Goal = Literal["order", "refund", "returns", "loyalty"]
"""What a caller looks for an order for."""
Asked = Literal["factor", "order_number", "postcode"]
"""Questions by which an order is found, as steps of the flow that asks them."""
HoldChoice = Literal["", "callback", "voicemail"]
"""What a caller chose while waiting for people."""

REPEATS_WITHIN = timedelta(days=7)
"""A second call within this time is a repeat (metrics: repeat contact)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, and how well that is known.

    `tier` and `country` (ISO 3166) are the customer's; `last_known` is when the copy of the orders was made that stands
    in for the source (ISO 8601); `digits` are those that a person who is there keys in, and `is_person` that it was so.
    """

    tier: str = ""
    country: str = ""
    needs: Needs = Needs.BOTH
    proofs: tuple[Proof, ...] = ()
    last_known: str = ""
    digits: str = field(default="", metadata=stored_as("proof"))
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Finding an order: what for, the number as the caller gave it, and the question that was asked last.

    `is_charged` says that the number was counted as a guess already; `choices` are the orders that keys stand for.
    """

    wants: Goal = "order"
    claimed: str = ""
    asked: Asked = "order_number"
    is_charged: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurrentOrder:
    """The order that the call is about, as it stood when it was told; empty before.

    `key` is a keyed hash of the number, and `late_key` the same of an order that is late. `level` is how much of it may
    be told. `days_late` is empty for an order that is not late; `value` is in whole units of its currency; `issue` and
    `problem` are what a call about it is about.
    """

    number: str = field(default="", metadata=stored_as("order"))
    key: str = field(default="", metadata=stored_as("order_key"))
    late_key: str = field(default="", metadata=stored_as("late_order"))
    level: Level = Level.NOTHING
    days_late: str = ""
    value: int | None = field(default=None, metadata=stored_as("order_value"))
    states: tuple[OrderState, ...] = field(default=(), metadata=stored_as("order_states"))
    issue: CallIssue = field(default=ORDER_STATUS, metadata=stored_as("order_issue"))
    problem: Problem = field(default="", metadata=stored_as("order_problem"))
    is_delivered: bool = False
    has_refund: bool = False


@dataclass(frozen=True, slots=True)
class Texting:
    """Text messages: the number that gets the tracking link (E.164), and the orders (by key) whose link was sent."""

    text_to: str = ""
    can_text: bool = False
    texted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What the call is about, and which delivery problem that is."""

    issue: CallIssue = field(default="other", metadata=CARRIED)
    problem: Problem = field(default="", metadata=CARRIED)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the call was sent, by which version of the routing document.

    `tried` are the queues in their order; `left` those that the caller left; `moves_on` says that the caller leaves one
    for another just now. `promised` is the queue whose people call the caller back, and `last_queue` the queue that
    took the caller's last call.
    """

    version: int | None = None
    tried: tuple[str, ...] = field(default=(), metadata=CARRIED)
    left: tuple[str, ...] = field(default=(), metadata=CARRIED)
    moves_on: bool = False
    promised: str = ""
    last_queue: str = ""


@dataclass(frozen=True, slots=True)
class HandOffState:
    """How the call waits for people, and what there is instead.

    `waits_since` is a time in seconds; `story` is what whoever answers is told; `hold_choice` is what the caller chose
    while waiting; `people` (E.164) are told of a message that was left.
    """

    waits_for: str = ""
    waits_since: float | None = None
    priority: int = 0
    story: Mapping[str, str] = field(default_factory=dict)
    hold_choice: HoldChoice = field(default="", metadata=stored_as("wish"))
    can_wait: bool = False
    can_call_back: bool = False
    takes_messages: bool = False
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackState:
    """The number (E.164) that is to be called, and the name of the callback for which this very call is made."""

    number: str = ""
    callback: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is known from the caller's calls before this one, which began at a time (ISO 8601).

    `rang_about` is the late order (by keyed hash) of a call lately; `memory` is what the store holds of the caller.
    """

    began: str = ""
    repeat: bool = False
    rang_about: str = ""
    memory: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """All records of a call. `decision` says where this turn routed the call, and why, as JSON values."""

    identity: Identity = field(default_factory=Identity)
    search: Search = field(default_factory=Search)
    order: CurrentOrder = field(default_factory=CurrentOrder)
    texting: Texting = field(default_factory=Texting)
    topic: Topic = field(default_factory=Topic)
    route: Route = field(default_factory=Route)
    hand_off: HandOffState = field(default_factory=HandOffState)
    callback: CallbackState = field(default_factory=CallbackState)
    history: History = field(default_factory=History)
    decision: Json | None = field(default=None, metadata=TURN_ONLY)


LineCall: TypeAlias = Call[Context]
"""A call of this line."""

CODEC: CallCodec[Context] = CallCodec(Context)
"""Writes and reads calls of this line as they are stored."""


def new_call(sid: str, ani: str, dnis: str, language: str, *, attestation: str = "") -> LineCall:
    """A call that begins."""
    return Call(sid, ani, dnis, language, Context(), attestation=attestation)


def recall(call: LineCall, memory: Mapping[str, str], now: datetime) -> None:
    """Begin a call with what is remembered of its caller."""
    lately = "at" in memory and now - datetime.fromisoformat(memory["at"]) <= REPEATS_WITHIN
    call.languages = replace(call.languages, chosen=memory.get("language", ""))
    call.context.route = replace(call.context.route, last_queue=memory.get("queue", ""))
    rang_about = memory.get("late", "") if lately else ""
    call.context.history = History(began=now.isoformat(), repeat=lately, rang_about=rang_about)


def memory_of(call: LineCall) -> dict[str, str]:
    """What the caller's next call should know; empty parts are left out."""
    context = call.context
    parts = {
        "at": context.history.began,
        "language": call.languages.chosen,
        "queue": context.route.last_queue,
        "late": context.order.late_key or context.history.rang_about,
    }
    return {name: value for name, value in parts.items() if value}
