"""Systems whose right figures are known, exactly or from others' print, and the simulation's figures beside them."""

from routing.simulate.published.montreal import montreal
from routing.simulate.published.single_queue import garnett, staffing
from routing.simulate.published.skills import wallace_whitt
from routing.simulate.published.systems import ReferenceSource


def sources() -> tuple[ReferenceSource, ...]:
    """All that the simulation is compared with."""
    return garnett(), staffing(), montreal(), wallace_whitt()
