"""Reference systems with exact or published results, to compare the simulation with."""

from routing.simulate.published.montreal import montreal
from routing.simulate.published.single_queue import garnett, staffing
from routing.simulate.published.skills import wallace_whitt
from routing.simulate.published.systems import ReferenceSource


def sources() -> tuple[ReferenceSource, ...]:
    """All reference sources."""
    return garnett(), staffing(), montreal(), wallace_whitt()
