"""The API of agents: who they are, and their states; added, changed and removed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field as Bounds

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent, Station
from ivr.reporting.agent_roster import AgentRoster
from ivr.reporting.agent_rules import SEVERAL, Known, agent_of, wrong_with_agent, wrong_with_pin
from ivr.reporting.audit import Actor
from ivr.web.api.answers import json_answer
from ivr.web.api.problem_documents import UnreadableRequest, handle
from ivr.web.api.request_bodies import Body, Name, body_of
from ivr.web.api.tokens import TokenBook
from routing.model import Routing

PATH = "/api/v1/agents"
Names = Annotated[tuple[Name, ...], Bounds(strict=False, max_length=1000)]
Telephone = Annotated[str, Bounds(max_length=32, description="E.164. No answer has it.")]
Pin = Annotated[
    str,
    Bounds(
        max_length=64,
        description="Four to eight digits, six to eight for an agent who turns switches. For a telephone, and new "
        "with each new number. No answer has it.",
        json_schema_extra={"writeOnly": True},
    ),
]


class AgentChange(Body):
    """What is to change of an agent. Fields that are missing or null stay; an empty `user` or `telephone` is none."""

    name: Name | None = None
    user: Name | None = None
    telephone: Telephone | None = None
    queues: Names | None = None
    languages: Names | None = None
    issues: Names | None = None
    station: Station | None = None
    pin: Pin = ""

    def changed(self, before: DeskAgent) -> DeskAgent:
        """An agent with the changes."""
        given = {name: value for name, value in self if value is not None}
        return agent_of(given, {name: given[name] for name in SEVERAL if name in given}, before)


class NewAgent(AgentChange):
    """An agent to add. By default calls ring in the browser of an agent with a user, else on the telephone."""

    name: Name

    def added(self) -> DeskAgent:
        """The agent, who has no id yet."""
        return self.changed(DeskAgent(id="", name="", station="browser" if self.user else "phone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsApi:
    """The dependencies of the API.

    `states` are the states of everybody at work, and `users` the names of the console's users.
    """

    roster: AgentRoster
    states: Callable[[], Sequence[AgentPresence]]
    in_force: Callable[[], Routing]
    users: Callable[[], Collection[str]]
    tokens: TokenBook

    def told(self) -> Sequence[Mapping[str, Any]]:
        """All agents with their states."""
        there = {each.agent: each for each in self.states()}
        return [agent_json(each, there.get(each.id)) for each in self.roster.all()]

    def shown(self, agent: str) -> Response:
        """An agent as an answer. Raises NoSuchAgent."""
        there = next((each for each in self.states() if each.agent == agent), None)
        return json_answer(agent_json(self.roster.find(agent), there))

    def writer(self) -> Actor:
        """The holder of a token that may change agents."""
        return Actor(self.tokens.holder(request, "agents:write").name, "api")

    def check(self, before: DeskAgent | None, after: DeskAgent, pin: str) -> None:
        """Compare an agent with the routing in force. Raises UnreadableRequest with what is wrong, by field."""
        wrong = wrong_with_agent(after, Known(self.in_force(), self.users(), None))
        if before is not None and before.switches and (pin or after.number != before.number):
            wrong["pin"] = "This agent turns switches by telephone: an admin changes number and PIN in the console."
        elif words := _wrong_with_new_pin(before, after, pin):
            wrong["pin"] = words
        if wrong:
            told = tuple(f"{name}: {words}" for name, words in wrong.items())
            raise UnreadableRequest("some of it is not as it should be", told)


def agents_api(line: AgentsApi) -> Blueprint:
    """The routes under /api/v1/agents. They require the scope `agents:read`, and changes `agents:write`."""
    blueprint = Blueprint("agents_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.tokens.holder(request, "agents:read")
        return json_answer({"agents": line.told()})

    @blueprint.get("/<agent>")
    def look_up(agent: str) -> Response:
        line.tokens.holder(request, "agents:read")
        return line.shown(agent)

    @blueprint.post("")
    def add() -> Response:
        actor, body = line.writer(), body_of(request, NewAgent)
        agent = body.added()
        line.check(None, agent, body.pin)
        return line.shown(line.roster.add(agent, pin=body.pin, actor=actor))

    @blueprint.patch("/<agent>")
    def change(agent: str) -> Response:
        actor, body = line.writer(), body_of(request, AgentChange)
        before = line.roster.find(agent)
        after = body.changed(before)
        line.check(before, after, body.pin)
        line.roster.change(after, pin=body.pin, actor=actor)
        return line.shown(agent)

    @blueprint.delete("/<agent>")
    def remove(agent: str) -> Response:
        line.roster.remove(agent, actor=line.writer())
        return json_answer({"removed": True})

    return blueprint


def _wrong_with_new_pin(before: DeskAgent | None, after: DeskAgent, pin: str) -> str:
    """What is wrong with a new PIN, which a new number needs: the old one is not for it. Empty if nothing is."""
    if not after.number:
        return "There is no telephone that a PIN is for." if pin else ""
    if not pin:
        has_one = before is not None and before.number == after.number
        return "" if has_one else "Give a PIN with the telephone: the agent rings the desk line with it."
    return wrong_with_pin(pin, turns_switches=False)


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
