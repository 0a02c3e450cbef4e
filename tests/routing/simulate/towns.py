"""Small scenarios to simulate, each with callers and agents in one line."""

from collections.abc import Mapping
from typing import Any

from routing.decide import CompiledRouting
from routing.document import of_json
from routing.model import Routing
from routing.simulate.run import SimulationResult, run
from routing.simulate.scenario import Scenario, fitting


def queue(*, vendor: str | None = None, desk: bool = True, **fields: Any) -> Mapping[str, Any]:
    """A queue for callers of English; an outsourced one when a vendor is named."""
    way = {"desk": "d"} if desk else {"dial": "+14155550123"}
    kind = {"kind": "outsourced", "vendor": vendor} if vendor else {"kind": "in_house"}
    return {"name": "Queue", "languages": ["en-US"], "hand_off": way, **kind, **fields}


def document(queues: Mapping[str, Any], **fields: Any) -> Routing:
    """A routing document; its default is the first queue."""
    vendors = {each["vendor"]: {"name": "Vendor"} for each in queues.values() if "vendor" in each}
    return of_json({"brand": "Shop", "queues": queues, "vendors": vendors, "default": next(iter(queues)), **fields})


def callers(per_hour: float = 60.0, *, service: float = 180.0, patience: float | None = 120.0, **fields: Any) -> Any:
    """Callers at all hours, exponential in all they do."""
    given = {"arrivals": {"calls": {"mon-sun": per_hour}}, "service": {"exponential": service}, "language": "en-US"}
    return {**given, **({"patience": {"exponential": patience}} if patience else {}), **fields}


def people(number: int, *queues: str, **fields: Any) -> Mapping[str, Any]:
    """A team that is always there."""
    return {"queues": list(queues), "shifts": [{"people": number}], **fields}


def scenario(kinds: Mapping[str, Any], teams: Mapping[str, Any], **fields: Any) -> Scenario:
    """A day of it, from a Monday."""
    given = {"time_zone": "America/New_York", "start": "2026-11-02", "days": 1, "callers": kinds, "teams": teams}
    return Scenario.model_validate({**given, **fields})


def simulated(world: Scenario, routing: Routing, seed: str = "1") -> SimulationResult:
    """The result of simulating it."""
    return run(fitting(world, routing), CompiledRouting(routing, version=1), seed=seed)
