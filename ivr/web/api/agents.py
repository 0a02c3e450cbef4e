"""The API of agents: who they are, and their states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from flask import Blueprint, Response, request

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.web.api.problem_documents import UnknownAgent, handle
from ivr.web.api.tokens import TokenBook

PATH = "/api/v1/agents"


class AgentStore(Protocol):
    """The agents on record."""

    def everybody(self) -> Sequence[DeskAgent]:
        """All agents, by name."""

    def by_id(self, agent: str) -> DeskAgent | None:
        """An agent by id."""


@dataclass(frozen=True, slots=True)
class AgentsApi:
    """The dependencies of the API. `states` are the states of everybody at work."""

    agents: AgentStore
    states: Callable[[], Sequence[AgentPresence]]
    tokens: TokenBook

    def told(self) -> Sequence[Mapping[str, Any]]:
        """All agents with their states."""
        there = {each.agent: each for each in self.states()}
        return [agent_json(each, there.get(each.id)) for each in self.agents.everybody()]

    def one(self, agent: str) -> DeskAgent:
        """An agent by id. Raises UnknownAgent."""
        found = self.agents.by_id(agent)
        if found is None:
            raise UnknownAgent("no agent has this id")
        return found

    def shown(self, agent: str) -> Response:
        """An agent as an answer. Raises UnknownAgent."""
        there = next((each for each in self.states() if each.agent == agent), None)
        return _json(agent_json(self.one(agent), there))


def agents_api(line: AgentsApi) -> Blueprint:
    """The routes under /api/v1/agents. They require the scope `agents:read`."""
    blueprint = Blueprint("agents_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.tokens.holder(request, "agents:read")
        return _json({"agents": line.told()})

    @blueprint.get("/<agent>")
    def look_up(agent: str) -> Response:
        line.tokens.holder(request, "agents:read")
        return line.shown(agent)

    return blueprint


def agent_json(agent: DeskAgent, state: AgentPresence | None) -> Mapping[str, Any]:
    """An agent as JSON values, with whether there is a telephone, but not its number."""
    return {
        "id": agent.id,
        "name": agent.name,
        "user": agent.user or None,
        "has_number": bool(agent.number),
        "queues": list(agent.queues),
        "languages": list(agent.languages),
        "issues": list(agent.issues),
        "station": agent.station,
        "state": state.state if state else "offline",
        "reason": (state.reason if state else "") or None,
        "since": datetime.fromtimestamp(state.since, UTC) if state and state.since else None,
        "call": (state.call if state else "") or None,
        "serves": list(state.queues) if state else [],
    }


def _json(value: object) -> Response:
    return Response(orjson.dumps(value), mimetype="application/json")
