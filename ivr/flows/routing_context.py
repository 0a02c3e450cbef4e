"""Converts a call to the inputs of a routing decision."""

from collections.abc import Sequence
from dataclasses import replace

from ivr.flows.context import CurrentOrder, LineCall, Route, Topic
from ivr.orders.delivery_status import DeliveryStatus, Help
from ivr.orders.delivery_trouble import trouble_of
from ivr.orders.identity.caller_id import CallerKind, caller_id
from ivr.orders.model import Order
from ivr.orders.phone_numbers import country_of
from routing.caller import CallerProfile
from routing.conditions import OrderState
from routing.issues import LATE

FAILED_PROMISE: OrderState = "failed_promise"
"""The states of an order as named in the routing document, with LATE."""

_GRADES = {"TN-Validation-Passed-A": "A", "TN-Validation-Passed-B": "B", "TN-Validation-Passed-C": "C"}


def remember_customer(call: LineCall, order: Order) -> None:
    """The customer's attributes from one of their orders."""
    call.context.identity = replace(call.context.identity, tier=order.tier, country=order.country)


def current_order(call: LineCall, order: Order, status: DeliveryStatus, *, key: str) -> CurrentOrder:
    """The routing attributes of the order that a call is about; `key` is a keyed hash of it.

    A second call about a late order is urgent: a promise failed, and the caller has already been told.
    """
    late_key = key if status.lateness else ""
    is_urgent = bool(late_key) and call.context.history.rang_about == late_key
    states: tuple[OrderState, ...] = (LATE, FAILED_PROMISE) if is_urgent else (LATE,) if late_key else ()
    return CurrentOrder(
        number=order.number,
        shop=order.shop,
        key=key,
        late_key=late_key,
        days_late=str(status.lateness.days) if status.lateness else "",
        value=_whole(order.total_cents),
        states=states,
        issue=status.issue,
        problem=status.problem,
        trouble=trouble_of(status),
        is_delivered=status.state == "delivered",
        may_be_missing=Help.LOOK_AROUND in status.help,
        has_refund=bool(order.refunds),
    )


def remember_order_issue(call: LineCall) -> None:
    """That the call is about its order, as it stands."""
    call.context.topic = Topic(call.context.order.issue, call.context.order.problem)


def is_urgent(call: LineCall) -> bool:
    """Whether the caller rang before about the same late order."""
    return FAILED_PROMISE in call.context.order.states


def caller_of(call: LineCall) -> CallerProfile:
    """All attributes that rules can test."""
    context = call.context
    identity, order, route = context.identity, context.order, context.route
    return CallerProfile(
        language=call.language,
        issue=context.topic.issue,
        problem=context.topic.problem,
        tier=identity.tier,
        country=identity.country or _country_of(call.ani),
        dialled=call.dnis,
        order_value=order.value,
        order_state=order.states,
        repeat=context.history.repeat,
        withheld=caller_id(call.ani).kind is CallerKind.WITHHELD,
        attestation=_grade(call.attestation),
        last_queue=route.last_queue,
        tried=_tried(route),
        promised=route.promised,
        transferred=route.transferred,
    )


def _tried(route: Route) -> tuple[str, ...]:
    """The queues that did not take this call. A queue to which a person sends it is asked again."""
    failed = _failed(route.tried, () if route.moves_on else route.left)
    return tuple(name for name in failed if name != route.transferred)


def _failed(tried: Sequence[str], left: Sequence[str]) -> tuple[str, ...]:
    """The queues that did not take this call. A queue that the caller left for another can be tried once more."""
    return tuple(name for name in dict.fromkeys(tried) if tried.count(name) > left.count(name))


def _country_of(number: str) -> str:
    """The country of a number (ISO 3166); empty if unknown."""
    known = caller_id(number)
    return country_of(known.e164) if known.e164 else ""


def _grade(word: str) -> str:
    """The attestation as named in the routing document (Twilio: StirVerstat)."""
    if word.startswith("TN-Validation-Failed"):
        return "failed"
    return next((grade for start, grade in _GRADES.items() if word.startswith(start)), "none")


def _whole(cents: int | None) -> int | None:
    return cents // 100 if cents is not None else None
