"""The figures of the board, by their definitions."""

import pytest

from ivr.reporting.activity import MOVES_KEPT, TROUBLE_KEPT, EdgeActivity
from ivr.reporting.kpis import (
    Counts,
    Repeats,
    ServiceLevelRule,
    confirmed_containment,
    first_contact,
    service_level,
    verified_containment,
)

PRINTED = Counts(offered=1060, answered=1000, within=860, abandoned=60, short=10, given_up=20)
"""The example of Call Centre Helper, whose five formulas give 83, 86, 81, 83 and 82 %."""


@pytest.mark.parametrize(("formula", "percent"), [(1, 83), (2, 86), (3, 81), (5, 82)])
def test_a_service_level_by_each_formula_is_what_is_printed(formula, percent):
    assert service_level(PRINTED, by=ServiceLevelRule(formula)).text == f"{percent} %"


def test_the_fourth_is_what_is_printed_when_at_once_means_in_time():
    at_once = Counts(offered=1060, answered=1000, within=860, abandoned=60, short=20, given_up=20)
    assert service_level(at_once, by=ServiceLevelRule(4)).text == "83 %"


def test_what_is_not_known_is_never_nought():
    assert service_level(Counts()).text == "n/a"
    assert verified_containment(Repeats(), hours=24).text == "n/a"
    assert confirmed_containment(Repeats(contained=9), days=7).text == "n/a"


def test_containment_is_confirmed_by_those_who_were_asked():
    assert confirmed_containment(Repeats(contained=9, surveyed=4, confirmed=3), days=7).text == "75 %"


def test_figures_that_the_future_may_change_say_so():
    assert first_contact(Repeats(taken=10, taken_again=1), days=7).provisional
    assert first_contact(Repeats(taken=10, taken_again=1), days=7).text == "90 %"


def test_moves_and_troubles_are_forgotten_in_time():
    moves = EdgeActivity()
    moves.add([("a.x", "gives_up", "a.y"), ("a.x", "then", "a.y")], 100.0)
    assert (moves.edges(), moves.trouble()) == ({("a.x", "a.y"): 2}, {"a.x": {"gave up": 1}})
    moves.add([], 101.0 + MOVES_KEPT)
    assert (moves.edges(), moves.trouble()) == ({}, {"a.x": {"gave up": 1}})
    moves.add([], 101.0 + TROUBLE_KEPT)
    assert moves.trouble() == {}
