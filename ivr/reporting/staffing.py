"""People needed in a half-hour, by Erlang A: from calls, handling time, patience and the service level of the queue.

Source: S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers", Queueing Systems 51, 2005. Each half-hour is
taken by itself, in balance; a queue is staffed alone, without help from others.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from ivr.reporting.kpis import Counts
from ivr.reporting.period_counts import HALF_HOUR, HandlingCounts
from routing.kpi_formulas import ratio
from routing.simulate.erlang import ErlangA

PATIENCE = 350.0
"""Seconds, until a queue has abandons enough: of the callers of the Anonymous Bank (Technion, February 1999) 71 % still
waited after 120 s, which of an exponential patience is a mean of 350 s."""
LEAST_ABANDONS = 30
"""Abandons from which a queue's own patience is taken."""
WEEK_HOURS = 40.0
"""Hours of work a week of one full-time person."""
MOST_PEOPLE = 2_000
_STEPS = 200
_NEAR = 0.00005
"""Relative precision of the calls that so many people can take."""


@dataclass(frozen=True, slots=True)
class StaffingTerms:
    """What people are counted from: handling time and mean patience in seconds; `percent` answered in `seconds`."""

    handling: float
    patience: float
    percent: int
    seconds: float


def handling_time(counts: HandlingCounts) -> float | None:
    """The mean seconds of talk, hold and wrap-up; None while no conversation with a known end is on record.

    A queue without known wrap-ups, as of a vendor reached by telephone, has talk and hold alone.
    """
    conversation = ratio(counts.talk + counts.hold, counts.timed)
    return None if conversation is None else conversation + (ratio(counts.wrap, counts.wrapped) or 0.0)


def mean_patience(counts: Counts) -> float | None:
    """The mean patience in seconds, from abandonment = mean wait / patience; None with too few abandons to tell.

    Abandons at once are left out. The wait of those who abandoned is taken to be that of the answered.
    """
    abandoned = counts.abandoned - counts.short
    if abandoned < LEAST_ABANDONS or not counts.answered or not counts.waited:
        return None
    return counts.waited / counts.answered * (counts.answered + abandoned) / abandoned


def people_needed(calls: float, terms: StaffingTerms) -> int:
    """The fewest people who answer `calls` of a half-hour as promised; 0 without calls, MOST_PEOPLE at most."""
    return _team_sizes(terms).people(calls)


def scheduled(people: int, shrinkage: float) -> int:
    """The people to be scheduled so that `people` are there, when a share of the paid time is spent otherwise."""
    return ceil(round(people / (1 - shrinkage), 6))


@lru_cache(maxsize=200)
def _team_sizes(terms: StaffingTerms) -> "_TeamSizes":
    return _TeamSizes(terms)


class _TeamSizes:
    """The most calls of a half-hour that 1, 2, 3 ... people can take, found as far as they are asked for."""

    def __init__(self, terms: StaffingTerms) -> None:
        self._terms = terms
        self._most = [0.0]

    def people(self, calls: float) -> int:
        while self._most[-1] < calls and len(self._most) <= MOST_PEOPLE:
            self._most.append(self._capacity(len(self._most), self._most[-1]))
        return min(bisect_left(self._most, calls), MOST_PEOPLE)

    def _capacity(self, people: int, least: float) -> float:
        """By bisection between the calls that one person fewer can take, and more than so many can."""
        low, step = least, max(1.0, HALF_HOUR / self._terms.handling)
        high = low + step
        while self._fits(people, high):
            low, high = high, high + step
        while high - low > _NEAR * high:
            middle = (low + high) / 2
            low, high = (middle, high) if self._fits(people, middle) else (low, middle)
        return low

    def _fits(self, people: int, calls: float) -> bool:
        terms = self._terms
        queue = ErlangA(people, calls / HALF_HOUR, terms.handling, terms.patience, _STEPS)
        return queue.answered_within(terms.seconds) >= min(terms.percent / 100, 0.999)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNeed:
    """The people needed over some half-hours: `peak` at the busiest one, `hours` of work in all, with `shrinkage`.

    `full_time` is in people who work WEEK_HOURS in each of the `days` / 7 weeks.
    """

    peak: int
    hours: float
    full_time: float


def team_need(people: Sequence[int], *, shrinkage: float, days: int) -> TeamNeed:
    """The need of a span of `days` days, from the people of each of its half-hours."""
    hours = sum(scheduled(each, shrinkage) for each in people) / 2
    return TeamNeed(
        peak=scheduled(max(people, default=0), shrinkage),
        hours=hours,
        full_time=hours / (WEEK_HOURS * days / 7) if days else 0.0,
    )
