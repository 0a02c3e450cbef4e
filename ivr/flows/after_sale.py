"""After the sale: refunds, returns, loyalty points. Details require a proven order."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from ivr.flows.context import LineCall, Topic
from ivr.flows.services import LineFlow, Services
from ivr.orders.after_sale_message import loyalty_lines, refund_lines, return_lines
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order, RefundState
from ivr.orders.order_source import Unavailable
from prompts.facts import Line

AfterSale = Literal["refund", "returns", "loyalty"]
Lines = Callable[[Order], tuple[Line, ...]]


def _after_sale(name: AfterSale, *, lines: Lines, is_unclear: Callable[[Order], bool]) -> LineFlow:
    """A flow that tells one fact on the order, after the caller has given enough proof.

    If the fact `is_unclear`, the caller is connected to a person after the sentence.
    """
    flow = LineFlow(name, start="look")

    @flow.decide(told="tell", unclear="tell_and_connect", unproven="find_order.step_up", unseen="find_order.cannot_see")
    def look(call: LineCall, services: Services) -> Literal["told", "unclear", "unproven", "unseen"]:
        """The order, for a caller with enough proof."""
        call.context.topic = Topic(name)
        call.context.search = replace(call.context.search, wants=name)
        try:
            order = _proven_order(call, services)
        except Unavailable:
            return "unseen"
        if order is None:
            return "unproven"
        call.prepare(name, lines(order))
        return "unclear" if is_unclear(order) else "told"

    flow.say("tell", prepared=name, then="main_line.after_order")
    flow.say("tell_and_connect", prepared=name, then="hand_off")
    return flow


def _proven_order(call: LineCall, services: Services) -> Order | None:
    order = call.context.order
    return services.orders.by_identity(order.index_key) if order.level >= Level.DETAILS else None


refund = _after_sale(
    "refund",
    lines=refund_lines,
    is_unclear=lambda order: any(each.state in (RefundState.FAILED, RefundState.UNKNOWN) for each in order.refunds),
)
returns = _after_sale("returns", lines=return_lines, is_unclear=lambda order: not order.returns)
loyalty = _after_sale("loyalty", lines=loyalty_lines, is_unclear=lambda order: order.loyalty_points is None)
