"""The order of a call, for purposes that need proof beyond the caller's number."""

from dataclasses import replace
from typing import Literal

from ivr.flows.context import Goal, LineCall, Topic
from ivr.flows.services import Services
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order
from ivr.orders.order_source import Unavailable
from routing.issues import CallIssue

Unproven = Literal["unproven", "unseen"]


def proven_order(call: LineCall, services: Services, goal: Goal, issue: CallIssue) -> Order | Unproven:
    """The order, for a caller with enough proof. The call is then about the issue.

    A caller without returns to the goal once the proof is given (`find_order.onward`).
    """
    call.context.topic = Topic(issue)
    call.context.search = replace(call.context.search, wants=goal)
    order = call.context.order
    try:
        found = services.orders.by_identity(order.index_key) if order.level >= Level.DETAILS else None
    except Unavailable:
        return "unseen"
    return found or "unproven"
