"""What a caller hears who does not have an order that was delivered: when, where it was left, and where to look."""

from collections.abc import Iterator, Mapping

from ivr.orders.delivery_status import DeliveryStatus, Help
from ivr.orders.delivery_window import DestinationClock
from ivr.orders.model import LeftAt
from ivr.orders.parcel_status import ParcelStatus
from ivr.orders.time_facts import time_fact
from prompts.facts import Line

_WHERE: Mapping[LeftAt, str] = {LeftAt.NEIGHBOUR: "ask_neighbours", LeftAt.IN_PERSON: "ask_household"}
"""Where to look for what was left in other places than those to look at."""


def not_here_lines(status: DeliveryStatus) -> tuple[Line, ...]:
    """The sentences, the last a question whether it is there; none if nothing was delivered lately.

    Callers at level STATUS hear them: the kind of place is neither an address nor a name.
    """
    if Help.LOOK_AROUND not in status.help:
        return ()
    if len(status.parcels) > 1:
        return (Line("not_here.check_again"),)
    told = [line for each in status.parcels for line in _delivery(each, status.clock)]
    return (*told, _question(status))


def _delivery(parcel: ParcelStatus, clock: DestinationClock) -> Iterator[Line]:
    if parcel.happened_at:
        yield Line("not_here.delivered", {"when": time_fact(parcel.happened_at, clock)})
    if parcel.shipment.left_at:
        yield Line(f"not_here.left_at.{parcel.shipment.left_at}")


def _question(status: DeliveryStatus) -> Line:
    left_at = next((each.shipment.left_at for each in status.parcels), None)
    return Line(f"not_here.{_WHERE.get(left_at, 'look_there') if left_at else 'look_around'}")
