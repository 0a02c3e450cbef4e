"""Lines of callers and teams of people, and who meets whom."""

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
"""Callers taken lately by which a queue's pace is told, as the line keeps them."""


@dataclass(slots=True, eq=False)
class WaitingCaller:
    """A caller who waits in a queue since a time (seconds); `over` comes to pass when the wait is over."""

    guest: SimulatedCaller
    queue: str
    since: float
    over: simpy.Event
    waits: bool = True


class SimulatedQueue:
    """Those who wait for the people of a queue.

    As on the real line, only a desk's callers are seen by routing; what waits at a vendor's is the vendor's secret.
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
        """A caller waits, ahead of those who came within the head start of the priority."""
        number = next(self._number)
        arrived = ticket.guest.arrived
        heappush(self._places, (arrived - HEAD_START * priority, number, ticket))
        heappush(self._oldest, (arrived, number, ticket))
        self.waiting += 1

    def leave(self, ticket: WaitingCaller) -> None:
        """A caller waits no more."""
        ticket.waits = False
        self.waiting -= 1

    def first(self) -> tuple[float, WaitingCaller] | None:
        """Who is to be taken next, with the place in the line (seconds; the lowest is first)."""
        entry = _top(self._places)
        return (entry[0], entry[2]) if entry else None

    def tickets(self) -> Iterable[WaitingCaller]:
        """All who wait."""
        return (ticket for _, _, ticket in self._places if ticket.waits)

    def taken(self, now: float) -> None:
        """Somebody took a caller."""
        self._answers.append(now)
        self._failed = 0

    def failed(self, now: float) -> None:
        """Nobody took a call that was handed there."""
        self._failed, self._failed_at = self._failed + 1, now

    def state(self, now: float, *, is_out: bool) -> QueueState:
        """The queue as routing sees it; `is_out`: it cannot be reached."""
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
    """The first entry of somebody who still waits; the others are dropped."""
    while heap and not heap[0][2].waits:
        heappop(heap)
    return heap[0] if heap else None


@dataclass(slots=True)
class AgentTeam:
    """A team at work. Time on calls and time present are added up between `since` and `until` (seconds)."""

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
    """Since when each who is free has been, longest first."""
    _last: float = 0.0

    def there_are(self, people: int, now: float) -> None:
        """A shift begins or ends. Who is on a call ends it first."""
        self.count_until(now)
        self.present = people
        while self.busy + len(self.idle) < people:
            self.idle.append(now)
        while self.idle and self.busy + len(self.idle) > people:
            self.idle.pop()

    def take(self, now: float) -> None:
        """Who has been free longest takes a call."""
        self.count_until(now)
        self.idle.popleft()
        self.busy += 1

    def end(self, now: float) -> bool:
        """A call ends; whether its agent goes on working."""
        self.count_until(now)
        self.busy -= 1
        stays = self.busy + len(self.idle) < self.present
        if stays:
            self.idle.append(now)
        return stays

    def count_until(self, now: float) -> None:
        """Add up the time since the last change."""
        elapsed = max(0.0, min(now, self.until) - max(self._last, self.since))
        self.busy_time += self.busy * elapsed
        self.present_time += (self.busy + len(self.idle)) * elapsed
        self._last = now


class Dispatcher:
    """Who serves what: a free agent for a caller, the next caller for a free agent."""

    def __init__(self, people: Iterable[AgentTeam], lines: Mapping[str, SimulatedQueue]) -> None:
        self.people = tuple(people)
        self.lines = lines
        self._serving = {
            queue: [(team.queues.index(queue), team) for team in self.people if queue in team.queues] for queue in lines
        }

    def somebody_for(self, queue: str) -> AgentTeam | None:
        """A team with somebody free: one whose first skill it is before others, then who has been free longest."""
        free = [
            (rank, team.idle[0], place, team) for place, (rank, team) in enumerate(self._serving[queue]) if team.idle
        ]
        return min(free)[3] if free else None

    def next_for(self, team: AgentTeam) -> WaitingCaller | None:
        """Who has waited longest in any of the team's queues, head starts included."""
        waiting = [first for queue in team.queues if (first := self.lines[queue].first())]
        return min(waiting, key=lambda first: first[0])[1] if waiting else None
