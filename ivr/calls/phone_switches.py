"""Turning switches by telephone, for emergencies without a computer at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ivr.calls.agent_desk import Agent, said_to
from ivr.calls.ports import Unavailable
from ivr.engine.spoken import Spoken
from ivr.flows.services import Floor
from prompts.facts import Facts, Key, Line, Moment, Text
from routing.model import Switch

SWITCH_KEY = "9"
"""The key that leads to the switches after the right PIN."""
TURN_KEY = "1"
"""The key that turns a switch. Every other key leaves it unchanged."""


class Switches(Protocol):
    """The switches of the line."""

    def on(self) -> Mapping[str, datetime]:
        """The active switches with their ends. Raises Unavailable."""

    def turn(self, name: str, *, until: datetime | None, who: str) -> None:
        """Turn a switch on until a time, or off, for all workers, with an audit entry. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class SwitchOffer:
    """The offer to turn a switch: the sentences for the agent, and the new state."""

    name: str
    on: bool
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Switching:
    """The use cases of an agent who turns switches. `clock` is the shop's; times are said in its time zone."""

    switches: Switches
    floor: Floor
    clock: Callable[[], datetime]

    def may_be_turned_by(self, agent: Agent) -> bool:
        """Whether the agent may turn any switch with a code."""
        return any(switch.code for _, switch in self._of(agent))

    def invites(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence that announces the switches and their key."""
        return self._say(agent, Line("switch.offered", {"key": Key(SWITCH_KEY)}))

    def asks_code(self, agent: Agent) -> tuple[Spoken, ...]:
        """The question for the code of a switch."""
        return self._say(agent, Line("switch.code"))

    def offer(self, agent: Agent, code: str) -> SwitchOffer | None:
        """The offer to turn the switch of a code; None if the agent may turn no such switch. Raises Unavailable."""
        found = next(((name, each) for name, each in self._of(agent) if each.code == code), None)
        if found is None:
            return None
        name, switch = found
        until = self.switches.on().get(name)
        facts: Facts = {
            "name": Text(switch.name),
            "until": self._said(until or self._end(switch)),
            "key": Key(TURN_KEY),
        }
        return SwitchOffer(
            name, until is None, self._say(agent, Line("switch.is_on" if until else "switch.is_off", facts))
        )

    def turn(self, agent: Agent, name: str, *, on: bool) -> tuple[Spoken, ...]:
        """Turn the switch. Returns the sentence on its new state, or on the failure."""
        switch = dict(self._of(agent)).get(name)
        if switch is None:
            return self.unknown(agent)
        until = self._end(switch) if on else None
        try:
            self.switches.turn(name, until=until, who=agent.name)
        except Unavailable:
            return self.failed(agent)
        if until is None:
            return self._say(agent, Line("switch.turned_off", {"name": Text(switch.name)}))
        return self._say(agent, Line("switch.turned_on", {"name": Text(switch.name), "until": self._said(until)}))

    def unknown(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence for an unknown code."""
        return self._say(agent, Line("switch.unknown"))

    def failed(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence if switches are unavailable."""
        return self._say(agent, Line("switch.failed"))

    def goodbye(self, agent: Agent) -> tuple[Spoken, ...]:
        """The last sentence for an agent who takes no calls."""
        return self._say(agent, Line("goodbye"))

    def _of(self, agent: Agent) -> list[tuple[str, Switch]]:
        return [(name, each) for name, each in self.floor.routing.switches.items() if agent.turns(name)]

    def _end(self, switch: Switch) -> datetime:
        return self.clock() + timedelta(minutes=switch.minutes)

    def _said(self, at: datetime) -> Moment:
        return Moment(at.astimezone(self.clock().tzinfo))

    def _say(self, agent: Agent, *lines: Line) -> tuple[Spoken, ...]:
        return said_to(agent, self.floor.routing, *lines)
