"""The line's own data on a call, beside the engine's: frozen records, each replaced as a whole.

Fields are stored as described in `ivr.engine.records`. CARRIED fields are also in the address of the next turn, so that
a call whose session is lost still reaches the right queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from ivr.engine.call import Call
from ivr.engine.call_codec import CallCodec
from ivr.engine.records import CARRIED, TURN_ONLY, Json, stored_as
from ivr.orders.delivery_trouble import Trouble
from ivr.orders.identity.verification import Level, Needs, Proof
from ivr.orders.order_facts import Fact
from ivr.orders.order_numbers import order_key
from ivr.orders.since_last_call import Told
from routing.callback_times import DayPart
from routing.conditions import OrderState
from routing.issues import ORDER_STATUS, CallIssue, Problem

Goal = Literal[
    "order",
    "refund",
    "returns",
    "loyalty",
    "cancel_order",
    "change_address",
    "invoice",
    "missing_points",
]
"""The purposes of finding an order."""
Asked = Literal["factor", "order_number", "postcode"]
"""The questions by which an order is found, as names of their steps."""
CallDay = Literal["today", "tomorrow", "later_day"]
"""The days on which a caller can ask to be called; the last is the first after tomorrow on which people are there."""
HoldChoice = Literal["", "callback", "voicemail"]
"""The choices of a waiting caller."""

REPEATS_WITHIN = timedelta(days=7)
"""A second call within this time is a repeat (metrics: repeat contact)."""

ASKED_WITHIN = timedelta(days=30)
"""A caller's request counts as open for this long, unless it is settled before."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller, and how well the identity is proven.

    `tier` and `country` (ISO 3166) are the customer's; `last_known` is the time (ISO 8601) of the copy of orders that
    replaces an unavailable source; `digits` are those to key in as proof of a person, and `is_person` the result.
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
    """The search for an order: its purpose, the number as the caller gave it, and the last question.

    `is_charged` means that the number was already counted as a guess; `choices` are the orders offered, by `Order.key`,
    and `misses` counts the answers that did not tell which is meant.
    """

    wants: Goal = "order"
    claimed: str = ""
    asked: Asked = "order_number"
    is_charged: bool = False
    choices: tuple[str, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True)
class CurrentOrder:
    """The order that the call is about, in the state that was told; empty before.

    `shop` is the name in front of its number, if it has one. `key` is a keyed hash of both, and `late_key` the same if
    the order is late. `level` is the permitted detail. `days_late` is empty for an order that is not late; `value` is
    in whole units of its currency; `issue` and `problem` are those of a call about it, and `trouble` is what the line
    helps with. What was delivered `may_be_missing` for a while.
    """

    number: str = field(default="", metadata=stored_as("order"))
    shop: str = field(default="", metadata=stored_as("order_shop"))
    key: str = field(default="", metadata=stored_as("order_key"))
    late_key: str = field(default="", metadata=stored_as("late_order"))
    level: Level = Level.NOTHING
    days_late: str = ""
    value: int | None = field(default=None, metadata=stored_as("order_value"))
    states: tuple[OrderState, ...] = field(default=(), metadata=stored_as("order_states"))
    issue: CallIssue = field(default=ORDER_STATUS, metadata=stored_as("order_issue"))
    problem: Problem = field(default="", metadata=stored_as("order_problem"))
    trouble: Trouble = field(default="", metadata=stored_as("order_trouble"))
    is_delivered: bool = False
    may_be_missing: bool = False
    has_refund: bool = False

    @property
    def index_key(self) -> str:
        """The key by which the order is looked up again (`Order.key`)."""
        return order_key(self.shop, self.number)


@dataclass(frozen=True, slots=True)
class HelpState:
    """The orders (by keyed hash) whose help was declined, or given."""

    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texting:
    """Text messages: the numbers that get the tracking link and the link for a return (E.164), and the subjects (orders
    by key) whose link was sent.
    """

    text_to: str = ""
    return_to: str = ""
    can_text: bool = False
    texted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """The issue of the call, and the kind of delivery problem."""

    issue: CallIssue = field(default="other", metadata=CARRIED)
    problem: Problem = field(default="", metadata=CARRIED)


@dataclass(frozen=True, slots=True)
class Route:
    """The routing of the call, with the version of the routing document.

    `tried` are the queues in order; `left` those that the caller left; `moves_on` means that the caller is moving from
    one queue to another. `promised` is the queue whose agents call the caller back, and `last_queue` the queue that
    took the caller's last call. `transferred` is the queue to which a person sends the caller now.
    """

    version: int | None = None
    tried: tuple[str, ...] = field(default=(), metadata=CARRIED)
    left: tuple[str, ...] = field(default=(), metadata=CARRIED)
    moves_on: bool = False
    promised: str = ""
    transferred: str = ""
    last_queue: str = ""


