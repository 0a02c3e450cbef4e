"""Did texts save calls: the difference of two shares with its interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.notice_effect import (
    FEWEST_HELD,
    ArmCounts,
    NoticeEffect,
    calls_saved,
    effect_kpis,
    fewer_callers,
    whole_effect,
)

arms = st.integers(FEWEST_HELD, 5000).flatmap(
    lambda orders: st.integers(0, orders).map(lambda called: ArmCounts(orders, called))
)


def test_the_interval_is_the_published_one():
    """56 of 70 against 48 of 80: Newcombe, Statistics in Medicine 17 (1998), table II, (a), method 10."""
    found = fewer_callers(NoticeEffect("late", ArmCounts(80, 48), ArmCounts(70, 56)))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.00006)


@given(held=arms, texted=arms)
def test_an_interval_holds_its_value_and_stays_within_what_shares_allow(held: ArmCounts, texted: ArmCounts):
    found = fewer_callers(NoticeEffect("late", texted, held))
    assert -1 <= found.low <= found.value <= found.high <= 1
    back = fewer_callers(NoticeEffect("late", held, texted))
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_a_handful_of_orders_says_nothing():
    few = NoticeEffect("late", ArmCounts(1000, 10), ArmCounts(FEWEST_HELD - 1, 20))
    assert calls_saved(few) is None
    assert [each.text for each in effect_kpis(few)] == ["1 %", "69 %", "n/a"]


def test_calls_saved_are_counted_on_the_texted_orders():
    effect = NoticeEffect("late", ArmCounts(800, 80), ArmCounts(100, 30), watched=5)
    assert calls_saved(effect).value == pytest.approx(160)
    assert all(each.provisional for each in effect_kpis(effect))


def test_events_add_up():
    parts = [NoticeEffect("late", ArmCounts(10, 1), ArmCounts(2, 1), 3), NoticeEffect("attempted", ArmCounts(5, 2))]
    assert whole_effect(parts) == NoticeEffect("", ArmCounts(15, 3), ArmCounts(2, 1), 3)
