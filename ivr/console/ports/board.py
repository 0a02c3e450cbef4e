"""A reading of the board: every figure at one moment."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from ivr.calls.desk.agent_presence import AgentPresence
from ivr.reporting.alerts import AlertState, alerts_within
from ivr.reporting.board import Board, routing_within
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
    narrowed: Callable[[Collection[str]], Board]
    """Builds the board of some queues."""
    agents: Sequence[AgentPresence] = ()
    """The agents at work."""

    def within(self, queues: Collection[str] | None) -> "Reading":
        """The reading as a user sees it who sees these queues only; None for all."""
        if queues is None:
            return self
        return replace(
            self,
            board=self.narrowed(queues),
            routing=routing_within(self.routing, queues),
            agents=[each for each in self.agents if any(queue in queues for queue in each.queues)],
            alerts=alerts_within(self.alerts, queues),
            switched=sha256(self.switched.encode()).hexdigest()[:12] if self.switched else "",
        )