@dataclass(frozen=True, slots=True)
class HandOffState:
    """The wait of the call, and its alternatives.

    `waits_since` is a time in seconds; `story` is the whisper for the agent; `hold_choice` is the caller's choice while
    waiting; `people` (E.164) are notified of a message.
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
    """The number (E.164) to call back, and the name of the callback for which this call was placed."""

    number: str = ""
    callback: str = ""


@dataclass(frozen=True, slots=True)
class TimeToCall:
    """When the caller wants to be called: the days and parts of the day on offer, the chosen day (ISO 8601), and the
    time from `start` to `end` (ISO 8601), which are empty before it is chosen.
    """

    days: tuple[CallDay, ...] = ()
    parts: tuple[DayPart, ...] = ()
    day: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The data from the caller's earlier calls, and the time (ISO 8601) at which this call began.

    `rang_about` is the late order (by keyed hash) of a recent call; `asked` are the open requests, each as
    kind:order with the order by keyed hash, and `asked_at` the times (ISO 8601) of those made before this call;
    `told_before` is the news of an order in a recent call and `told` in this one, both as parts of a memory;
    `surveyed` is the time (ISO 8601) at which a survey was asked last; `noticed` are the orders (by keyed hash) about
    which the caller was texted, with the times; `memory` is the stored memory of the caller.
    """

    began: str = ""
    repeat: bool = False
    rang_about: str = ""
    asked: tuple[str, ...] = field(default=(), metadata=stored_as("requests_made"))
    asked_at: Mapping[str, str] = field(default_factory=dict)
    told_before: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    surveyed: str = ""
    noticed: Mapping[str, str] = field(default_factory=dict)
    memory: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveyState:
    """Whether the caller has agreed, before the wait, to two questions after the agent."""

    has_agreed: bool = field(default=False, metadata=stored_as("survey_agreed"))


@dataclass(slots=True)
class Context:
    """All records of a call.

    `decision` is this turn's routing decision with its explanation, as JSON values; `facts` are those of the order that
    this turn told of.
    """

    identity: Identity = field(default=Identity())
    search: Search = field(default=Search())
    order: CurrentOrder = field(default=CurrentOrder())
    help: HelpState = field(default=HelpState())
    texting: Texting = field(default=Texting())
    topic: Topic = field(default=Topic())
    route: Route = field(default=Route())
    hand_off: HandOffState = field(default=HandOffState())
    callback: CallbackState = field(default=CallbackState())
    time_to_call: TimeToCall = field(default=TimeToCall())
    history: History = field(default=History())
    survey: SurveyState = field(default=SurveyState())
    decision: Json | None = field(default=None, metadata=TURN_ONLY)
    facts: tuple[Fact, ...] = field(default=(), metadata=TURN_ONLY)


LineCall: TypeAlias = Call[Context]
"""A call of this line."""

CODEC: CallCodec[Context] = CallCodec(Context)
"""Serializes calls of this line."""


def new_call(sid: str, ani: str, dnis: str, language: str, *, attestation: str = "") -> LineCall:
    """A new call."""
    return Call(sid, ani, dnis, language, Context(), attestation=attestation)


def recall(
    call: LineCall,
    memory: Mapping[str, str],
    now: datetime,
    *,
    asked: Mapping[str, str] | None = None,
    noticed: Mapping[str, str] | None = None,
) -> None:
    """Begin a call with the memory of its caller, with the caller's open requests, and with the orders about which the
    caller was texted, both by their times (ISO 8601).
    """
    lately = "at" in memory and now - datetime.fromisoformat(memory["at"]) <= REPEATS_WITHIN
    call.languages = replace(call.languages, chosen=memory.get("language", ""))
    call.context.route = replace(call.context.route, last_queue=memory.get("queue", ""))
    rang_about = memory.get("late", "") if lately else ""
    still = {each: at for each, at in (asked or {}).items() if now - datetime.fromisoformat(at) <= ASKED_WITHIN}
    call.context.history = History(
        began=now.isoformat(),
        repeat=lately,
        rang_about=rang_about,
        asked=tuple(still),
        asked_at=still,
        told_before=_told_lately(memory, now),
        surveyed=memory.get("surveyed", ""),
        noticed=noticed or {},
    )


def _told_lately(memory: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    told = Told.from_memory(memory)
    is_recent = told.at and now - datetime.fromisoformat(told.at) <= REPEATS_WITHIN
    return told.to_memory() if is_recent else {}


def memory_of(call: LineCall) -> dict[str, str]:
    """The memory for the caller's next call; empty parts are left out."""
    context = call.context
    parts = {
        "at": context.history.began,
        "language": call.languages.chosen,
        "queue": context.route.last_queue,
        "late": context.order.late_key or context.history.rang_about,
        "surveyed": context.history.surveyed,
        **(context.history.told or context.history.told_before),
    }
    return {name: value for name, value in parts.items() if value}
