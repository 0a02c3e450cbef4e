"""The agents as the console and the API change them: in SQL, with the states in Redis and the queues of their users."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from ivr.accounts import UnknownUser
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.sql.agents import NumberInUse, SqlAgents
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.users.audited_users import AuditedUsers
from ivr.app.parts import Clock, Parts
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.ports import Presences
from ivr.reporting.agent_roster import AgentTaken, NoSuchAgent
from ivr.reporting.audit import Actor


@dataclass(frozen=True, slots=True)
class SqlRoster:
    """Implements ivr.reporting.agent_roster.AgentRoster."""

    agents: SqlAgents
    presences: Presences
    users: AuditedUsers
    engine: Engine
    clock: Clock

    def all(self) -> list[DeskAgent]:
        """All agents, by name."""
        return self.agents.everybody()

    def find(self, agent: str) -> DeskAgent:
        """An agent by id. Raises NoSuchAgent."""
        found = self.agents.by_id(agent)
        if found is None:
            raise NoSuchAgent("no agent has this id")
        return found

    def at_work(self) -> list[AgentPresence]:
        """The states of those who are at work."""
        return [each for each in self.presences.all() if each.is_at_work]

    def add(self, agent: DeskAgent, *, pin: str, actor: Actor) -> str:
        """Add an agent. Raises AgentTaken."""
        for other in self.all():
            _check_apart(agent, other)
        name = self.agents.add(
            agent.number,
            name=agent.name,
            queues=agent.queues,
            pin=pin,
            switches=agent.switches,
            user=agent.user,
            languages=agent.languages,
            issues=agent.issues,
            station=agent.station,
        )
        self._see_queues(agent, actor)
        self._note(actor, agent, None, _told(agent))
        return name

    def change(self, agent: DeskAgent, *, pin: str, actor: Actor) -> None:
        """Store an agent by id. Raises AgentTaken and NoSuchAgent."""
        before = self.find(agent.id)
        try:
            self.agents.change(agent, pin=pin)
        except NumberInUse:
            raise AgentTaken("This number or user belongs to another agent.") from None
        except KeyError:
            raise NoSuchAgent("no agent has this id") from None
        self.presences.change(agent.id, lambda was: presence_changes.known_anew(was, agent) if was.is_at_work else None)
        self._see_queues(agent, actor)
        self._note(actor, agent, _told(before), f"{_told(agent)}{', new PIN' if pin else ''}")

    def remove(self, agent: str, *, actor: Actor) -> None:
        """Remove an agent. Raises NoSuchAgent."""
        before, now = self.find(agent), self.clock().timestamp()
        self.agents.remove_agent(agent)
        self.presences.change(agent, lambda was: presence_changes.signed_out(was, now=now) if was.is_at_work else None)
        self._note(actor, before, _told(before), "removed")

    def _see_queues(self, agent: DeskAgent, actor: Actor) -> None:
        """Have a user of the role agent see the agent's queues. Other roles keep what they see."""
        try:
            user = self.users.users.find(agent.user) if agent.user else None
        except UnknownUser:
            return
        if user and user.role == "agent" and user.queues != agent.queues:
            self.users.change(
                user.name, role=user.role, vendor="", sees_numbers=user.sees_numbers, queues=agent.queues, actor=actor
            )

    def _note(self, actor: Actor, agent: DeskAgent, before: Any, after: Any) -> None:
        with writing(self.engine) as connection:
            audit.note(connection, actor, self.clock(), "agent", agent.name, before=before, after=after)


def agent_roster(parts: Parts, users: AuditedUsers) -> SqlRoster:
    """The agents of this line."""
    stores = parts.stores
    return SqlRoster(
        agents=SqlAgents(stores.engine, stores.reader, stores.redis, parts.key),
        presences=RedisPresences(stores.redis, parts.clock),
        users=users,
        engine=stores.engine,
        clock=parts.clock,
    )


def _check_apart(agent: DeskAgent, other: DeskAgent) -> None:
    if agent.number and agent.number == other.number:
        raise AgentTaken("This telephone number belongs to another agent.")
    if agent.user and agent.user == other.user:
        raise AgentTaken(f"The user {agent.user} is another agent.")


def _told(agent: DeskAgent) -> str:
    """An agent for the audit: without the telephone number, of which the last digits are enough."""
    skills = [*agent.languages, *agent.issues]
    parts = [
        f"queues {', '.join(agent.queues)}" if agent.queues else "no queues",
        f"skills {', '.join(skills)}" if skills else "",
        f"user {agent.user}" if agent.user else "",
        f"telephone ending in {agent.number[-2:]}" if agent.number else "",
        f"turns {', '.join(agent.switches)}" if agent.switches else "",
        agent.station,
    ]
    return ", ".join(filter(None, parts))
