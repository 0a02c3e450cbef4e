"""After the sale: refunds and loyalty points. Details require a proven order."""

from collections.abc import Callable
from typing import Literal

from ivr.flows.context import LineCall
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.services import LineFlow, Services
from ivr.orders.after_sale_message import loyalty_lines, refund_lines
from ivr.orders.model import Order, RefundState
from prompts.facts import Line

AfterSale = Literal["refund", "loyalty"]
Lines = Callable[[Order], tuple[Line, ...]]


def _after_sale(name: AfterSale, *, lines: Lines, is_unclear: Callable[[Order], bool], then: str) -> LineFlow:
    """A flow that tells one fact on the order, after the caller has given enough proof.

    If the fact `is_unclear`, the caller is connected to a person after the sentence.
    """
    flow = LineFlow(name, start="look")

    @flow.decide(told="tell", unclear="tell_and_connect", unproven="find_order.step_up", unseen="find_order.cannot_see")
    def look(call: LineCall, services: Services) -> Literal["told", "unclear", Unproven]:
        """The order, for a caller with enough proof."""
        order = proven_order(call, services, name, name)
        if not isinstance(order, Order):
            return order
        call.prepare(name, lines(order))
        return "unclear" if is_unclear(order) else "told"

    flow.say("tell", prepared=name, then=then)
    flow.say("tell_and_connect", prepared=name, then="hand_off")
    return flow


refund = _after_sale(
    "refund",
    lines=refund_lines,
    is_unclear=lambda order: any(each.state in (RefundState.FAILED, RefundState.UNKNOWN) for each in order.refunds),
    then="main_line.after_order",
)
loyalty = _after_sale(
    "loyalty",
    lines=loyalty_lines,
    is_unclear=lambda order: order.loyalty_points is None,
    then="missing_points.after_points",
)
