"""Exact results for queues with Poisson arrivals and exponential service, to check the simulation against.

Rates are per unit of time and times in the same unit. `load` is arrivals times the mean service time (erlangs).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import exp, expm1, log

_STEPS = 4000
"""Steps of Simpson's rule, over the wait of a caller who never gives up, where tables are to be met."""
_NEXT_TO_NOTHING = 1e-14


def blocking(agents: int, load: float) -> float:
    """Erlang B: the probability that all agents are busy and a call is lost."""
    lost = 1.0
    for place in range(1, agents + 1):
        lost = load * lost / (place + load * lost)
    return lost


@dataclass(frozen=True)
class ErlangC:
    """M/M/n: every caller waits until answered. There must be more agents than load.

    Source: A. K. Erlang, 1917; N. Gans, G. Koole, A. Mandelbaum, "Telephone call centers", M&SOM 5(2), 2003.
    """

    agents: int
    arrivals: float
    service: float
    """The mean time of a call."""

    @property
    def occupancy(self) -> float:
        """The fraction of their time that agents are busy."""
        return self.arrivals * self.service / self.agents

    @property
    def must_wait(self) -> float:
        """The probability that a caller waits at all."""
        lost = blocking(self.agents, self.arrivals * self.service)
        return lost / (1 - self.occupancy * (1 - lost))

    @property
    def mean_wait(self) -> float:
        """The mean over all callers, including those who do not wait."""
        return self.must_wait / self._relief

    @property
    def mean_waiting(self) -> float:
        """The mean number of callers in the queue."""
        return self.arrivals * self.mean_wait

    def answered_within(self, time: float) -> float:
        """The fraction of callers who wait no longer than `time`."""
        return 1 - self.must_wait * exp(-self._relief * time)

    def wait_of(self, part: float) -> float:
        """The wait that this fraction of callers does not exceed."""
        return max(0.0, log(self.must_wait / (1 - part)) / self._relief)

    @property
    def _relief(self) -> float:
        """The rate at which a queue shrinks: callers answered less callers arriving."""
        return self.agents / self.service - self.arrivals


@dataclass(frozen=True)
class ErlangA:
    """M/M/n+M: callers give up after exponential patience.

    Computed from the density of the offered wait, that of a caller who would never give up: beyond 0 it is arrivals
    times the probability of n - 1 busy agents times exp(arrivals * H(x) - n x / service), where H(x) is the integral of
    the probability of not having given up. Source: S. Zeltyn, A. Mandelbaum, "Call centers with impatient customers",
    Queueing Systems 51, 2005.
    """

    agents: int
    arrivals: float
    service: float
    patience: float
    steps: int = _STEPS
    """Steps of Simpson's rule; a hundred are enough for staffing, where a thousandth does not matter."""

    @cached_property
    def must_wait(self) -> float:
        """The probability that no agent is free."""
        return self.arrivals * self._tail / (self._idle + self.arrivals * self._tail)

    @cached_property
    def abandonment(self) -> float:
        """The fraction of callers who give up."""
        lost = _integral(lambda x: -self._offered(x) * expm1(-x / self.patience), 0.0, self._horizon, self.steps)
        return self.arrivals * lost / self._whole

    @property
    def mean_wait(self) -> float:
        """The mean over all callers, including those who give up: the abandonment rate is queue length / patience."""
        return self.abandonment * self.patience

    @property
    def mean_waiting(self) -> float:
        """The mean number of callers in the queue."""
        return self.arrivals * self.mean_wait

    @property
    def occupancy(self) -> float:
        """The fraction of their time that agents are busy."""
        return self.arrivals * self.service * (1 - self.abandonment) / self.agents

    def answered_within(self, time: float) -> float:
        """The fraction of callers who are answered within `time`."""
        in_time = _integral(lambda x: self._offered(x) * exp(-x / self.patience), 0.0, time, self.steps)
        return 1 - self.must_wait + self.arrivals * in_time / self._whole

    def wait_of(self, part: float) -> float:
        """The wait, until answered or given up, that this fraction of callers does not exceed."""
        low, high = 0.0, self._horizon
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if self._longer_than(middle) > 1 - part else (low, middle)
        return high

    def _longer_than(self, time: float) -> float:
        offered_longer = self.arrivals * _integral(self._offered, time, self._horizon, self.steps) / self._whole
        return offered_longer * exp(-time / self.patience)

    def _offered(self, wait: float) -> float:
        still_there = -self.patience * expm1(-wait / self.patience)
        return exp(self.arrivals * still_there - self.agents * wait / self.service)

    @cached_property
    def _horizon(self) -> float:
        """A wait with negligible probability beyond it."""
        wait = self.service / self.agents
        while self._offered(wait) > _NEXT_TO_NOTHING:
            wait *= 2
        return wait

    @cached_property
    def _tail(self) -> float:
        return _integral(self._offered, 0.0, self._horizon, self.steps)

    @cached_property
    def _idle(self) -> float:
        return 1 / blocking(self.agents - 1, self.arrivals * self.service)

    @property
    def _whole(self) -> float:
        return self._idle + self.arrivals * self._tail


