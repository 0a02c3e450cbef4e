"""The agents: added, changed and removed by admins, and by vendors for their own queues; and who is at work."""

from collections.abc import Mapping, Sequence
from secrets import choice

from flask import Response, abort, flash, request

from ivr.accounts import visible_queues
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.ports import Unavailable
from ivr.console.agents.agent_fields import agent_rows, agents_in, changes_agent, sees_agent
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, csv_file, rendered
from ivr.console.roles import AGENT_ADMINS, BOARD_READERS
from ivr.console.session import as_actor, me
from ivr.reporting.agent_roster import AgentTaken, NoSuchAgent
from ivr.reporting.agent_rules import ISSUES, SEVERAL, STATIONS, Known, agent_of, wrong_with_agent

LIST, ONE = "agents/agents.html", "agents/agent.html"
PIN_DIGITS = 6
"""Enough to turn switches by telephone."""
NEW = "new"
"""Stands for the id of an agent who is not stored yet."""
LONGEST_FILE = 200_000
"""Characters."""


class AgentPages(PageGroup):
    """The list of agents, the page of each, and the forms of both."""

    @page("/agents", roles=BOARD_READERS, nav=Nav("Agents", 20, group="set_up"), template=LIST)
    def agents(self) -> Facts:
        """The agents that the user sees, and who of them is at work."""
        return self._list()

    @page("/agents.csv", roles=AGENT_ADMINS)
    def agents_file(self) -> Response:
        """The same for other programs, as the import reads them. Numbers are in full, for their import."""
        return csv_file("agents.csv", agent_rows(self._seen()))

    @page("/agents/file", roles=AGENT_ADMINS, methods=("POST",), form_on="agents", template=LIST)
    def add_agents(self) -> Answer:
        """Add the agents of a CSV file: all of them, or none and what is wrong by line."""
        sent = request.files.get("file")
        text = sent.stream.read(LONGEST_FILE).decode(errors="replace") if sent and sent.filename else ""
        text = text or request.form.get("lines", "")[:LONGEST_FILE]
        found, errors = agents_in(text, self._known(), self.ports.agents.all())
        if errors or not found:
            return self._list(errors=errors, lines=text, is_empty=not errors), 422
        pins: list[tuple[str, str]] = []
        try:
            pins.extend((agent.name, self._added(agent)) for agent in found)
        except AgentTaken as error:  # added by somebody else in this moment
            return self._list(pins=pins, taken=f"{found[len(pins)].name} and who follows were not added: {error}"), 409
        return self._list(pins=pins)

    @page("/agents/<agent>", roles=AGENT_ADMINS, template=ONE)
    def agent(self, agent: str) -> Facts:
        """An agent, with all that can be changed; `new` for a new one."""
        return self._one(self._changed(agent))

    @page("/agents/<agent>", roles=AGENT_ADMINS, methods=("POST",), form_on="agent", template=ONE)
    def change_agent(self, agent: str) -> Answer:
        """Add or change an agent, make a new PIN, or remove the agent."""
        given, before = form_fields(), self._changed(agent)
        if given.get("act") == "remove" and agent != NEW:
            return self._removed(before)
        after = self._read(given, before)
        if wrong := wrong_with_agent(after, self._known(before.user)):
            return self._one(after, wrong=wrong), 422
        try:
            pin = self._added(after) if agent == NEW else self._stored(before, after, given)
        except AgentTaken as error:
            return self._one(after, wrong={"": str(error)}), 422
        except NoSuchAgent:
            abort(404)
        flash(f"{after.name} is stored.")
        return rendered(LIST, **self._list(pins=[(after.name, pin)])) if pin else back_to("agents")

    def _added(self, agent: DeskAgent) -> str:
        """Add an agent. Returns the PIN of one with a telephone."""
        pin = _new_pin() if agent.number else ""
        self.ports.agents.add(agent, pin=pin, actor=as_actor())
        return pin

    def _removed(self, agent: DeskAgent) -> Answer:
        try:
            self.ports.agents.remove(agent.id, actor=as_actor())
        except NoSuchAgent:
            abort(404)
        flash(f"{agent.name} takes no calls any more; what {agent.name} did stays on record.")
        return back_to("agents")

    def _stored(self, before: DeskAgent, after: DeskAgent, given: Mapping[str, str]) -> str:
        """Store an agent. Returns the new PIN, if there is one: also for a new number, which the old is not for."""
        is_new = after.number and ("new_pin" in given or after.number != before.number)
        pin = _new_pin() if is_new else ""
        self.ports.agents.change(after, pin=pin, actor=as_actor())
        return pin

    def _read(self, given: Mapping[str, str], before: DeskAgent) -> DeskAgent:
        """The agent of the form. Only admins say who the user is, and which switches the agent turns."""
        own = given if me().role == "admin" else {name: text for name, text in given.items() if name != "user"}
        fields = SEVERAL if me().role == "admin" else SEVERAL[:-1]
        return agent_of(own, {name: request.form.getlist(name) for name in fields}, before)

    def _changed(self, agent: str) -> DeskAgent:
        """The agent that the user may change; 404 for others."""
        if agent == NEW:
            return DeskAgent(id="", name="", station="browser" if me().role == "admin" else "phone")
        try:
            found = self.ports.agents.find(agent)
        except NoSuchAgent:
            abort(404)
        return found if changes_agent(me(), self._queues(), found.queues) else abort(404)

    def _seen(self) -> list[DeskAgent]:
        seen = self._queues()
        return [each for each in self.ports.agents.all() if sees_agent(me(), seen, each.queues)]

    def _queues(self) -> Sequence[str] | None:
        return visible_queues(me(), self.ports.in_force())

    def _known(self, user: str = "") -> Known:
        """What a form may name; vendors name no user but the one that an admin gave the agent."""
        names = [each.name for each in self.ports.users.all()] if me().role == "admin" else [user]
        return Known(self.ports.in_force(), names, self._queues())

    def _one(self, agent: DeskAgent, **facts: object) -> Facts:
        known = self._known(agent.user)
        names = sorted(known.users)
        choices = {"queues": known.queues, "languages": known.languages, "issues": ISSUES, "users": names}
        switches = {key: switch.name for key, switch in known.routing.switches.items()}
        return {"agent": agent, "new": NEW, "stations": STATIONS, "switches": switches, **choices, **facts}

    def _at_work(self, seen: Sequence[str] | None) -> dict[str, tuple[AgentPresence, list[str]]] | None:
        """The states by agent, each with those of the served queues that the user sees; None while nobody knows."""
        try:
            return {
                each.agent: (each, [queue for queue in each.queues if seen is None or queue in seen])
                for each in self.ports.agents.at_work()
            }
        except Unavailable:
            return None

    def _list(self, **facts: object) -> Facts:
        found, seen = self._seen(), self._queues()
        return {
            "found": found,
            "at_work": self._at_work(seen),
            "changes": [each.id for each in found if changes_agent(me(), seen, each.queues)],
            "queues": {key: queue.name for key, queue in self.ports.in_force().queues.items()},
            "may_add": me().role in AGENT_ADMINS,
            "new": NEW,
            **facts,
        }


def _new_pin() -> str:
    return "".join(choice("0123456789") for _ in range(PIN_DIGITS))
