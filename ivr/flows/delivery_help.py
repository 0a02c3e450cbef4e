"""Help with a delivery: after bad news of an order, and for a delivered order that is not there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, get_args

from ivr.effects.make_request import make_request
from ivr.flows.context import LineCall, Topic
from ivr.flows.earlier_requests import already_asked
from ivr.flows.requests import request
from ivr.flows.routing_context import caller_of, remember_order_issue
from ivr.flows.services import LineFlow, Services
from ivr.orders.delivery_trouble import Kind
from routing.issues import DELIVERY_PROBLEM, MISSING

Enquiry = Literal["trace", "claim"]
"""A request about a delivery: an enquiry about a parcel without news, a claim for one that is not there."""

delivery_help = LineFlow("delivery_help", start="what_helps")


@delivery_help.decide(
    none="onward",
    closed="closed",
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
def what_helps(call: LineCall, services: Services) -> Literal[Kind, "none", "closed", "asked_before"]:
    """The help with the trouble of the order just told, unless the caller declined it before."""
    order = call.context.order
    if not order.trouble or order.key in call.context.help.declined:
        return "none"
    is_new = order.trouble == "silent" and not already_asked(call, "trace")
    if not is_new and not services.floor.reaches_someone(caller_of(call), call.context.route.version, services.now):
        return "closed"
    return "silent" if is_new else "asked_before" if order.trouble == "silent" else order.trouble


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
_offer("closed")


@delivery_help.decide(then="hand_off")
def connect(call: LineCall, _services: Services) -> Literal["then"]:
    """A person, for the problem that the order has. If it is lost with the session, the issue is still known."""
    if call.context.order.number and call.context.topic.problem != MISSING:
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
    return "asked_before" if already_asked(call, "claim") else "told"


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


def _enquire(kind: Enquiry, *, then: str, asked: Mapping[str, str]) -> None:
    """Declare a request, and that its order needs no more help in this call."""
    delivery_help.decide(then=f"request_{kind}", unknown="hand_off")(_helped(kind))
    make_request(delivery_help, f"request_{kind}", made_of=lambda call: request(call, kind, asked), then=then)


def _helped(name: str) -> Callable[[LineCall, Services], Literal["then", "unknown"]]:
    def helped(call: LineCall, services: Services) -> Literal["then", "unknown"]:
        return declined(call, services) if call.context.order.number else "unknown"

    helped.__name__, helped.__doc__ = name, "A request that people see to, unless its order is lost with the session."
    return helped


_enquire("trace", then="traced", asked={})
_enquire("claim", then="claim_opened", asked={"looked_around": "yes"})
delivery_help.say("traced", prompt="delivery_help.traced", then="onward")
delivery_help.say("claim_opened", prompt="delivery_help.claim_opened", then="onward")
