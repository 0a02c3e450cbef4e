"""A reading of the board: every figure at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.reporting.alerts import AlertState
from ivr.reporting.board import Board
from routing.model import Routing


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The figures and alerts, the routing in force, a text that differs with the switches that are on, and the time."""

    board: Board
    routing: Routing
    alerts: Sequence[AlertState]
    switched: str
    is_stale: bool
    at: datetime
