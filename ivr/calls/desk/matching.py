"""Who gets which caller: callers by their place in line, agents by how long they have been idle, skills by need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ivr.calls.desk.agent_presence import AgentPresence, AgentState

SERVING: tuple[AgentState, ...] = ("ready", "ringing", "talking", "wrap_up")
"""The states of agents who take calls now or next."""


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    """A caller in the line of a queue, by call (SID). `place` is the time (seconds) from which the wait counts.

    Priority has shortened it already: a smaller place is served first. `turn` is the turn that follows the wait; `line`
    is the number that was dialled.
    """

    queue: str
    sid: str
    place: float
    language: str = ""
    issue: str = ""
    line: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """An agent (by state) for a caller."""

    agent: AgentPresence
    caller: WaitingCaller


def match(agents: Sequence[AgentPresence], callers: Iterable[WaitingCaller], now: float) -> tuple[Match, ...]:
    """Pair ready agents with waiting callers, each at most once.

    The caller with the first place chooses first, and gets the agent who has been idle for longest among those of the
    queue whose skills fit. A caller whom nobody at work in the queue can serve by skill, not even later, is served by
    any agent of the queue: a person who understands half is better than nobody. If somebody could, but is busy, the
    caller waits for them, and others go first. Agents on the desk line take callers themselves.
    """
    idle = [agent for agent in agents if is_idle(agent, now)]
    found: list[Match] = []
    for caller in sorted(callers, key=lambda each: (each.place, each.sid)):
        taken = {each.agent.agent for each in found}
        if any(each.caller.sid == caller.sid for each in found):
            continue
        able = [agent for agent in idle if agent.agent not in taken and _may_serve(agent, caller, agents)]
        if able:
            found.append(Match(min(able, key=lambda agent: (agent.idle_since, agent.agent)), caller))
    return tuple(found)


def is_idle(agent: AgentPresence, now: float) -> bool:
    """Whether an agent can be offered a call now."""
    return agent.state == "ready" and agent.rests_until <= now and not agent.desk_line


def has_skill(agent: AgentPresence, caller: WaitingCaller) -> bool:
    """Whether the agent speaks the caller's language and is trained for the issue; no list stands for all."""
    speaks = not agent.languages or not caller.language or caller.language in agent.languages
    return speaks and (not agent.issues or not caller.issue or caller.issue in agent.issues)


def _may_serve(agent: AgentPresence, caller: WaitingCaller, agents: Sequence[AgentPresence]) -> bool:
    if caller.queue not in agent.queues:
        return False
    if has_skill(agent, caller):
        return True
    return not any(each.state in SERVING and caller.queue in each.queues and has_skill(each, caller) for each in agents)
