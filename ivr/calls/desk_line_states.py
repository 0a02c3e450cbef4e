"""Agents who ring the desk line, in the same states as those who are rung. Redis that is away changes nothing there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from ivr.calls.agent_desk import Agent
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.desk_events import DeskEvent, Handled
from ivr.calls.desk.ports import Presences
from ivr.calls.ports import Unavailable
from ivr.flows.context import LineCall
from routing.desk_terms import DeskTerms


@dataclass(frozen=True, slots=True)
class DeskLineStates:
    """The use cases. An agent by telephone alone has no page to write on, and so no wrap-up.

    `tell` adds events to the record; `call` gives the state of a caller's call. Both raise Unavailable.
    """

    presences: Presences
    tell: Callable[[Sequence[DeskEvent]], None]
    call: Callable[[str], LineCall | None]
    terms: Callable[[], DeskTerms]
    clock: Callable[[], datetime]

    def asks(self, agent: Agent, sid: str) -> AgentPresence | None:
        """The agent with call `sid` is on the desk line. Returns the state; None while it cannot be known.

        Somebody who worked in the browser works here from now on.
        """
        now = self._now()

        def change(was: AgentPresence) -> AgentPresence:
            return presence_changes.on_desk_line(
                was, sid, name=agent.name, queues=agent.queues, is_away=agent.away, now=now
            )

        return self._changed(agent, change)

    def is_wrapping_up(self, state: AgentPresence | None) -> bool:
        """Whether an agent is offered nothing yet, since they write about the last call."""
        return state is not None and state.state == "wrap_up" and state.until > self._now()

    def steps_away(self, agent: Agent, *, away: bool) -> None:
        """The agent goes away, or comes back."""
        now = self._now()
        change = presence_changes.ready if not away else presence_changes.goes_away
        self._changed(agent, lambda was: change(was, now=now))

    def meets(self, agent: str, queue: str, sid: str) -> None:
        """An agent, by id, is connected with a caller."""
        at, handling = self.clock(), token_hex(8)
        now = at.timestamp()

        def change(was: AgentPresence) -> AgentPresence | None:
            if not was.desk_line or was.call == sid:
                return None
            met = replace(was, state="talking", since=now, reason="", until=0.0, call=sid, queue=queue)
            return replace(met, handling=handling, is_disposed=False)

        try:
            new = self.presences.change(agent, change)
            if new is not None and new.handling == handling:
                self.tell([self._handled(new, at)])
        except Unavailable:
            return

    def ends(self, agent: Agent) -> None:
        """The conversation of the agent is over, if there was one."""
        at = self.clock()
        seconds = self.terms().wrap_up_seconds if agent.user else 0
        before: list[AgentPresence] = []

        def change(was: AgentPresence) -> AgentPresence | None:
            before[:] = [was]
            return presence_changes.finished(was, "", wrap_up_seconds=seconds, now=at.timestamp())

        try:
            new = self.presences.change(agent.id, change)
            if new is not None and before[0].state == "talking" and before[0].handling:
                self.tell([Handled(handling=before[0].handling, sid=before[0].call, at=at, ended_at=at)])
        except Unavailable:
            return

    def _handled(self, state: AgentPresence, at: datetime) -> Handled:
        call = self.call(state.call)
        return Handled(
            handling=state.handling,
            sid=state.call,
            at=at,
            agent=state.agent,
            agent_name=state.name,
            queue=state.queue,
            language=call.language if call else "",
            issue=call.context.topic.issue if call else "",
            offered_at=at,
            answered_at=at,
            became="answered",
            direction="in",
        )

    def _changed(self, agent: Agent, change: Callable[[AgentPresence], AgentPresence | None]) -> AgentPresence | None:
        try:
            return self.presences.change(agent.id, change) if agent.id else None
        except Unavailable:
            return None

    def _now(self) -> float:
        return self.clock().timestamp()
