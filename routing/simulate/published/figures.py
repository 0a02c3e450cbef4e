"""What is counted in a run to be compared: each figure as a pair, what is counted and what it is a part of.

All are of the line as a whole but where a name says otherwise. Times are seconds.
"""

from collections.abc import Callable
from math import ceil

from routing.simulate.run import SimulationResult

Pair = tuple[float, float]
Counted = Callable[[SimulationResult], Pair]


def mean_wait(result: SimulationResult) -> Pair:
    """Of everybody, those who gave up included."""
    waits = result.books.line.waits
    return sum(waits), len(waits)


def average_speed_of_answer(result: SimulationResult) -> Pair:
    """The mean wait of those who were answered."""
    return result.books.line.waited, result.books.line.answered


def must_wait(result: SimulationResult) -> Pair:
    """The part of the callers whom nobody answers at once."""
    waits = result.books.line.waits
    return sum(wait > 0 for wait in waits), len(waits)


def waits_at_most(seconds: float) -> Counted:
    """The part of the callers who are answered, or give up, by then."""

    def counted(result: SimulationResult) -> Pair:
        waits = result.books.line.waits
        return sum(wait <= seconds for wait in waits), len(waits)

    return counted


def ninety_percent(result: SimulationResult) -> Pair:
    """The wait that nine callers in ten do not exceed."""
    waits = sorted(result.books.line.waits)
    return waits[ceil(0.9 * len(waits)) - 1], 1


def mean_waiting(result: SimulationResult) -> Pair:
    """Callers who wait, on average over the time that counts."""
    window = result.books.window
    return sum(result.books.line.waits), window.until - window.since


def abandonment(result: SimulationResult) -> Pair:
    """The part of the callers who give up."""
    return result.books.line.abandoned, result.books.line.offered


def service_level(result: SimulationResult) -> Pair:
    """As `routing.kpi_formulas` defines it."""
    line = result.books.line
    return line.in_target, line.answered + line.abandoned - line.short_abandoned


def turned_away(result: SimulationResult) -> Pair:
    """The part of the calls that find no line."""
    return result.books.busy_tone, result.books.busy_tone + result.books.line.offered


def occupancy(result: SimulationResult) -> Pair:
    """The part of their time that all people are on calls."""
    return sum(each.busy_time for each in result.people), sum(each.present_time for each in result.people)


def occupancy_of(team: str) -> Counted:
    """The same of one team."""

    def counted(result: SimulationResult) -> Pair:
        people = next(each for each in result.people if each.name == team)
        return people.busy_time, people.present_time

    return counted


def a_day(count: str, kind: str = "") -> Counted:
    """A count, by its name in a tally, of the line or of a kind of callers, in each run."""

    def counted(result: SimulationResult) -> Pair:
        tally = result.books.kinds[kind] if kind else result.books.line
        return float(getattr(tally, count)), 1

    return counted
