"""The agents on record, and who of them is at work."""

from collections.abc import Sequence
from typing import Protocol

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.reporting.audit import Actor


class NoSuchAgent(LookupError):
    """No agent has this id."""


class AgentTaken(Exception):
    """The telephone number or the user belongs to another agent. The message is for the user."""


class AgentRoster(Protocol):
    """Reads and changes the agents. Each change has an entry in the audit; Unavailable without Redis or SQL."""

    def all(self) -> Sequence[DeskAgent]:
        """All agents, by name."""

    def find(self, agent: str) -> DeskAgent:
        """An agent by id. Raises NoSuchAgent."""

    def at_work(self) -> Sequence[AgentPresence]:
        """The states of those who are at work."""

    def add(self, agent: DeskAgent, *, pin: str, actor: Actor) -> str:
        """Add an agent, whose id is chosen here and returned. Raises AgentTaken.

        A user of the role agent sees the agent's queues from then on.
        """

    def change(self, agent: DeskAgent, *, pin: str, actor: Actor) -> None:
        """Store an agent by id, with a new PIN unless it is empty; at work it is served by the new queues and skills.

        Raises AgentTaken and NoSuchAgent.
        """

    def remove(self, agent: str, *, actor: Actor) -> None:
        """Remove an agent, who is signed out of the desk, during a call afterwards. Raises NoSuchAgent."""
