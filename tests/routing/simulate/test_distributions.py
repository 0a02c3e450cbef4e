"""Distributions of durations."""

import json
from pathlib import Path
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from routing.simulate.distributions import Duration

BANK = Path(__file__).parents[3] / "../shared/data/call_centre/anonymous_bank_1999_february.json"
SHAPES = [
    {"exponential": 90},
    {"lognormal": {"mean": 200, "cv": 1.2}},
    {"quantiles": {5: 17, 50: 119, 99: 1036}},
    {"survival": {10: 0.96, 60: 0.82, 600: 0.26}},
]


def drawn(duration: Duration, times: int = 20_000) -> list[float]:
    random = Random(1)
    return [duration.inverse(random.random()) for _ in range(times)]


@pytest.mark.parametrize("shape", SHAPES)
@given(shares=st.lists(st.floats(0, 0.999999), min_size=2, max_size=2))
def test_a_larger_share_lasts_no_shorter(shape, shares):
    inverse = Duration.model_validate(shape).inverse
    low, high = sorted(shares)
    assert 0 <= inverse(low) <= inverse(high)


def test_the_mean_is_the_one_that_was_asked_for():
    assert mean(drawn(Duration(exponential=90))) == pytest.approx(90, rel=0.03)
    assert mean(drawn(Duration.model_validate(SHAPES[1]))) == pytest.approx(200, rel=0.03)
    assert set(drawn(Duration(constant=30), 10)) == {30}


def test_measured_points_are_met():
    inverse = Duration.model_validate(SHAPES[2]).inverse
    assert [inverse(share) for share in (0.05, 0.5, 0.99)] == pytest.approx([17, 119, 1036])
    inverse = Duration.model_validate(SHAPES[3]).inverse
    assert [inverse(1 - left) for left in (0.96, 0.82, 0.26)] == pytest.approx([10, 60, 600])


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"exponential": 90, "constant": 90},
        {"exponential": 0},
        {"quantiles": {50: 100}},
        {"quantiles": {50: 100, 90: 80}},
        {"survival": {10: 0.5, 20: 0.6}},
    ],
)
def test_what_is_no_distribution_is_refused(shape):
    with pytest.raises(ValidationError):
        Duration.model_validate(shape)


@pytest.mark.skipif(not BANK.exists(), reason="the bank's figures are not here")
@pytest.mark.parametrize("kind", ["PS", "NW", "NE"])
def test_quantiles_of_real_calls_give_their_mean_as_measured(kind):
    measured = json.loads(BANK.read_text())["service"][kind]
    assert mean(drawn(Duration(quantiles=measured["quantiles_s"]))) == pytest.approx(measured["mean"], rel=0.05)
