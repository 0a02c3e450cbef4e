"""The figures of the survey after the agent: sums, intervals, and what is too few to say."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.confidence import t_quantile, wilson
from ivr.reporting.period_counts import SurveyCounts
from ivr.reporting.survey_results import FEWEST, survey_counts, survey_figures

answers = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 4, 5]), st.sampled_from([None, True, False])), max_size=60)


@given(answers)
def test_figures_follow_from_the_answers(given_: list[tuple[int | None, bool | None]]):
    figures = survey_figures(sum((survey_counts(*each) for each in given_), SurveyCounts()))
    scores = [score for score, _ in given_ if score is not None]
    assert figures.mean.kpi.value == (pytest.approx(sum(scores) / len(scores)) if scores else None)
    assert figures.satisfied.kpi.inputs == {"scores of 4 and 5": sum(s >= 4 for s in scores), "scores": len(scores)}
    assert figures.response.value == (len(scores) / len(given_) if given_ else None)
    for figure in (figures.satisfied, figures.mean, figures.solved):
        assert (figure.text == "too few to say") == (figure.n < FEWEST) == (figure.low is None)
        if figure.low is not None and figure.high is not None and figure.kpi.value is not None:
            assert figure.low <= figure.kpi.value + 1e-9 and figure.kpi.value <= figure.high + 1e-9


@pytest.mark.parametrize(("degrees", "quantile"), [(9, 2.262), (14, 2.145), (29, 2.045), (99, 1.984), (10**6, 1.960)])
def test_the_quantile_of_t_is_that_of_the_tables(degrees: int, quantile: float):
    assert t_quantile(degrees) == pytest.approx(quantile, abs=0.001)


def test_the_interval_of_a_share_is_that_of_the_literature():
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.0001)  # Newcombe 1998, table I
    assert wilson(0, 20)[0] == 0.0


def test_the_interval_of_a_share_holds_the_true_one_about_as_often_as_it_says():
    share, of = 0.8, 40
    chances = {k: comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(of + 1)}
    held = sum(chance for k, chance in chances.items() if wilson(k, of)[0] <= share <= wilson(k, of)[1])
    assert 0.92 < held < 0.98


def test_the_interval_of_a_mean_is_that_of_student():
    scores = [3, 4, 5, 4, 3, 5, 4, 4, 2, 4]
    figures = survey_figures(sum((survey_counts(score, None) for score in scores), SurveyCounts()))
    assert (figures.mean.text, figures.mean.interval) == ("3.8", "3.1 to 4.5")
