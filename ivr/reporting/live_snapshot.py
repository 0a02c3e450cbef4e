"""A snapshot of the calls under way, for the live pages."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ivr.calls.desk.agent_presence import AgentPresence
from ivr.reporting.alerts import AlertState, alerts_within
from ivr.reporting.dispositions import QUEUES
from routing.switches import SwitchScope

SERVING = ("ready", "ringing", "talking", "wrap_up")
"""The states of agents who take calls now or next."""


@dataclass(frozen=True, slots=True)
class LiveCall:
    """The step of a call, and since when (seconds since 1970).

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
        """Whether the caller waits in a queue and nobody has answered."""
        return self.step in QUEUES and not self.talks


@dataclass(frozen=True, slots=True)
class DeskCall:
    """The call of an agent at the desk, who serves these queues.

    It is there `until` a time (seconds since 1970), and as long as it talks with the call (SID) that it `has`.
    """

    until: float
    has: str
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveSnapshot:
    """The live calls and alerts, the traversals of each edge (step, to), and the troubles of each step.

    `switched` is a text that changes with the set of active switches. A change of `desk` alone does not make a new
    snapshot, since it is reported again with every piece of music. `agents` are those at work, and
    those who left in the last minutes.
    """

    number: int = 0
    calls: tuple[LiveCall, ...] = ()
    moves: Mapping[tuple[str, str], int] = field(default_factory=dict)
    trouble: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    alerts: tuple[AlertState, ...] = ()
    switched: str = ""
    is_stale: bool = False
    desk: tuple[DeskCall, ...] = field(default=(), compare=False)
    agents: tuple[AgentPresence, ...] = ()

    def at_desk(self, now: float) -> Counter[str]:
        """Return the number of agents per queue, talking or ready. `now` is in seconds.

        Agents on the desk line are counted by their calls, the others by their states.
        """
        talking = {call.sid for call in self.calls if call.talks}
        there = [each.queues for each in self.desk if each.until > now or each.has in talking]
        there += [each.queues for each in self.agents if each.state in SERVING and not each.desk_line]
        return Counter(queue for queues in there for queue in queues)

    def within(self, queues: Collection[str]) -> "LiveSnapshot":
        """Return the part that users see who see some queues only: the calls handed to these, and their alerts.

        Names of switches are not readable in it.
        """
        return replace(
            self,
            calls=tuple(call for call in self.calls if call.queue in queues),
            moves={},
            switched=sha256(self.switched.encode()).hexdigest()[:12] if self.switched else "",
            trouble={},
            alerts=tuple(alerts_within(self.alerts, queues)),
            desk=tuple(replace(each, queues=tuple(q for q in each.queues if q in queues)) for each in self.desk),
            agents=tuple(found for each in self.agents if (found := _serving(each, queues)).queues),
        )

    def waiting(self, within: SwitchScope) -> int | None:
        """Return how many callers wait within the reach of a switch, or None if unknown."""
        if self.is_stale:
            return None
        return sum(call.is_waiting and within.holds(queue=call.queue, dialled=call.dnis) for call in self.calls)


def _serving(agent: AgentPresence, queues: Collection[str]) -> AgentPresence:
    return replace(agent, queues=tuple(queue for queue in agent.queues if queue in queues))
