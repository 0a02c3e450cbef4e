"""Help with a delivery: after bad news of an order, and for a delivered order that is not there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from ivr.effects.make_request import MakeRequest, make_request
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall, Topic
from ivr.flows.routing_context import remember_order_issue
from ivr.flows.services import LineFlow, Services
from ivr.orders.delivery_trouble import Kind
from routing.issues import DELIVERY_PROBLEM, MISSING

Enquiry = Literal["trace", "claim"]
"""A request about a delivery: an enquiry about a parcel without news, a claim for one that is not there."""

delivery_help = LineFlow("delivery_help", start="what_helps")


@delivery_help.decide(
    none="onward",
    asked_before="asked_before",
    damaged="damaged",
    lost="lost",
    address="address",
    returning="returning",
    unclear="unclear",
    attempted="attempted",
    silent="silent",
    late="late",
    new_day="new_day",
)
def what_helps(call: LineCall, _services: Services) -> Literal[Kind, "none", "asked_before"]:
    """The help with the trouble of the order just told, unless the caller declined it before."""
    order = call.context.order
    if not order.trouble or order.key in call.context.help.declined:
        return "none"
    return "asked_before" if order.trouble == "silent" and _was_requested(call, "trace") else order.trouble


@delivery_help.decide(delivered="main_line.after_delivery", other="main_line.after_order")
def onward(call: LineCall, _services: Services) -> Literal["delivered", "other"]:
    """What is next: the menu after a delivery offers to say that it is not there."""
    return "delivered" if call.context.order.may_be_missing else "other"


def _offer(name: str, prompt: str = "", *, yes: str = "connect") -> None:
    """Ask whether the caller wants help; other issues can be named as well."""
    delivery_help.confirm(
        name,
        prompt=f"delivery_help.{prompt or name}",
        yes=yes,
        no="declined",
        said="issue.settle",
        repeats="main_line.read_order",
        gives_up="hand_off",
    )


_WORDS = {"damaged": "replaced", "lost": "replaced"}
_YES = {"silent": "trace"}
for _kind in get_args(Kind):
    _offer(_kind, _WORDS.get(_kind, _kind), yes=_YES.get(_kind, "connect"))
_offer("asked_before")


@delivery_help.decide(then="hand_off")
def connect(call: LineCall, _services: Services) -> Literal["then"]:
    """A person, for the problem that the order has."""
    if call.context.topic.problem != MISSING:
        remember_order_issue(call)
    return "then"


@delivery_help.decide(then="onward")
def declined(call: LineCall, _services: Services) -> Literal["then"]:
    """The caller wants no help; it is not offered again for this order."""
    state = call.context.help
    call.context.help = replace(state, declined=(*state.declined, call.context.order.key))
    return "then"


@delivery_help.decide(told="ask_whether_found", asked_before="asked_before", unknown="hand_off")
def not_here(call: LineCall, _services: Services) -> Literal["told", "asked_before", "unknown"]:
    """A delivered order that the caller does not have."""
    call.context.topic = Topic(DELIVERY_PROBLEM, MISSING)
    if not call.context.order.may_be_missing:
        return "unknown"
    return "asked_before" if _was_requested(call, "claim") else "told"


delivery_help.confirm(
    "ask_whether_found",
    prepared="not_here",
    yes="found",
    no="claim",
    hears={"yes": "delivery_help.found", "no": "delivery_help.still_missing"},
    said="something_else",
    gives_up="hand_off",
)
delivery_help.say("found", prompt="delivery_help.found", then="onward")


@delivery_help.decide(missing="offer_claim", other="issue.settle")
def something_else(call: LineCall, _services: Services) -> Literal["missing", "other"]:
    """Whether the caller says once more that it is missing, or names something else."""
    is_missing = call.heard.issue == DELIVERY_PROBLEM and call.heard.problem in ("", MISSING)
    return "missing" if is_missing else "other"


delivery_help.confirm(
    "offer_claim",
    prompt="delivery_help.offer_claim",
    yes="claim",
    no="declined",
    said="issue.settle",
    gives_up="hand_off",
)


def _enquire(name: Enquiry, *, then: str) -> None:
    """Declare the steps of a request, which is noted so that it is made once."""

    def note(call: LineCall, _services: Services) -> Literal["then"]:
        state = call.context.help
        call.context.help = replace(state, requested=(*state.requested, _mark(call, name)))
        return declined(call, _services)

    note.__name__, note.__doc__ = name, "A request that people see to."
    delivery_help.decide(then=f"request_{name}")(note)
    make_request(delivery_help, f"request_{name}", made_of=_request(name), then=then)


def _request(name: Enquiry) -> Callable[[LineCall], MakeRequest]:
    def of(call: LineCall) -> MakeRequest:
        order = call.context.order
        answers = {"looked_around": "yes"} if name == "claim" else {}
        return MakeRequest(name, order.number, order.shop, ani(call), call.language, int(order.level), answers)

    return of


def _mark(call: LineCall, name: Enquiry) -> str:
    return f"{name}:{call.context.order.key}"


def _was_requested(call: LineCall, name: Enquiry) -> bool:
    return _mark(call, name) in call.context.help.requested


_enquire("trace", then="traced")
_enquire("claim", then="claim_opened")
delivery_help.say("traced", prompt="delivery_help.traced", then="onward")
delivery_help.say("claim_opened", prompt="delivery_help.claim_opened", then="onward")
