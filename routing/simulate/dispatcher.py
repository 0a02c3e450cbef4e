"""Waiting lines, agent teams, and the dispatcher that matches callers and agents."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import simpy

from routing.caller import QueueState
from routing.simulate.caller_streams import SimulatedCaller
from routing.wait_estimates import HEAD_START, is_unreachable, pace

REMEMBERED = 20
"""Recently answered callers from which the pace is estimated, as many as the real line keeps."""


@dataclass(slots=True, eq=False)
class WaitingCaller:
    """A caller who waits in a queue since a time (seconds); `over` is the event that ends the wait."""

    simulated: SimulatedCaller
    queue: str
    since: float
    over: simpy.Event
    waits: bool = True


class SimulatedQueue:
    """The callers who wait for one queue.

    As on the real line, routing sees only the callers who wait for a desk; those who wait at a vendor are invisible.
    """

    def __init__(self, *, is_seen: bool) -> None:
        self._is_seen = is_seen
        self._number = count()
        self._places: list[tuple[float, int, WaitingCaller]] = []
        self._oldest: list[tuple[float, int, WaitingCaller]] = []
        self._answers: deque[float] = deque(maxlen=REMEMBERED)
        self._failed, self._failed_at = 0, 0.0
        self.waiting = 0

    def join(self, ticket: WaitingCaller, priority: int) -> None:
        """Add a caller, ahead of those who arrived within the head start of the priority."""
        number = next(self._number)
        arrived = ticket.simulated.arrived
        heappush(self._places, (arrived - HEAD_START * priority, number, ticket))
        heappush(self._oldest, (arrived, number, ticket))
        self.waiting += 1

    def leave(self, ticket: WaitingCaller) -> None:
        """Remove a caller."""
        ticket.waits = False
        self.waiting -= 1

    def first(self) -> tuple[float, WaitingCaller] | None:
        """The next caller with the place in the line (seconds; the lowest is first)."""
        entry = _top(self._places)
        return (entry[0], entry[2]) if entry else None

    def tickets(self) -> Iterable[WaitingCaller]:
        """All waiting callers."""
        return (ticket for _, _, ticket in self._places if ticket.waits)

    def taken(self, now: float) -> None:
        """Record that a caller was answered."""
        self._answers.append(now)
        self._failed = 0

    def failed(self, now: float) -> None:
        """Record that a call handed to the queue was not answered."""
        self._failed, self._failed_at = self._failed + 1, now

    def state(self, now: float, *, is_out: bool) -> QueueState:
        """The queue as routing sees it; `is_out` marks an outage."""
        unreachable = is_out or is_unreachable(self._failed, self._failed_at, now)
        if not self._is_seen:
            return QueueState(unreachable=unreachable)
        oldest = _top(self._oldest)
        return QueueState(
            waiting=self.waiting,
            longest=now - oldest[0] if oldest else 0.0,
            pace=pace(self._answers, now) if self.waiting else None,
            unreachable=unreachable,
        )


def _top(heap: list[tuple[float, int, WaitingCaller]]) -> tuple[float, int, WaitingCaller] | None:
    """The first entry of a caller who still waits; entries before it are dropped."""
    while heap and not heap[0][2].waits:
        heappop(heap)
    return heap[0] if heap else None


@dataclass(slots=True)
class AgentTeam:
    """A team at work. Time on calls and time present are summed between `since` and `until` (seconds)."""

    name: str
    queues: tuple[str, ...]
    pace: float
    since: float
    until: float
    present: int = 0
    busy: int = 0
    busy_time: float = 0.0
    present_time: float = 0.0
    idle: deque[float] = field(default_factory=deque)
    """The times since which agents have been free, the longest first."""
    _last: float = 0.0

    def there_are(self, people: int, now: float) -> None:
        """Change the number of agents present. An agent on a call finishes it before leaving."""
        self.count_until(now)
        self.present = people
        while self.busy + len(self.idle) < people:
            self.idle.append(now)
        while self.idle and self.busy + len(self.idle) > people:
            self.idle.pop()

    def take(self, now: float) -> None:
        """Assign a call to the agent who has been free longest."""
        self.count_until(now)
        self.idle.popleft()
        self.busy += 1

    def end(self, now: float) -> bool:
        """End a call. Returns whether its agent stays at work."""
        self.count_until(now)
        self.busy -= 1
        stays = self.busy + len(self.idle) < self.present
        if stays:
            self.idle.append(now)
        return stays

    def count_until(self, now: float) -> None:
        """Sum up the time since the last change."""
        elapsed = max(0.0, min(now, self.until) - max(self._last, self.since))
        self.busy_time += self.busy * elapsed
        self.present_time += (self.busy + len(self.idle)) * elapsed
        self._last = now


class Dispatcher:
    """Finds a free agent for a caller, and the next caller for a free agent."""

    def __init__(self, teams: Iterable[AgentTeam], lines: Mapping[str, SimulatedQueue]) -> None:
        self.teams = tuple(teams)
        self.lines = lines
        self._serving = {
            queue: [(team.queues.index(queue), team) for team in self.teams if queue in team.queues] for queue in lines
        }

    def somebody_for(self, queue: str) -> AgentTeam | None:
        """A team with a free agent: first by the rank of this queue among its skills, then by the longest idle time."""
        free = [
            (rank, team.idle[0], place, team) for place, (rank, team) in enumerate(self._serving[queue]) if team.idle
        ]
        return min(free)[3] if free else None

    def next_for(self, team: AgentTeam) -> WaitingCaller | None:
        """The caller who has waited longest in any of the team's queues, head starts included."""
        waiting = [first for queue in team.queues if (first := self.lines[queue].first())]
        return min(waiting, key=lambda first: first[0])[1] if waiting else None
