"""The confidence interval of a simulated figure."""

from random import Random

import pytest

from routing.simulate.confidence_intervals import estimate, student


@pytest.mark.parametrize(("freedom", "printed"), [(9, 2.262), (19, 2.093), (29, 2.045), (1000, 1.962)])
def test_quantiles_are_those_of_the_tables(freedom, printed):
    assert student(freedom) == pytest.approx(printed, abs=0.001)


def test_many_comparisons_make_each_interval_wider():
    assert student(19, comparisons=5) == pytest.approx(2.861, abs=0.01)
    found = estimate([(1, 1), (2, 1), (3, 1)], comparisons=5)
    assert found.joint_half_width > found.half_width > 0


def test_a_ratio_is_that_of_the_sums():
    assert estimate([(1, 10), (30, 100)]).value == 31 / 110


def test_what_never_varies_is_sure():
    assert estimate([(1, 2)] * 5).half_width == 0


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    random = Random(1)
    samples = [[(random.gauss(5, 2), 1.0) for _ in range(10)] for _ in range(2000)]
    held = sum(abs(found.value - 5) <= found.half_width for found in map(estimate, samples))
    assert 0.93 < held / 2000 < 0.97
