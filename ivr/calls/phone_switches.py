"""Turning a switch by telephone: an emergency is no time to look for a computer."""

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
"""The key that leads to the switches, once the PIN is right."""
TURN_KEY = "1"
"""The key that turns a switch. Any other leaves it as it is."""


class Switches(Protocol):
    """The switches of the line, whoever turns them."""

    def on(self) -> Mapping[str, datetime]:
        """Those that are on, and until when. Raises Unavailable."""

    def turn(self, name: str, *, until: datetime | None, who: str) -> None:
        """Turn one on until a time, or off, for every worker and for the audit. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class SwitchOffer:
    """A switch that was asked for: what the agent is told, and which way it would be turned."""

    name: str
    on: bool
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Switching:
    """The use cases of somebody at the desk who may turn switches. `clock` is the shop's, on which times are said."""

    switches: Switches
    floor: Floor
    clock: Callable[[], datetime]

    def may_be_turned_by(self, agent: Agent) -> bool:
        """Whether there is a switch with a code that this agent may turn."""
        return any(switch.code for _, switch in self._of(agent))

    def invites(self, agent: Agent) -> tuple[Spoken, ...]:
        """That there are switches, and which key leads to them."""
        return self._say(agent, Line("switch.offered", {"key": Key(SWITCH_KEY)}))

    def asks_code(self, agent: Agent) -> tuple[Spoken, ...]:
        """The question for the code of a switch."""
        return self._say(agent, Line("switch.code"))

    def offer(self, agent: Agent, code: str) -> SwitchOffer | None:
        """How the switch of a code stands; None where the agent may turn none of that code. Raises Unavailable."""
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
        """Turn it, and say how it stands; or that it could not be."""
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
        """That there is no such switch for this agent."""
        return self._say(agent, Line("switch.unknown"))

    def failed(self, agent: Agent) -> tuple[Spoken, ...]:
        """That switches cannot be turned just now."""
        return self._say(agent, Line("switch.failed"))

    def goodbye(self, agent: Agent) -> tuple[Spoken, ...]:
        """Last words to one who takes no calls."""
        return self._say(agent, Line("goodbye"))

    def _of(self, agent: Agent) -> list[tuple[str, Switch]]:
        return [(name, each) for name, each in self.floor.routing.switches.items() if agent.turns(name)]

    def _end(self, switch: Switch) -> datetime:
        return self.clock() + timedelta(minutes=switch.minutes)

    def _said(self, at: datetime) -> Moment:
        return Moment(at.astimezone(self.clock().tzinfo))

    def _say(self, agent: Agent, *lines: Line) -> tuple[Spoken, ...]:
        return said_to(agent, self.floor.routing, *lines)
