"""What the flows' decisions may look at. Made anew for each turn, with the turn's time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.orders.checking import Guesses
from ivr.orders.source import OrderSource
from ivr.orders.verify import Policy
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Services:
    """The world, as seen from one turn. `lot` draws a number below a limit that is fixed for a call SID."""

    now: datetime
    orders: OrderSource
    guesses: Guesses
    policy: Policy
    routing: Routing
    languages: tuple[str, ...]
    speak_items: bool
    sends_texts: bool
    lot: Callable[[str, int], int]
