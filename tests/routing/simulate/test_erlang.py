"""Exact formulas, compared with published figures and with each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.simulate.erlang import ErlangA, ErlangC, SharedLines, blocking

PRINTED_STAFFING = [
    (10, 4, 0.9123, 13.2, 0.417),
    (25, 7, 0.8677, 16.9, 0.595),
    (50, 12, 0.8622, 14.4, 0.694),
    (100, 21, 0.8263, 16.1, 0.794),
    (200, 39, 0.8259, 13.5, 0.855),
    (400, 74, 0.8261, 11.6, 0.901),
    (800, 142, 0.8019, 12.2, 0.939),
]
PRINTED_SHORT = [
    (50, 9, 0.1295, 15.54, 0.7062),
    (100, 18, 0.0822, 9.87, 0.7766),
    (200, 33, 0.0896, 10.75, 0.7317),
    (400, 70, 0.0371, 4.45, 0.8861),
]


def test_fifty_agents_whom_nobody_leaves_waiting():
    exact = ErlangC(agents=50, arrivals=48 / 60, service=60)
    assert exact.must_wait == pytest.approx(0.6945, abs=5e-5)
    assert exact.mean_wait == pytest.approx(20.83, abs=0.005)
    assert exact.wait_of(0.9) == pytest.approx(58.1, abs=0.05)
    assert exact.mean_waiting == pytest.approx(16.67, abs=0.005)
    assert exact.answered_within(20) == pytest.approx(0.6435, abs=5e-5)


def test_fifty_agents_and_callers_who_give_up():
    exact = ErlangA(agents=50, arrivals=48 / 60, service=60, patience=120)
    assert exact.abandonment == pytest.approx(0.0309, abs=5e-5)
    assert exact.mean_wait == pytest.approx(3.71, abs=0.005)
    assert exact.wait_of(0.9) == pytest.approx(12.5, abs=0.1)
    assert exact.mean_waiting == pytest.approx(2.97, abs=0.005)
    assert exact.must_wait == pytest.approx(0.4678, abs=5e-5)
    assert exact.answered_within(20) == pytest.approx(0.9430, abs=5e-5)


@pytest.mark.parametrize(("calls", "agents", "level", "wait", "occupied"), PRINTED_STAFFING)
def test_staffing_for_eighty_in_twenty(calls, agents, level, wait, occupied):
    exact = ErlangC(agents, calls / 1800, 300)
    assert exact.answered_within(20) == pytest.approx(level, abs=5e-5)
    assert exact.mean_wait == pytest.approx(wait, abs=0.06)
    assert exact.occupancy == pytest.approx(occupied, abs=5e-4)


@pytest.mark.parametrize(("calls", "agents", "lost", "wait", "level"), PRINTED_SHORT)
def test_too_few_agents_for_callers_who_give_up(calls, agents, lost, wait, level):
    exact = ErlangA(agents, calls / 1800, 300, 120)
    assert exact.abandonment == pytest.approx(lost, abs=6e-5)
    assert exact.mean_wait == pytest.approx(wait, abs=0.006)
    assert exact.answered_within(20) == pytest.approx(level, abs=6e-5)


def test_ninety_agents_and_a_hundred_and_twenty_lines():
    exact = SharedLines(queues=1, agents=90, lines=120, arrivals=8.4, service=10)
    assert exact.turned_away == pytest.approx(0.0036, abs=5e-5)
    assert exact.mean_wait == pytest.approx(0.450, abs=5e-4)
    assert exact.occupancy == pytest.approx(0.930, abs=5e-4)


@given(agents=st.integers(1, 60), load=st.floats(0.1, 50))
def test_as_many_lines_as_agents_lose_calls_as_erlang_b_says(agents, load):
    assert SharedLines(1, agents, agents, load, 1).turned_away == pytest.approx(blocking(agents, load))


@given(agents=st.integers(2, 20), part=st.floats(0.1, 0.9))
def test_many_lines_are_as_good_as_no_limit(agents, part):
    load = part * agents
    assert SharedLines(1, agents, 1000, load, 1).mean_wait == pytest.approx(ErlangC(agents, load, 1).mean_wait)


@settings(max_examples=25, deadline=None)
@given(agents=st.integers(2, 30), part=st.floats(0.2, 0.95))
def test_great_patience_is_as_good_as_endless(agents, part):
    endless, great = ErlangC(agents, part * agents, 1), ErlangA(agents, part * agents, 1, 100)
    assert great.mean_wait <= endless.mean_wait * 1.001
    assert great.must_wait <= endless.must_wait * 1.001
    assert 0 <= great.abandonment < 0.05


@given(level=st.floats(0.5, 0.99))
def test_the_wait_of_a_part_of_the_callers_is_the_time_in_which_they_are_answered(level):
    exact = ErlangC(50, 48, 1)
    assert exact.answered_within(exact.wait_of(level)) == pytest.approx(level)
