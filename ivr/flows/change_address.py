"""Another address for an order. Only people change it, with the proof that the line has taken."""

from typing import Literal

from ivr.effects.make_request import make_request
from ivr.flows.callback import callable_number, ending
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.requests import request
from ivr.flows.routing_context import caller_of
from ivr.flows.services import LineFlow, Services
from ivr.orders.model import Order, TrackingStatus
from prompts.facts import Line

Found = Literal["person", "with_carrier", "closed", "before"]

change_address = LineFlow("change_address", start="look")


@change_address.decide(
    person="person",
    with_carrier="with_carrier",
    closed="closed",
    before="made_before",
    unproven="find_order.step_up",
    unseen="find_order.cannot_see",
)
def look(call: LineCall, services: Services) -> Literal[Found, Unproven]:
    """Who can change the address now: people, if there are any, as long as no parcel is out for delivery."""
    order = proven_order(call, services, "change_address", "change_address")
    if not isinstance(order, Order):
        return order
    if any(each.status is TrackingStatus.OUT_FOR_DELIVERY for each in order.shipments):
        return "with_carrier"
    if services.floor.reaches_someone(caller_of(call), call.context.route.version, services.now):
        return "person"
    return "before" if already_asked(call, "change_address") else _unattended(call, services)


def _unattended(call: LineCall, services: Services) -> Literal["person", "closed"]:
    """Nobody is there: callers whose number can be called are offered a call about it."""
    number = callable_number(call, services, ani(call))
    call.prepare("change_address.closed", (Line("change_address.closed", {"digits": ending(number)}),))
    return "closed" if number else "person"


change_address.say("person", prompt="change_address.person", then="hand_off")
change_address.say("with_carrier", prompt="change_address.with_carrier", then="hand_off")
change_address.confirm(
    "closed", prepared="change_address.closed", yes="ask_team", no="hand_off", said="issue.settle", gives_up="hand_off"
)
make_request(
    change_address, "ask_team", made_of=lambda call: request(call, "change_address", {"call_back": "yes"}), then="told"
)
change_address.say("told", prompt="change_address.told", then="main_line.after_order")
change_address.say("made_before", prompt="request_made_before", then="main_line.after_order")
