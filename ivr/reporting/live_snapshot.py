"""The calls under way at one moment, as those who watch see them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.reporting.alerts import AlertState
from ivr.reporting.dispositions import QUEUES
from routing.switches import SwitchScope


@dataclass(frozen=True, slots=True)
class LiveCall:
    """Where a call is, and since when (seconds since 1970).

    `queue` is the one it was handed to last, if any; `talks` is whether a person took it.
    """

    sid: str
    step: str
    language: str
    since: float
    dnis: str = ""
    queue: str = ""
    talks: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether the caller was handed to a queue, and nobody has taken the call."""
        return self.step in QUEUES and not self.talks


@dataclass(frozen=True, slots=True)
class DeskCall:
    """The call of somebody at the desk, who serves these queues.

    It is there `until` a time (seconds since 1970), and as long as it talks with the call (SID) that it `has`.
    """

    until: float
    has: str
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveSnapshot:
    """The calls under way and the alerts; how often each edge (step, to) was walked, what went wrong at each step.

    `switched` is another text whenever another switch is on. `desk` alone makes no other scene: it is told anew with
    every piece of music.
    """

    number: int = 0
    calls: tuple[LiveCall, ...] = ()
    moves: Mapping[tuple[str, str], int] = field(default_factory=dict)
    trouble: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    alerts: tuple[AlertState, ...] = ()
    switched: str = ""
    is_stale: bool = False
    desk: tuple[DeskCall, ...] = field(default=(), compare=False)

    def at_desk(self, now: float) -> Counter[str]:
        """How many people are there for each queue, in a talk or ready for the next one. `now` is seconds."""
        talking = {call.sid for call in self.calls if call.talks}
        there = [each for each in self.desk if each.until > now or each.has in talking]
        return Counter(queue for each in there for queue in each.queues)

    def waiting(self, within: SwitchScope) -> int | None:
        """How many callers wait within the reach of a switch; None when it is not known."""
        if self.is_stale:
            return None
        return sum(call.is_waiting and within.holds(queue=call.queue, dialled=call.dnis) for call in self.calls)
