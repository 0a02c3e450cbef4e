"""Alerts are raised once and cleared once, even if a value fluctuates. Time is a number here."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.alerts import (
    CLEARED_AFTER,
    RAISED_AFTER,
    AlertInputs,
    AlertLimits,
    AlertState,
    Measurement,
    measurements,
    update_alerts,
)
from ivr.reporting.kpis import Counts
from ivr.reporting.request_figures import DeskFigures
from ivr.reporting.source_health import SourceContact
from routing.caller import QueueState
from routing.document import DEFAULT, read_file
from routing.model import Alerts, QueueAlerts

EVERY = 5.0
SLOW = Counts(offered=10, answered=10, within=5)


def over_time(values, *, bad: float = 120, good: float = 60) -> list[tuple[float, bool]]:
    """When an alert was raised (True) and cleared, for a value looked at every five seconds; None: not measured."""
    stands: dict[str, AlertState] = {}
    told = []
    for place, value in enumerate(values):
        found = [] if value is None else [Measurement("long wait", "care", value, bad, good, "somebody waits")]
        stands, changed = update_alerts(stands, found, now := 1000.0 + place * EVERY)
        told += [(now, each.is_on) for each in changed]
    return told


def test_a_long_wait_is_told_once_and_its_end_once():
    assert over_time([130] * 100 + [20] * 100) == [(1020.0, True), (1620.0, False)]


def test_a_moment_is_not_told():
    assert over_time([130, 130, 20] * 30) == []


def test_what_wavers_about_the_limit_is_told_once():
    assert [on for _, on in over_time([130] * 10 + [119, 121, 80, 125] * 50)] == [True]


def test_a_queue_that_is_deleted_ends_its_alert():
    assert [on for _, on in over_time([130] * 10 + [None] * 30)] == [True, False]


def test_a_clock_that_goes_back_raises_nothing_by_itself():
    stands, told = update_alerts(
        {"x": AlertState("x", "", turning=9000.0)}, [Measurement("x", "", 9, 5, 1, "")], 1000.0
    )
    assert (told, stands["x"].turning) == ([], 1000.0)


@given(st.lists(st.one_of(st.none(), st.floats(0, 300)), max_size=300))
def test_alerts_come_and_go_in_turn_and_never_in_haste(values):
    told = over_time(values)
    assert [on for _, on in told] == [place % 2 == 0 for place in range(len(told))]
    for (one, is_on), (two, _) in pairwise(told):
        assert two - one >= (CLEARED_AFTER if is_on else RAISED_AFTER)


@pytest.mark.parametrize(
    ("look", "name"),
    [
        (AlertInputs(states={"care-en": QueueState(waiting=1, longest=121)}), "long wait: care-en"),
        (AlertInputs(states={"acme-es": QueueState(unreachable=True)}), "vendor: acme-es"),
        (AlertInputs(states={"care-en": QueueState()}, counts={"care-en": SLOW}), "service level: care-en"),
        (AlertInputs(errors=5), "errors"),
        (AlertInputs(unseen=6), "orders do not answer"),
        (AlertInputs(decided=20, unmatched=3), "no rule"),
        (AlertInputs(order_age=90_000), "orders are old"),
        (AlertInputs(guesses=30), "guessing"),
        (AlertInputs(sources=(SourceContact("mugs", 27 * 3600),)), "source is silent: mugs"),
        (AlertInputs(sources=(SourceContact("mugs", 0, "revoked", is_refused=True),)), "source refuses: mugs"),
        (AlertInputs(desk=DeskFigures(waiting=901)), "requests wait"),
        (AlertInputs(desk=DeskFigures(given_up=1)), "requests are given up"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_read_as_wrong(look, name):
    wrong = {each.name for each in measurements(look, read_file(DEFAULT), AlertLimits()) if each.value >= each.bad}
    assert wrong == {name}


def test_a_limit_of_nothing_switches_an_alert_off():
    look = AlertInputs(
        states={"care-en": QueueState(longest=999)}, errors=99, decided=99, unmatched=99, order_age=1e9, guesses=99
    )
    found = measurements(look, read_file(DEFAULT), AlertLimits(0, 0, 0, 0, 0, 0, 0))
    assert {each.kind for each in found} == {"published without approval", "texts fail"}, "which have no limit"
    silent = AlertInputs(sources=(SourceContact("mugs", 1e9),))
    kinds = {each.kind for each in measurements(silent, read_file(DEFAULT), AlertLimits(source_hours=0))}
    assert "source is silent" not in kinds


def test_a_source_that_need_not_speak_is_not_silent():
    look = AlertInputs(sources=(SourceContact("easypost", 1e9, is_expected=False),))
    assert "source is silent" not in {each.kind for each in measurements(look, read_file(DEFAULT), AlertLimits())}


def test_the_document_says_what_is_an_alert_and_a_queue_says_it_for_itself():
    given = read_file(DEFAULT)
    first, *others = given.queues
    its = given.queues[first].model_copy(update={"alerts": QueueAlerts(wait=30)})
    routing = given.model_copy(update={"alerts": Alerts(wait=300, errors=0), "queues": {**given.queues, first: its}})
    look = AlertInputs(states={name: QueueState(longest=100) for name in given.queues}, errors=99, order_age=90_000)
    bad = {each.name: each.bad for each in measurements(look, routing, AlertLimits())}
    assert bad[f"long wait: {first}"] == 30
    assert {bad[f"long wait: {name}"] for name in others} == {300}
    assert ("errors" in bad, bad["orders are old"]) == (False, 24)


def test_too_few_calls_say_nothing():
    few = AlertInputs(
        states={"care-en": QueueState()}, counts={"care-en": Counts(offered=9, answered=9)}, decided=9, unmatched=9
    )
    assert [each.name for each in measurements(few, read_file(DEFAULT), AlertLimits()) if each.value >= each.bad] == []
