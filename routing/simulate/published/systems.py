"""The description of a reference system: callers, agents, a routing document and the expected figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.json_value import Json, JsonValue
from routing.model import Routing
from routing.simulate.published.figures import Counted
from routing.simulate.run_statistics import MeasurementWindow
from routing.simulate.scenario import Scenario

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """A figure, its function on a result, and the expected value.

    `margin` is the uncertainty of the expected value: the half-width of the published 95 % interval, or half a unit of
    the last digit printed; 0 for an exact value.
    """

    name: str
    counted: Counted
    expected: float
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """Callers, agents and a document, to be run `runs` times with different random numbers."""

    name: str
    scenario: Scenario
    routing: Routing
    window: MeasurementWindow
    runs: int
    figures: tuple[ReferenceFigure, ...]


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """Systems of one source; `about` names it, and the origin of its figures."""

    title: str
    about: str
    systems: tuple[ReferenceSystem, ...]


def scenario(callers: Json, teams: Json, **rest: JsonValue) -> Scenario:
    """A scenario of one day without a clock change, in which every abandoned call counts."""
    given = {"time_zone": "UTC", "start": "2026-11-02", "short_abandon": 0.0, "callers": callers, "teams": teams}
    return Scenario.model_validate({**given, **rest})


def callers(
    per_hour: float | Sequence[float], *, service: float, patience: float | None = None, issue: str = "other"
) -> Json:
    """Poisson arrivals, exponential service and patience (means). If there are several rates, each holds two hours."""
    if isinstance(per_hour, Sequence):
        hours = [2 * each for each in per_hour] + [0.0] * (12 - len(per_hour))
        arrivals: Json = {"every": 120, "calls": {"mon-sun": hours}}
    else:
        arrivals = {"calls": {"mon-sun": per_hour}}
    given: Json = {"arrivals": arrivals, "service": {"exponential": service}, "language": "en-US", "issue": issue}
    return {**given, "patience": {"exponential": patience}} if patience else given


def team(people: int, *queues: str) -> Json:
    """Agents who are always present."""
    return {"queues": queues or ("all",), "shifts": [{"people": people}]}


def desks(issues: Sequence[str] = (), **queue: JsonValue) -> Routing:
    """A document with a desk for each of these issues, or one desk for all."""
    names = issues or ("all",)
    common = {"kind": "in_house", "languages": ["en-US"], **queue}
    queues = {name: {"name": name, "hand_off": {"desk": name}, **common} for name in names}
    rules = [{"name": issue, "when": {"issue": issue}, "send": issue} for issue in issues]
    return Routing.model_validate({"brand": "Example", "queues": queues, "rules": rules, "default": names[0]})
