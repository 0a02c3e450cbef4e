"""Loyalty points that a caller misses: the shop's people look after them."""

from typing import Literal

from ivr.flows.context import LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.requests import offer_request
from ivr.flows.services import LineFlow, Services
from ivr.orders.model import Order

missing_points = LineFlow("missing_points", start="missing")

missing_points.menu(
    "after_points",
    opening="after_points",
    keys={"1": "missing", "2": "anything_else"},
    said="heard_more",
    anything="anything_else",
    gives_up="hand_off",
)


@missing_points.decide(points="missing", other="issue.settle")
def heard_more(call: LineCall, _services: Services) -> Literal["points", "other"]:
    """Whether it is about points again: a caller who just heard how many they are misses some."""
    return "points" if call.heard.issue == "loyalty" else "other"


@missing_points.decide(then="main_line.main_menu")
def anything_else(_call: LineCall, _services: Services) -> Literal["then"]:
    """Something else than points."""
    return "then"


@missing_points.decide(
    offer="offer", before="made_before", unproven="find_order.step_up", unseen="find_order.cannot_see"
)
def missing(call: LineCall, services: Services) -> Literal["offer", "before", Unproven]:
    """Whether people can be asked to look after the points of an order."""
    order = proven_order(call, services, "missing_points", "loyalty")
    if not isinstance(order, Order):
        return order
    return "before" if already_asked(call, "missing_points") else "offer"


offer_request(missing_points, "missing_points", prompt="missing_points.offer")
