"""What is told of a request of an earlier call: the newest one, while the order leaves it open."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order, OrderStatus, Return, ReturnState
from ivr.orders.request_message import TOLD, request_lines, with_requests
from ivr.orders.status_message import status_lines

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
YESTERDAY, BEFORE = ((NOW - timedelta(days=days)).isoformat() for days in (1, 3))


def told(status: OrderStatus, asked: dict[str, str], **fields: object) -> list[str]:
    order = Order("1001", NOW - timedelta(days=5), "alice", status, **fields)
    return [line.prompt for line in request_lines(delivery_status(order, NOW), asked)]


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (OrderStatus.PROCESSING, {"cancel_order", "change_address", "start_return"}),
        (OrderStatus.DELIVERED, {"start_return", "claim"}),
        (OrderStatus.CANCELLED, set()),
    ],
)
def test_a_request_is_told_while_the_order_leaves_it_open(status: OrderStatus, kinds: set[str]):
    assert {kind for kind in TOLD if told(status, {kind: YESTERDAY})} == kinds


def test_who_has_reported_it_missing_is_not_invited_to_do_so():
    order = Order("1001", NOW - timedelta(days=5), "alice", OrderStatus.DELIVERED)
    status = delivery_status(order, NOW)
    lines = status_lines(status, level=Level.STATUS)
    assert "order_status.not_there" in [line.prompt for line in with_requests(lines, status, {})]
    told_now = [line.prompt for line in with_requests(lines, status, {"claim": YESTERDAY})]
    assert told_now == ["order_status.delivered.no_day", "asked_before.claim"]


def test_the_newest_alone_is_told():
    assert told(OrderStatus.PROCESSING, {"cancel_order": BEFORE, "change_address": YESTERDAY}) == [
        "asked_before.change_address"
    ]


def test_a_return_under_way_needs_no_word_on_its_request():
    assert told(OrderStatus.DELIVERED, {"start_return": YESTERDAY}, returns=(Return(ReturnState.APPROVED),)) == []


def test_other_requests_are_not_told():
    assert told(OrderStatus.DELIVERED, {"invoice_copy": YESTERDAY, "call_back_at": YESTERDAY}) == []
