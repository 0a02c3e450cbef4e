"""Which reasons have unusually many calls on a day, against the same weekday of the weeks before.

Expected is the median of those days. Days differ by more than chance alone, so counts are taken to follow a negative
binomial distribution: its dispersion is estimated from all reasons of a kind together and made wider by half, since
eight days tell little of it. A reason is unusual if so many calls are improbable enough, among as many reasons as are
looked at (Benjamini and Hochberg 1995, at LEVEL): on a day like the others, something is called unusual once in twenty
days at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, log1p, pi, sqrt
from statistics import median, variance

from ivr.reporting.contact_reasons import ALL, HOURS, ContactReason, ReasonDay, ReasonKind

WEEKS = 8
"""Weeks that a day is compared with."""
FEWEST_WEEKS = 4
"""With fewer counted days of the same weekday nothing is called unusual."""
FEWEST_CALLS = 5
"""A reason with fewer calls is not called unusual."""
LEVEL = 0.05
WIDER = 1.5
"""By how much the estimated dispersion is made wider."""
LEAST_DISPERSION = 0.01
"""Days differ by a tenth at least, whatever eight of them show."""
LEAST_EXPECTED = 0.5
"""Expected calls of a reason whose median is 0."""
_EDGES = (0.05, 0.95)
"""The part of the days that are usual."""
_OF_MEDIAN = pi / 2
"""The variance of a median, against that of a mean of as many values."""
_WITHOUT_HIGHEST = 1.6
"""The variance of eight days against that of all but the highest: 1.4 if they are normal, more if they are skew."""
_FAR_BELOW = 6
"""Standard deviations below the mean, under which there is nothing to add up."""
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class UnusualReason:
    """A reason with unusually many calls: `expected`, and from `low` to `high` on nine usual days of ten.

    `chance` is the probability of as many calls or more on a usual day; `days` are the days compared with.
    """

    reason: ContactReason
    calls: int
    to_people: int
    expected: float
    low: int
    high: int
    chance: float
    days: int


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """What is unusual on a day, the least probable first. `until` is the hour up to which calls are compared.

    `compared` counts the days that it was compared with; below FEWEST_WEEKS nothing can be said.
    """

    day: date
    until: int
    compared: int
    looked_at: int = 0
    found: tuple[UnusualReason, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is enough history to compare with."""
        return self.compared >= FEWEST_WEEKS


@dataclass(frozen=True, slots=True)
class CountDistribution:
    """A negative binomial distribution of a day's calls, by mean and variance; the variance exceeds the mean."""

    mean: float
    variance: float

    def at_least(self, calls: int) -> float:
        """The probability of so many calls or more."""
        if calls <= 0:
            return 1.0
        term, total, count = exp(self._log_probability(calls)), 0.0, calls
        while term > total * _NOTHING:
            total += term
            term *= self._ratio(count)
            count += 1
        return min(total, 1.0)

    def quantile(self, part: float) -> int:
        """The number of calls that is not exceeded on this part of the days."""
        count = max(0, int(self.mean - _FAR_BELOW * sqrt(self.variance)))
        total = term = exp(self._log_probability(count))
        while total < part and (count < self.mean or term > _NOTHING):
            term *= self._ratio(count)
            count += 1
            total += term
        return count

    def _ratio(self, calls: int) -> float:
        """The probability of one call more, against that of so many."""
        return (calls + self._size) / (calls + 1) * self._failure

    @property
    def _failure(self) -> float:
        return 1 - self.mean / self.variance

    @property
    def _size(self) -> float:
        return self.mean**2 / (self.variance - self.mean)

    def _log_probability(self, calls: int) -> float:
        coefficient = lgamma(calls + self._size) - lgamma(self._size) - lgamma(calls + 1)
        return coefficient + self._size * log1p(-self._failure) + calls * log(self._failure)


def weekdays_before(day: date) -> list[date]:
    """The same weekday of the weeks before, newest first."""
    return [day - timedelta(weeks=weeks) for weeks in range(1, WEEKS + 1)]


def unusual_day(day: date, counted: Iterable[ReasonDay], *, until: int = HOURS) -> UnusualDay:
    """What is unusual on a day up to an hour of the clock, by its reasons and those of `weekdays_before`."""
    counts: dict[ContactReason, dict[date, int]] = defaultdict(dict)
    people: dict[ContactReason, int] = {}
    for each in counted:
        counts[each.reason][each.day] = each.until(until)
        if each.day == day:
            people[each.reason] = each.to_people
    known = [each for each in weekdays_before(day) if each in counts[ALL]]
    if len(known) < FEWEST_WEEKS:
        return UnusualDay(day, until, len(known))
    past = {reason: tuple(by_day.get(each, 0) for each in known) for reason, by_day in counts.items()}
    today = {reason: by_day.get(day, 0) for reason, by_day in counts.items()}
    looked_at = [each for each in counts if max(today[each], *past[each]) >= FEWEST_CALLS]
    wide = _dispersions({each: past[each] for each in looked_at})
    usual = {each: usual_calls(past[each], wide[each.kind]) for each in looked_at}
    chances = {each: _chance(usual[each], today[each]) for each in looked_at}
    found = [
        _unusual(each, today[each], people.get(each, 0), usual[each], chances[each], len(known))
        for each in _improbable(chances)
    ]
    return UnusualDay(day, until, len(known), len(looked_at), tuple(found))


def _dispersions(past: Mapping[ContactReason, Sequence[int]]) -> dict[ReasonKind, float]:
    """The dispersion of each kind, by moments over its reasons: by how much days differ beside chance.

    The highest day of each reason is left out, so that a past outbreak does not pass for what is usual.
    """
    excess: dict[ReasonKind, float] = defaultdict(float)
    weight: dict[ReasonKind, float] = defaultdict(float)
    for reason, counts in past.items():
        kept = sorted(counts)[:-1]
        usual, spread = float(median(counts)), variance(kept) * _WITHOUT_HIGHEST
        excess[reason.kind] += spread - usual
        weight[reason.kind] += max(usual**2 - spread / len(counts), 0.0)
    found = {kind: excess[kind] / weight[kind] if weight[kind] else 0.0 for kind in excess}
    return {kind: max(LEAST_DISPERSION, WIDER * each) for kind, each in found.items()}


def usual_calls(past: Sequence[int], dispersion: float) -> CountDistribution:
    """The calls of a usual day, after the days before; wider since the median of few days is itself uncertain."""
    expected = max(float(median(past)), LEAST_EXPECTED)
    of_a_day = expected + dispersion * expected**2
    return CountDistribution(expected, of_a_day * (1 + _OF_MEDIAN / len(past)))


def _chance(usual: CountDistribution, calls: int) -> float:
    """The probability of so many calls or more; 1 for those that cannot be unusual, which need not be computed."""
    return usual.at_least(calls) if calls >= FEWEST_CALLS and calls > usual.mean else 1.0


def _unusual(
    reason: ContactReason, calls: int, to_people: int, usual: CountDistribution, chance: float, days: int
) -> UnusualReason:
    low, high = (usual.quantile(part) for part in _EDGES)
    return UnusualReason(reason, calls, to_people, usual.mean, low, high, chance, days)


def _improbable(chances: Mapping[ContactReason, float]) -> list[ContactReason]:
    """Those that stay improbable among so many, the least probable first."""
    ordered = sorted(chances, key=lambda each: (chances[each], each))
    places = enumerate(ordered, 1)
    last = max((place for place, each in places if chances[each] <= LEVEL * place / len(ordered)), default=0)
    return ordered[:last]
