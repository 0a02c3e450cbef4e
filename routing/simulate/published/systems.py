"""How a system to compare with is put: callers, people, a routing document, and what its figures should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing.model import Routing
from routing.simulate.published.figures import Counted
from routing.simulate.run_statistics import MeasurementWindow
from routing.simulate.scenario import Scenario

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """A figure, how it is counted, and what it should be.

    `margin` is how unsure that is itself: the half-width of the published 95 % interval or half a unit of the last
    digit printed; 0 for what was calculated exactly.
    """

    name: str
    counted: Counted
    expected: float
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """Callers, people and a document, to be run so many times, each run with draws of its own."""

    name: str
    scenario: Scenario
    routing: Routing
    window: MeasurementWindow
    runs: int
    figures: tuple[ReferenceFigure, ...]


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """Systems of one source; `about` says which, and how its figures were come by."""

    title: str
    about: str
    systems: tuple[ReferenceSystem, ...]


def scenario(callers: Mapping[str, Any], teams: Mapping[str, Any], **rest: Any) -> Scenario:
    """A scenario of a day on which no clock changes. Nobody's giving up is too short to count."""
    given = {"time_zone": "UTC", "start": "2026-11-02", "short_abandon": 0.0, "callers": callers, "teams": teams}
    return Scenario.model_validate({**given, **rest})


def callers(
    per_hour: float | Sequence[float], *, service: float, patience: float | None = None, issue: str = "other"
) -> Mapping[str, Any]:
    """Poisson arrivals, exponential service and patience (means). Of several rates each holds for two hours."""
    if isinstance(per_hour, Sequence):
        hours = [2 * each for each in per_hour] + [0.0] * (12 - len(per_hour))
        arrivals: Mapping[str, Any] = {"every": 120, "calls": {"mon-sun": hours}}
    else:
        arrivals = {"calls": {"mon-sun": per_hour}}
    given = {"arrivals": arrivals, "service": {"exponential": service}, "language": "en-US", "issue": issue}
    return {**given, "patience": {"exponential": patience}} if patience else given


def team(people: int, *queues: str) -> Mapping[str, Any]:
    """People who are always there."""
    return {"queues": queues or ("all",), "shifts": [{"people": people}]}


def desks(issues: Sequence[str] = (), **queue: Any) -> Routing:
    """A document with a desk for each of these issues, or one desk for everything."""
    names = issues or ("all",)
    common = {"kind": "in_house", "languages": ["en-US"], **queue}
    queues = {name: {"name": name, "hand_off": {"desk": name}, **common} for name in names}
    rules = [{"name": issue, "when": {"issue": issue}, "send": issue} for issue in issues]
    return Routing.model_validate({"brand": "Example", "queues": queues, "rules": rules, "default": names[0]})