@dataclass(frozen=True)
class SharedLines:
    """Several separate M/M/n queues that share a number of lines; a caller who finds no free line is turned away.

    Each queue alone is reversible, so the common limit only truncates the state space, and the probabilities are
    products of those of the queues. With one queue it is M/M/n/k. Source: F. P. Kelly, "Reversibility and Stochastic
    Networks", 1979, section 1.6.
    """

    queues: int
    agents: int
    """Agents of each queue."""
    lines: int
    arrivals: float
    """Arrival rate at each queue."""
    service: float

    @property
    def turned_away(self) -> float:
        """The fraction of calls that find all lines busy."""
        return self._weight_of_all[-1] / sum(self._weight_of_all)

    @property
    def mean_wait(self) -> float:
        """The mean over callers who were not turned away."""
        waiting = [max(0, place - self.agents) * weight for place, weight in enumerate(self._weights)]
        in_one = sum(_beside(waiting, self._weight_of_others)[: self.lines + 1]) / sum(self._weight_of_all)
        return in_one / (self.arrivals * (1 - self.turned_away))

    @property
    def occupancy(self) -> float:
        """The fraction of their time that agents are busy."""
        return self.arrivals * self.service * (1 - self.turned_away) / self.agents

    @cached_property
    def _weights(self) -> list[float]:
        """Unnormalized probabilities of 0, 1 ... `lines` callers at one queue."""
        ratios = [self.arrivals * self.service / min(place, self.agents) for place in range(1, self.lines + 1)]
        return list(accumulate(ratios, lambda weight, ratio: weight * ratio, initial=1.0))

    @cached_property
    def _weight_of_others(self) -> list[float]:
        """The same for all queues but one together."""
        found = [1.0]
        for _ in range(self.queues - 1):
            found = _beside(found, self._weights)[: self.lines + 1]
        return found

    @cached_property
    def _weight_of_all(self) -> list[float]:
        return _beside(self._weight_of_others, self._weights)[: self.lines + 1]


def _beside(one: list[float], other: list[float]) -> list[float]:
    """The convolution: weights of the sum of two independent numbers."""
    found = [0.0] * (len(one) + len(other) - 1)
    for first, weight in enumerate(one):
        for second, factor in enumerate(other):
            found[first + second] += weight * factor
    return found


def _integral(of: Callable[[float], float], low: float, high: float, steps: int) -> float:
    """The integral by Simpson's rule."""
    step = (high - low) / steps
    ends = of(low) + of(high)
    odd = sum(of(low + place * step) for place in range(1, steps, 2))
    even = sum(of(low + place * step) for place in range(2, steps, 2))
    return (ends + 4 * odd + 2 * even) * step / 3
