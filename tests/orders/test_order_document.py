import json
from dataclasses import replace

import pytest

from ivr.orders.model import Order, Refund, RefundState, Return, ReturnState
from ivr.orders.order_document import dump, load
from tests.orders.making import an_order


def test_the_states_of_returns_and_refunds_are_stored_as_their_words() -> None:
    order = replace(an_order(), returns=(Return(ReturnState.IN_TRANSIT),), refunds=(Refund(RefundState.PENDING),))
    document = json.loads(dump(order))
    assert (document["returns"], document["refunds"]) == ([{"state": "in_transit"}], [{"state": "pending"}])


@pytest.mark.parametrize("name", ["returns", "refunds"])
def test_a_stored_state_that_a_newer_version_knows_is_unknown(name: str) -> None:
    stored = {**json.loads(dump(an_order())), name: [{"state": "teleported"}]}
    order: Order = load(json.dumps(stored))
    assert [each.state for each in getattr(order, name)] == ["unknown"]


def test_an_order_that_an_older_version_stored_with_its_time_of_change_is_still_read() -> None:
    stored = {**json.loads(dump(an_order())), "updated_at": "2026-11-20T12:00:00+00:00"}
    assert load(json.dumps(stored)) == an_order()
