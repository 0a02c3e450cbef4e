"""The figures of a run that are compared: each as a pair of numerator and denominator.

All are for the line as a whole unless a name says otherwise. Times are seconds.
"""

from collections.abc import Callable
from math import ceil

from routing.simulate.run import SimulationResult

Pair = tuple[float, float]
Counted = Callable[[SimulationResult], Pair]


def mean_wait(result: SimulationResult) -> Pair:
    """The mean wait of all callers, including those who gave up."""
    waits = result.statistics.line.waits
    return sum(waits), len(waits)


def average_speed_of_answer(result: SimulationResult) -> Pair:
    """The mean wait of answered callers."""
    return result.statistics.line.waited, result.statistics.line.answered


def must_wait(result: SimulationResult) -> Pair:
    """The fraction of callers who are not answered at once."""
    waits = result.statistics.line.waits
    return sum(wait > 0 for wait in waits), len(waits)


def ninety_percent(result: SimulationResult) -> Pair:
    """The 90th percentile of waits."""
    waits = sorted(result.statistics.line.waits)
    return waits[ceil(0.9 * len(waits)) - 1], 1


def mean_waiting(result: SimulationResult) -> Pair:
    """The mean number of waiting callers over the measurement window."""
    window = result.statistics.window
    return sum(result.statistics.line.waits), window.until - window.since


def abandonment(result: SimulationResult) -> Pair:
    """The fraction of callers who give up."""
    return result.statistics.line.abandoned, result.statistics.line.offered


def service_level(result: SimulationResult) -> Pair:
    """The service level as defined in `routing.kpi_formulas`."""
    line = result.statistics.line
    return line.in_target, line.answered + line.abandoned - line.short_abandoned


def turned_away(result: SimulationResult) -> Pair:
    """The fraction of calls that find no free line."""
    return result.statistics.busy_tone, result.statistics.busy_tone + result.statistics.line.offered


def occupancy(result: SimulationResult) -> Pair:
    """The fraction of their time that all agents are on calls."""
    return sum(each.busy_time for each in result.teams), sum(each.present_time for each in result.teams)


def occupancy_of(team: str) -> Counted:
    """The occupancy of one team."""

    def counted(result: SimulationResult) -> Pair:
        people = next(each for each in result.teams if each.name == team)
        return people.busy_time, people.present_time

    return counted


def a_day(count: str, kind: str = "") -> Counted:
    """A count per run, by its name in a tally, for the line or for a kind of callers."""

    def counted(result: SimulationResult) -> Pair:
        tally = result.statistics.kinds[kind] if kind else result.statistics.line
        return float(getattr(tally, count)), 1

    return counted
