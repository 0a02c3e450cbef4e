"""What a caller hears of a request made in an earlier call, with the news of its order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ivr.orders.delivery_status import DeliveryState, DeliveryStatus
from ivr.orders.time_facts import day_fact
from prompts.facts import Line

TOLD = ("cancel_order", "change_address", "start_return", "claim")
"""The kinds of request that are told. What else callers ask for is not about the delivery, or is told with its help."""

_INVITES = frozenset({"order_status.not_there", "order_status.not_there.some"})
"""Sentences that ask to say what is not there."""


def with_requests(lines: Sequence[Line], status: DeliveryStatus, asked: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines on an order with its newest open request. Who has reported it missing is not invited to do so."""
    found = request_lines(status, asked)
    is_reported = any(each.prompt == "asked_before.claim" for each in found)
    return (*(each for each in lines if not (is_reported and each.prompt in _INVITES)), *found)


def request_lines(status: DeliveryStatus, asked: Mapping[str, str]) -> tuple[Line, ...]:
    """The newest open request for the order, if it is still in question. `asked` is kind to time (ISO 8601)."""
    open_ones = {kind: datetime.fromisoformat(asked[kind]) for kind in TOLD if kind in asked and _matters(kind, status)}
    if not open_ones:
        return ()
    newest = max(open_ones, key=lambda kind: open_ones[kind])
    return (Line(f"asked_before.{newest}", {"when": day_fact(open_ones[newest], status.clock)}),)


def _matters(kind: str, status: DeliveryStatus) -> bool:
    """Whether the news of the order leaves the request open."""
    if status.state is DeliveryState.CANCELLED:
        return False
    if kind == "start_return":
        return not status.order.returns
    return (status.state is DeliveryState.DELIVERED) is (kind == "claim")
