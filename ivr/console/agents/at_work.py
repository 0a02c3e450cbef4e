"""Acts on an agent who is at work: a message, other queues, away, home."""

from collections.abc import Sequence

from flask import abort, flash, request

from ivr.accounts import visible_queues
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.calls.ports import Unavailable
from ivr.console.agents.agent_fields import sees_agent
from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.ports.desk import DeskRefused
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import BOARD_READERS
from ivr.console.session import me
from ivr.reporting.agent_roster import NoSuchAgent

TEMPLATE = "agents/at_work.html"
NOT_KNOWN = "Redis does not answer: nothing can be done now. Try again in a moment."


class AgentAtWork(PageGroup):
    """The page of an agent at work, and the acts on it."""

    @page("/agents/<agent>/at-work", roles=BOARD_READERS, template=TEMPLATE)
    def agent_at_work(self, agent: str) -> Facts:
        """The state of an agent, and what can be done."""
        return self._facts(self._seen(agent))

    @page("/agents/<agent>/at-work", roles=BOARD_READERS, methods=("POST",), template=TEMPLATE)
    def act_on_agent(self, agent: str) -> Answer:
        """Send a message, change the queues served now, set away, or send home."""
        found, act = self._seen(agent), form_fields().get("act", "")
        try:
            self._act(found, act)
        except DeskRefused as error:
            return self._facts(found, wrong=str(error)), 422
        except Unavailable:
            return self._facts(found, wrong=NOT_KNOWN), 503
        flash(f"It is done; {found.name} sees it at the desk.")
        return back_to("agents") if act == "home" else back_to("agent_at_work", agent=agent)

    def _act(self, agent: DeskAgent, act: str) -> None:
        given, desk, who = form_fields(), self.ports.supervising, me().name
        if act == "message":
            desk.message(who, agent.id, given.get("text", ""))
        elif act == "queues":
            desk.set_queues(who, agent.id, self._chosen(agent))
        elif act == "away":
            desk.set_away(who, agent.id, given.get("reason", ""))
        elif act == "home":
            desk.send_home(who, agent.id)
        else:
            abort(400)

    def _chosen(self, agent: DeskAgent) -> list[str]:
        """The queues of the form; those that the user does not see stay as they are."""
        offered, served = self._offered(agent), self._served(agent)
        chosen = [queue for queue in request.form.getlist("queues") if queue in offered]
        return [*chosen, *(queue for queue in served if queue not in offered)]

    def _offered(self, agent: DeskAgent) -> dict[str, str]:
        seen, known = self._queues(), self.ports.in_force().queues
        return {key: known[key].name for key in agent.queues if key in known and (seen is None or key in seen)}

    def _served(self, agent: DeskAgent) -> Sequence[str]:
        return next((each.queues for each in self.ports.agents.at_work() if each.agent == agent.id), ())

    def _seen(self, agent: str) -> DeskAgent:
        try:
            found = self.ports.agents.find(agent)
        except NoSuchAgent:
            abort(404)
        return found if sees_agent(me(), self._queues(), found.queues) else abort(404)

    def _queues(self) -> Sequence[str] | None:
        return visible_queues(me(), self.ports.in_force())

    def _facts(self, agent: DeskAgent, **facts: object) -> Facts:
        try:
            presence = next((each for each in self.ports.agents.at_work() if each.agent == agent.id), None)
        except Unavailable:
            presence, facts = None, {"wrong": NOT_KNOWN, **facts}
        return {
            "agent": agent,
            "presence": presence,
            "queues": self._offered(agent),
            "reasons": self.ports.in_force().agent_desk.away_reasons,
            "typed": form_fields(),
            **facts,
        }
