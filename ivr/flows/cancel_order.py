"""Cancelling an order while nothing of it is sent. People do it; the line passes the request on."""

from typing import Literal

from ivr.flows.context import LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.requests import offer_request
from ivr.flows.services import LineFlow, Services
from ivr.orders.cancelling import CancelState, cancel_state
from ivr.orders.model import Order
from prompts.facts import Line

Found = Literal["unsent", "sent", "delivered", "cancelled", "unknown", "before"]

_FOUND: dict[CancelState, Found] = {
    CancelState.UNSENT: "unsent",
    CancelState.PARTLY_SENT: "sent",
    CancelState.SENT: "sent",
    CancelState.DELIVERED: "delivered",
    CancelState.CANCELLED: "cancelled",
    CancelState.UNKNOWN: "unknown",
}

cancel_order = LineFlow("cancel_order", start="look")


@cancel_order.decide(
    unsent="offer",
    sent="sent",
    delivered="delivered",
    cancelled="cancelled",
    unknown="unknown",
    before="made_before",
    unproven="find_order.step_up",
    unseen="find_order.cannot_see",
)
def look(call: LineCall, services: Services) -> Literal[Found, Unproven]:
    """How far the order is, for a caller with enough proof."""
    order = proven_order(call, services, "cancel_order", "cancel_order")
    if not isinstance(order, Order):
        return order
    state = cancel_state(order)
    if _FOUND[state] == "sent":
        call.prepare("cancel_order", (Line(f"cancel_order.{state}"), Line("offer_person")))
    is_asked = state is not CancelState.CANCELLED and already_asked(call, "cancel_order")
    return "before" if is_asked else _FOUND[state]


offer_request(cancel_order, "cancel_order", prompt="cancel_order.unsent")
cancel_order.confirm(
    "sent",
    prepared="cancel_order",
    yes="hand_off",
    no="main_line.after_order",
    said="issue.settle",
    gives_up="hand_off",
)
cancel_order.confirm(
    "delivered",
    prompt="cancel_order.delivered",
    yes="returns",
    no="main_line.after_order",
    said="issue.settle",
    gives_up="hand_off",
)
cancel_order.say("cancelled", prompt="cancel_order.cancelled", then="main_line.after_order")
cancel_order.say("unknown", prompt="cannot_see", then="hand_off")
