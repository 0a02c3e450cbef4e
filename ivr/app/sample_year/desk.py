"""The agents in house of a generated year: who takes a call, and their states."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypedDict

NAMES = ("Ada", "Ben", "Chloe", "Dan", "Eve", "Finn", "Grace", "Hugo", "Iris", "Jon", "Kim", "Leo", "Mia", "Noah")
AGENT = "5a3b1e"
"""How the ids of generated agents begin."""
DISPOSITIONS = ("resolved", "resolved", "resolved", "resolved", "follow_up", "escalated", "not_resolved", "")
SHIFT = timedelta(hours=9)
START = timedelta(hours=8)
LAST_CALL = timedelta(minutes=15)
"""Before the end of a shift, in which nobody takes another call."""


class StateRow(TypedDict):
    """A change of an agent's state, as it is stored."""

    agent: str
    at: datetime
    number: int
    state: str
    reason: str


def agent_id(place: int) -> str:
    """The id of a generated agent."""
    return f"{AGENT}{place:026x}"


@dataclass(slots=True)
class DeskDay:
    """The desk on one day: half of its agents begin at eight, half at eleven. `midnight` is that of the shop."""

    midnight: datetime
    agents: int
    states: list[StateRow] = field(default_factory=list)
    _free: list[tuple[datetime, int]] = field(default_factory=list)
    _number: int = 0

    def __post_init__(self) -> None:
        """Let the agents begin."""
        for place in range(self.agents):
            begins = self._begins(place)
            self._note(place, begins, "ready")
            heappush(self._free, (begins, place))

    def take(self, at: datetime, talk: float, wrap: float) -> int | None:
        """The agent who is free longest takes a call at a time; None if nobody is."""
        taken = None
        while self._free and taken is None and self._free[0][0] <= at:
            _, place = heappop(self._free)
            if at < self._begins(place) + SHIFT - LAST_CALL:
                taken = place
        if taken is None:
            return None
        over = at + timedelta(seconds=talk)
        for then, state in ((at, "talking"), (over, "wrap_up"), (over + timedelta(seconds=wrap), "ready")):
            self._note(taken, then, state)
        heappush(self._free, (over + timedelta(seconds=wrap + 1), taken))
        return taken

    def close(self) -> None:
        """Let the agents go home, once their last call is over."""
        last = {row["agent"]: row["at"] for row in self.states}
        for place in range(self.agents):
            over = max(last[agent_id(place)] + timedelta(seconds=1), self._begins(place) + SHIFT)
            self._note(place, over, "offline")

    def _begins(self, place: int) -> datetime:
        return self.midnight + START + timedelta(hours=3 * (place % 2))

    def _note(self, place: int, at: datetime, state: str) -> None:
        self._number += 1
        self.states.append(StateRow(agent=agent_id(place), at=at, number=self._number, state=state, reason=""))


def talk_time(mean: float, random: Random) -> float:
    """The length of a conversation in seconds: lognormal, as recorded ones are."""
    return max(15.0, random.lognormvariate(0, 0.7) * mean * 0.78)
