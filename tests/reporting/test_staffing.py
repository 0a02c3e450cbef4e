"""People needed by Erlang A, and the calls that contracts give to queues."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.reporting.contract_calls import contract_calls, open_hours, shares_of, split_parts
from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import HandlingCounts
from ivr.reporting.staffing import (
    StaffingTerms,
    handling_time,
    mean_patience,
    people_needed,
    scheduled,
    team_need,
)
from routing.decide import CompiledRouting
from routing.document import read
from routing.simulate.erlang import ErlangA
from routing.simulate.run import run
from routing.simulate.scenario import Scenario
from tests.console.drafting import DOCUMENT

TERMS = StaffingTerms(300, 120, 80, 20)
PATIENT = StaffingTerms(300, 1e6, 80, 20)
SHARES = {"English": {"house": 60, "acme": 40}}


@pytest.mark.parametrize(("calls", "people"), [(10, 4), (25, 7), (50, 12), (100, 21), (200, 39), (400, 74), (800, 142)])
def test_callers_who_never_give_up_need_the_people_of_the_erlang_c_tables(calls, people):
    assert people_needed(calls, PATIENT) == people


@pytest.mark.parametrize(("calls", "people", "within"), [(100, 18, 0.7766), (200, 33, 0.7317), (50, 9, 0.7062)])
def test_the_people_of_the_erlang_a_tables_are_too_few_for_80_20_and_enough_for_what_they_reach(calls, people, within):
    reached = StaffingTerms(300, 120, int(100 * within), 20)
    assert people_needed(calls, reached) <= people < people_needed(calls, TERMS)


@settings(max_examples=20, deadline=None)
@given(calls=st.floats(0.1, 150), percent=st.integers(50, 99), patience=st.sampled_from([60.0, 350.0, 3600.0]))
def test_so_many_keep_the_promise_and_one_fewer_does_not(calls, percent, patience):
    terms = StaffingTerms(240, patience, percent, 20)
    people = people_needed(calls, terms)
    reached = [ErlangA(each, calls / 1800, 240, patience).answered_within(20) for each in (people, people - 1) if each]
    assert reached[0] >= percent / 100 - 1e-3
    assert all(each < percent / 100 + 1e-3 for each in reached[1:])


def test_nobody_is_needed_without_calls_and_never_fewer_for_more_calls():
    needed = [people_needed(calls / 2, TERMS) for calls in range(200)]
    assert needed[0] == 0
    assert needed == sorted(needed)


def test_the_simulator_finds_the_service_level_that_the_people_were_counted_for():
    """Three days of 60 calls a half-hour, some 8,600 calls: the exact level within two points of the simulated one."""
    people = people_needed(60, StaffingTerms(240, 180, 80, 20))
    routing = read(
        "brand: B\ndefault: care\nqueues: {care: {name: C, kind: in_house, languages: [en-US], hand_off: {desk: c}}}\n"
    )
    scenario = Scenario.model_validate({
        "start": "2026-11-23", "days": 3, "time_zone": "UTC",
        "callers": {"all": {"arrivals": {"calls": {"mon-sun": 120}}, "service": {"exponential": 240},
                            "patience": {"exponential": 180}, "language": "en-US"}},
        "teams": {"team": {"queues": ["care"], "shifts": [{"people": people}]}},
    })  # fmt: skip
    counts = run(scenario, CompiledRouting(routing, 1), seed="1").statistics.queues["care"]
    exact = ErlangA(people, 60 / 1800, 240, 180).answered_within(20)
    assert counts.in_target / counts.offered == pytest.approx(exact, abs=0.02)


def test_handling_time_and_patience_come_of_the_history_or_are_unknown():
    assert handling_time(HandlingCounts(timed=10, talk=2000, hold=100, wrapped=5, wrap=150)) == 240
    assert handling_time(HandlingCounts(timed=10, talk=2000)) == 200
    assert handling_time(HandlingCounts(handled=3)) is None
    assert mean_patience(Counts(offered=1100, answered=1000, waited=30_000, abandoned=110, short=10)) == 330
    assert mean_patience(Counts(offered=1010, answered=1000, waited=30_000, abandoned=10)) is None


def test_people_on_break_are_scheduled_too_and_a_month_is_told_in_full_time_people():
    assert [scheduled(people, 0.3) for people in (0, 7, 10)] == [0, 10, 15]
    need = team_need([7] * 16, shrinkage=0.3, days=1)
    assert (need.peak, need.hours, round(need.full_time, 1)) == (10, 80, 14.0)
    assert team_need([], shrinkage=0, days=0).full_time == 0


@settings(max_examples=50)
@given(
    calls=st.dictionaries(st.sampled_from(["house", "acme", "spanish"]), st.floats(0, 500), min_size=1),
    share=st.integers(1, 99),
    given_=st.integers(0, 900),
    is_open=st.booleans(),
)
def test_dividing_calls_anew_loses_none_and_gives_none_to_a_closed_queue(calls, share, given_, is_open):
    parts = split_parts(SHARES, {("English", "house"): given_}, {"house": 1000})
    shares = {"English": {"house": 100 - share, "acme": share}}
    found = contract_calls(calls, shares, parts, lambda queue: queue == "house" or is_open)
    assert sum(found.values()) == pytest.approx(sum(calls.values()))
    assert found.get("spanish", 0) == calls.get("spanish", 0)
    assert all(each >= -1e-6 for each in found.values())


def test_a_split_divides_by_contract_what_was_given_otherwise():
    parts = split_parts(SHARES, {}, {})
    assert contract_calls({"house": 90, "acme": 10}, SHARES, parts, lambda _: True) == {"house": 60, "acme": 40}
    assert contract_calls({"house": 90, "acme": 10}, SHARES, parts, lambda queue: queue == "house") == {
        "house": 100, "acme": 0,
    }  # fmt: skip


def test_calls_of_other_rules_stay_where_they_are():
    parts = split_parts(SHARES, {("English", "house"): 300, ("English", "acme"): 200}, {"house": 600, "acme": 200})
    found = contract_calls({"house": 60, "acme": 20}, {"English": {"house": 50, "acme": 50}}, parts, lambda _: True)
    assert found == pytest.approx({"house": 55, "acme": 25})


def test_the_hours_of_a_document_say_who_is_open():
    routing = read(DOCUMENT)
    assert shares_of(routing) == {"English": {"care-en": 100}}
    is_open, morning = open_hours(routing), datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert is_open("acme-en", morning) and is_open("care-en", morning)
    assert not is_open("care-en", morning + timedelta(hours=12)) and not is_open("gone", morning)
