"""Figures of the history from raw counts."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.reporting.history_figures import history_figures
from ivr.reporting.period_counts import HandlingCounts, PeriodCounts

AHT = history_figures()["aht"].of
SECONDS = st.floats(0, 1000)


@st.composite
def handlings(draw: st.DrawFn) -> HandlingCounts:
    """Conversations of one queue: all of their wrap-ups are known, or none."""
    timed = draw(st.integers(1, 50))
    wrapped = draw(st.sampled_from((0, timed)))
    wrap = wrapped * draw(SECONDS)
    return HandlingCounts(timed=timed, talk=timed * draw(SECONDS), hold=draw(SECONDS), wrapped=wrapped, wrap=wrap)


@given(st.lists(handlings(), min_size=1, max_size=5))
def test_the_handling_time_of_several_queues_lies_between_theirs(several: list[HandlingCounts]):
    each = [AHT(PeriodCounts(handlings=its)).value or 0.0 for its in several]
    whole = AHT(PeriodCounts(handlings=sum(several[1:], several[0]))).value
    assert whole is not None
    assert min(each) - 0.001 <= whole <= max(each) + 0.001


def test_a_handling_time_says_which_wrap_ups_are_not_in_it():
    known, vendors = HandlingCounts(timed=2, talk=200, wrapped=2, wrap=60), HandlingCounts(timed=3, talk=300)
    assert (AHT(PeriodCounts(handlings=known)).value, AHT(PeriodCounts(handlings=known)).leaves_out) == (130, "nothing")
    assert AHT(PeriodCounts(handlings=vendors)).leaves_out.endswith("talk + hold only")
    assert "of 3 conversations" in AHT(PeriodCounts(handlings=known + vendors)).leaves_out
    assert AHT(PeriodCounts()).text == "n/a"
