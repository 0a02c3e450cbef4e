"""Supervisors' acts on live calls and agents: implements the port of the console; each has an entry in the audit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Engine

from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.app.call_conversion import conversion_of
from ivr.app.desk import conversations_of
from ivr.app.desk_acts import desk_agents_of, refusal_of, room_acts_of, sending_on_of
from ivr.app.desk_refusals import refusals
from ivr.app.parts import Clock, Parts
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.ports import CallControl, Presences
from ivr.calls.desk.room import Listening, Room
from ivr.calls.desk.supervisor_acts import SupervisorActs
from ivr.calls.desk.transfers import ActRefused
from ivr.calls.listening_notice import is_told
from ivr.calls.ports import Sessions
from ivr.console.ports.desk import DeskRefused
from ivr.reporting.audit import Actor
from routing.model import Routing

LONGEST_MESSAGE = 300
DESK = "desk"
"""The action of these entries in the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorsDesk:
    """Implements ivr.console.ports.desk.Supervising."""

    acts: SupervisorActs
    agents_on_record: SqlAgents
    presences: Presences
    line: WaitingLine
    in_force: Callable[[], Routing]
    engine: Engine
    clock: Clock

    def agents(self) -> Sequence[AgentPresence]:
        """Everybody at work."""
        return [each for each in self.presences.all() if each.is_at_work]

    def room_of(self, sid: str) -> Room | None:
        """The room in which a caller talks now."""
        return self.acts.room_of(sid)

    def join(self, user: str, sid: str, how: Listening) -> None:
        """Take part in a call."""
        with refusals():
            self.acts.join(self.desk_of(user), sid, how)
        self._note(user, sid, how)

    def change(self, user: str, sid: str, how: Listening) -> None:
        """Take part in another way."""
        with refusals():
            self.acts.change(self.desk_of(user), sid, how)
        self._note(user, sid, how)

    def take_over(self, user: str, sid: str) -> None:
        """Be in charge of the call in place of its agent."""
        with refusals():
            self.acts.take_over(self.desk_of(user), sid)
        self._note(user, sid, "take over")

    def leave(self, user: str, sid: str) -> None:
        """Take part no more."""
        with refusals():
            self.acts.leave(self.desk_of(user), sid)
        self._note(user, sid, "leave")

    def move(self, user: str, sid: str, queue: str) -> None:
        """Send a waiting or connected caller to another queue."""
        with refusals():
            self.acts.move(sid, queue)
        self._note(user, sid, f"move to {queue}")

    def put_first(self, user: str, sid: str) -> None:
        """Have a waiting caller be served next."""
        if not self.line.put_first(sid):
            raise DeskRefused("The caller does not wait any more.")
        self._note(user, sid, "put first")

    def end(self, user: str, sid: str) -> None:
        """End a call."""
        with refusals():
            self.acts.end(sid)
        self._note(user, sid, "end")

    def send_home(self, user: str, agent: str) -> None:
        """Sign an agent out; during a call, afterwards."""
        now = self._now()
        self._change(user, agent, "send home", lambda was: presence_changes.signed_out(was, now=now))

    def set_queues(self, user: str, agent: str, queues: Sequence[str]) -> None:
        """Change the queues that an agent serves now, until they sign in again."""
        known = self.in_force().queues
        served = tuple(queue for queue in dict.fromkeys(queues) if queue in known)
        if not served:
            raise DeskRefused("Choose at least one queue; to take an agent off all, set them away or send them home.")
        self._change(user, agent, f"queues {', '.join(served)}", lambda was: replace(was, queues=served))

    def set_away(self, user: str, agent: str, reason: str) -> None:
        """Set an agent away; during a call, afterwards."""
        if reason not in self.in_force().agent_desk.away_reasons:
            raise DeskRefused("That reason is no longer on the list; choose another.")
        now = self._now()
        self._change(user, agent, f"away: {reason}", lambda was: presence_changes.away(was, reason, now=now))

    def message(self, user: str, agent: str, text: str) -> None:
        """Show a message at the agent's desk. The audit has that there was one, not its words."""
        words = " ".join(text.split())[:LONGEST_MESSAGE]
        if not words:
            raise DeskRefused("Write a message first.")
        self._change(user, agent, "message", lambda was: replace(was, message=f"{user}: {words}"))

    def _change(
        self, user: str, agent: str, what: str, change: Callable[[AgentPresence], AgentPresence | None]
    ) -> None:
        changed = self.presences.change(agent, lambda was: change(was) if was.is_at_work else None)
        if changed is None or not (changed.is_at_work or what == "send home"):
            raise DeskRefused("The agent is not at work.")
        self._note(user, changed.name or agent, what)

    def desk_of(self, user: str) -> DeskAgent:
        """The agent who is this user; one without queues is made for a supervisor who has none."""
        found = self.agents_on_record.of_user(user)
        if found is None:
            self.agents_on_record.add("", name=user, queues=(), user=user, station="browser")
            found = self.agents_on_record.of_user(user)
        if found is None:
            raise ActRefused("Your desk cannot be set up. Ask an admin to make an agent for you.")
        return found

    def _note(self, user: str, subject: str, what: str) -> None:
        with writing(self.engine) as connection:
            audit.note(connection, Actor(user, "console"), self.clock(), DESK, subject, after=what)

    def _now(self) -> float:
        return self.clock().timestamp()


def supervising_of(parts: Parts, control: CallControl, sessions: Sessions) -> SupervisorsDesk:
    """The acts of this line's supervisors."""
    conversations = conversations_of(parts, sessions.note)
    acts = SupervisorActs(
        acts=room_acts_of(parts, conversations, control, sessions),
        convert=conversion_of(parts, conversations, control).convert,
        is_told=lambda room: is_told(room, parts.floor.routing),
        told_url=lambda room: parts.addresses.room(room, "told"),
        refusal=partial(refusal_of, parts),
        send_on=sending_on_of(parts, control, sessions).send,
    )
    return SupervisorsDesk(
        acts=acts,
        agents_on_record=desk_agents_of(parts),
        presences=conversations.presences,
        line=WaitingLine(parts.stores.redis, parts.clock),
        in_force=lambda: parts.floor.routing,
        engine=parts.stores.engine,
        clock=parts.clock,
    )
