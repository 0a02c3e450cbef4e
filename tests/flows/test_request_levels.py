"""No request is made by a caller who is not known well enough for it."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.effects.make_request import MakeRequest, MakeRequestStep, RequestKind
from ivr.flows import FLOWS
from ivr.flows.context import Context, CurrentOrder, LineCall
from ivr.flows.requests import LEVELS, NotProven, request
from ivr.orders.identity.verification import Level

ALICE = "+14155550100"
STEPS = {at: step for at, step in FLOWS if isinstance(step, MakeRequestStep)}
levels = st.sampled_from(Level)


def call(level: Level, ani: str = ALICE) -> LineCall:
    order = CurrentOrder(number="1001", shop="eu", key="hash-of-1001", level=level)
    return LineCall("CA1", ani, "+18005550199", "es-MX", Context(order=order))


def test_every_kind_has_a_level_and_only_a_call_can_be_asked_for_by_anybody():
    assert set(LEVELS) == set(get_args(RequestKind))
    assert [kind for kind, level in LEVELS.items() if level is Level.NOTHING] == ["call_back_at"]


@given(st.sampled_from(sorted(LEVELS)), levels)
def test_a_request_below_its_level_is_refused(kind: RequestKind, level: Level):
    if level < LEVELS[kind]:
        with pytest.raises(NotProven):
            request(call(level), kind)
    else:
        made = request(call(level), kind, {"why": "too small"})
        assert (made.kind, made.order, made.shop, made.level) == (kind, "1001", "eu", level)


@given(st.sampled_from(sorted(STEPS)), levels)
def test_no_step_of_the_line_makes_a_request_below_its_level(at: str, level: Level):
    try:
        entered = STEPS[at].enter(call(level), None)
    except NotProven:
        return
    made = [each for each in entered.effects if isinstance(each, MakeRequest)]
    assert made
    assert all(level >= LEVELS[each.kind] for each in made)


def test_the_caller_is_the_number_that_rings_or_the_one_to_call():
    assert request(call(Level.DETAILS), "invoice_copy").caller == ALICE
    assert request(call(Level.DETAILS, "anonymous"), "invoice_copy").caller == ""
    assert request(call(Level.NOTHING), "call_back_at", caller="+14155550123").caller == "+14155550123"
