"""Random streams of callers.

Each caller is drawn with all attributes at once, so that two documents can be compared on the same callers.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, product
from math import inf
from random import Random

from routing.caller import CallerProfile, profile_from_record
from routing.json_value import JsonValue
from routing.simulate.scenario import Callers, Scenario
from routing.simulate.timeline import RateInterval, Timeline


@dataclass(slots=True)
class SimulatedCaller:
    """A caller: time of arrival, duration of the conversation at normal pace, and patience, in seconds."""

    kind: str
    caller: CallerProfile
    arrived: float
    service: float
    patience: float


class Population:
    """The combinations of caller attributes of one kind, by weight."""

    def __init__(self, callers: Callers) -> None:
        names, alternatives = zip(*_alternatives(callers), strict=True)
        drawn = list(product(*(each.items() for each in alternatives)))
        self._callers = [_caller(dict(zip(names, (value for value, _ in each), strict=True))) for each in drawn]
        self._bounds = list(accumulate(_product(weight for _, weight in each) for each in drawn))

    def draw(self, random: Random) -> CallerProfile:
        """Draw one caller."""
        place = bisect(self._bounds, random.random() * self._bounds[-1])
        return self._callers[min(place, len(self._callers) - 1)]


_WEIGHED = ("language", "issue", "problem", "tier", "country", "dialled", "order_value", "order_state")


def _alternatives(callers: Callers) -> Iterator[tuple[str, Mapping[str | int, float]]]:
    for name in _WEIGHED:
        if getattr(callers, name):
            yield name, getattr(callers, name)
    for name in ("repeat", "withheld"):
        chance = getattr(callers, name)
        if chance:
            yield name, {True: chance, False: 1 - chance}


def _caller(values: dict[str, JsonValue]) -> CallerProfile:
    state = values.get("order_state")
    return profile_from_record({**values, "order_state": [state] if state else []})


def _product(weights: Iterator[float]) -> float:
    found = 1.0
    for weight in weights:
        found *= weight
    return found


class CallerStream:
    """The callers of one kind in a run, with separate random generators for each purpose."""

    def __init__(self, name: str, callers: Callers, seed: str) -> None:
        self._name = name
        self._arrivals = callers.arrivals
        self._population = Population(callers)
        self._service = callers.service.inverse
        self._patience = callers.patience.inverse if callers.patience else _forever
        self._again = callers.rings_again
        self._when = _seeded_random(seed, name, "when")
        self._who = _seeded_random(seed, name, "who")
        self._whether = _seeded_random(seed, name, "again")

    def calls(self, timeline: Timeline, busyness: Mapping[date, float]) -> Iterator[SimulatedCaller]:
        """Draw arrivals as a Poisson process whose rate is that of the interval, times the day's busyness."""
        for day in timeline.days:
            for interval in timeline.rate_intervals(self._arrivals, day):
                for at in self._times(interval, busyness[day]):
                    yield self._simulated(at)

    def _times(self, interval: RateInterval, factor: float) -> Iterator[float]:
        rate = interval.rate * factor
        at = interval.start + self._when.expovariate(rate)
        while at < interval.end:
            yield at
            at += self._when.expovariate(rate)

    def _simulated(self, at: float) -> SimulatedCaller:
        random = self._who
        caller = self._population.draw(random)
        service, patience = self._service(random.random()), self._patience(random.random())
        return SimulatedCaller(self._name, caller, at, service, patience)

    def again(self, simulated: SimulatedCaller, now: float) -> SimulatedCaller | None:
        """The same caller at a later time, if one who gave up rings again."""
        if self._again is None or self._whether.random() >= self._again.chance:
            return None
        caller = replace(simulated.caller, repeat=True)
        patience = self._patience(self._whether.random())
        return SimulatedCaller(simulated.kind, caller, now + self._again.after, simulated.service, patience)


def _seeded_random(*names: str) -> Random:
    """A random generator for one purpose, so that a change in one leaves the draws of the others unchanged."""
    return Random(" ".join(names))  # noqa: S311 - a simulation, not a secret


def _forever(_: float) -> float:
    return inf


def busyness(scenario: Scenario, timeline: Timeline, seed: str) -> Mapping[date, float]:
    """The factor of each day, gamma distributed with mean 1. Source: Avramidis, Deslauriers, L'Ecuyer, 2004."""
    if not scenario.busyness:
        return dict.fromkeys(timeline.days, 1.0)
    random, shape = _seeded_random(seed, "busyness"), 1 / scenario.busyness**2
    return {day: random.gammavariate(shape, 1 / shape) for day in timeline.days}
