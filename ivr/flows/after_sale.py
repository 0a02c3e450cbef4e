"""After the sale: refunds, returns, loyalty points. Details are told of a proven order, and of no other."""

from collections.abc import Callable
from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import Flow
from ivr.flows.services import Services
from ivr.orders import telling
from ivr.orders.model import Order
from ivr.orders.source import Unavailable
from ivr.orders.verify import Level
from prompts.facts import Line


def _after_sale(name: str, lines: Callable[[Order], tuple[Line, ...]]) -> Flow:
    """A flow that tells one thing of the order, once its caller has proved enough to hear it."""
    flow = Flow(name, start="look")

    @flow.decide(told="tell", unproven="find_order.step_up", unseen="find_order.cannot_see")
    def look(call: Call, services: Services) -> Literal["told", "unproven", "unseen"]:
        """The order, for a caller who has proved enough."""
        call.remember(issue=name, wants=name)
        try:
            order = _proven_order(call, services)
        except Unavailable:
            return "unseen"
        if order is None:
            return "unproven"
        call.prepare(name, lines(order))
        return "told"

    flow.say("tell", prepared=name, then="main_line.after_order")
    return flow


def _proven_order(call: Call, services: Services) -> Order | None:
    if call.facts.get("level", Level.NOTHING) < Level.DETAILS:
        return None
    return next(iter(services.orders.by_number(call.facts["order"])), None)


refund = _after_sale("refund", telling.refund_lines)
returns = _after_sale("returns", telling.return_lines)
loyalty = _after_sale("loyalty", telling.loyalty_lines)
