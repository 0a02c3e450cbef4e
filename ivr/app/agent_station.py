"""The desk of an agent: implements the port of the console over Redis, SQL and Twilio."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.app.desk import conversations_of
from ivr.app.desk_acts import agent_acts_of, outbound_calls_of, room_acts_of
from ivr.app.desk_refusals import refusals
from ivr.app.parts import Clock, Parts
from ivr.app.softphone import softphone_access
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_acts import AgentActs
from ivr.calls.desk.agent_presence import AgentPresence, AgentState, DeskAgent, Station
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.desk_events import Handled
from ivr.calls.desk.dispatcher import SILENT_AFTER
from ivr.calls.desk.outbound_calls import OutboundCalls
from ivr.calls.desk.ports import CallControl, CallControlFailed, DeskAgents, Presences, Rooms
from ivr.calls.desk.room import Room, Seat, TransferWay
from ivr.calls.turn_handler import TurnHandler
from ivr.console.ports.desk import DeskRefused, Disposed, SoftphoneAccess, TransferTarget
from routing.desk_terms import DeskTerms
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class AgentDesktop:
    """Implements ivr.console.ports.desk.AgentStation."""

    agents: DeskAgents
    presences: Presences
    rooms: Rooms
    conversations: Conversations
    control: CallControl
    acts: AgentActs
    outbound: OutboundCalls
    in_force: Callable[[], Routing]
    clock: Clock
    access: Callable[[str], SoftphoneAccess]
    """Access for the identity of a browser."""

    def agent(self, user: str) -> DeskAgent | None:
        """The agent who is this user."""
        return self.agents.of_user(user)

    def presence(self, agent: DeskAgent) -> AgentPresence:
        """The agent's state; offline if never seen."""
        return self.presences.of(agent.id) or _never_seen(agent)

    def room(self, agent: DeskAgent) -> Room | None:
        """The room of the agent's state."""
        name = self.presence(agent).room
        return self.rooms.named(name) if name else None

    def softphone(self, agent: DeskAgent) -> SoftphoneAccess:
        """Access for the agent's browser."""
        return self.access(agent.client)

    def sign_in(self, agent: DeskAgent, *, queues: Sequence[str], station: Station) -> AgentPresence:
        """Come to work."""
        if station == "phone" and not agent.number:
            raise DeskRefused("Your account has no telephone number: work in the browser, or ask an admin to add one.")
        if not set(queues) & set(agent.queues):
            raise DeskRefused("Choose at least one of your queues.")
        now = self._now()
        return self._changed(
            agent, lambda was: presence_changes.signed_in(was, agent, queues=queues, station=station, now=now)
        )

    def ready(self, agent: DeskAgent) -> AgentPresence:
        """Take calls; also ends the wrap-up."""
        now, terms = self._now(), self._terms

        def change(was: AgentPresence) -> AgentPresence | None:
            if terms.needs_disposition and was.state == "wrap_up" and not was.is_disposed:
                raise DeskRefused("Choose a disposition for the call first.")
            return presence_changes.ready(was, now=now) or _not_at_work()

        return self._changed(agent, change)

    def away(self, agent: DeskAgent, reason: str) -> AgentPresence:
        """Take no calls; during a call, afterwards."""
        if reason not in self._terms.away_reasons:
            raise DeskRefused("That reason is no longer on the list; choose another.")
        now = self._now()
        return self._changed(agent, lambda was: presence_changes.away(was, reason, now=now) or _not_at_work())

    def sign_out(self, agent: DeskAgent) -> AgentPresence:
        """Go home; during a call, afterwards."""
        now = self._now()
        return self._changed(agent, lambda was: presence_changes.signed_out(was, now=now))

    def beat(self, agent: DeskAgent, *, tab: str) -> bool:
        """A sign of life of the browser."""
        return self.presences.beat(agent.id, tab)

    def can_ring(self, agent: DeskAgent) -> bool:
        """Whether the agent's telephone would ring now."""
        state = self.presence(agent)
        station = state.station if state.is_at_work else agent.station
        if station == "phone":
            return bool(agent.number)
        return self._now() - self.presences.seen(agent.id) <= SILENT_AFTER

    def wrap_up(self, agent: DeskAgent, disposed: Disposed) -> AgentPresence:
        """Store disposition and note, during the call or in its wrap-up."""
        was = self.presence(agent)
        if was.state not in ("talking", "wrap_up") or not was.handling:
            raise DeskRefused("There is no call to write about: its wrap-up is over.")
        if disposed.disposition and not self._is_on_list(disposed.disposition, was.queue):
            raise DeskRefused("That disposition is no longer on the list; choose another.")
        at = self.clock()
        note = Handled(
            handling=was.handling,
            sid=was.call,
            at=at,
            disposition=disposed.disposition,
            note=disposed.note[:LONGEST_NOTE],
            noted_at=at,
        )
        self.rooms.tell([note])
        is_disposed = bool(disposed.disposition)
        return self._changed(agent, lambda now: replace(now, is_disposed=is_disposed))

    def longer(self, agent: DeskAgent) -> AgentPresence:
        """Extend the wrap-up once."""
        seconds = self._terms.wrap_up_seconds

        def change(was: AgentPresence) -> AgentPresence:
            longer = presence_changes.extended(was, wrap_up_seconds=seconds)
            if longer is None:
                raise DeskRefused("The wrap-up can be extended once, before it ends.")
            return longer

        return self._changed(agent, change)

    def decline(self, agent: DeskAgent) -> None:
        """Let the ringing call go to somebody else."""
        room, seat = self._seat(agent, "ringing")
        self.conversations.leg_over(room.name, seat.label, "declined")
        self._end(seat.leg)

    def hang_up(self, agent: DeskAgent) -> None:
        """Leave the conversation. A leg that is gone already is no failure."""
        room, seat = self._seat(agent, "talking")
        if not self._end(seat.leg):
            raise DeskRefused("Twilio did not answer. Try again, or hang up at your telephone.")
        if not seat.leg:
            self.conversations.went(room.name, seat.label)

    def hold(self, agent: DeskAgent, *, held: bool) -> None:
        """Put the caller on hold, or take them back."""
        with refusals():
            self.acts.hold(agent, held=held)

    def mute(self, agent: DeskAgent, *, muted: bool) -> None:
        """Mute the agent, or the reverse."""
        with refusals():
            self.acts.mute(agent, muted=muted)

    def transfer(self, agent: DeskAgent, to: TransferTarget, *, first: bool) -> None:
        """Hand the caller over, with a word before or without."""
        with refusals():
            if to.kind == "queue" and not first:
                self.acts.to_queue(agent, to.name)
            else:
                self._calls_in(agent, to, "consult" if first else "blind")

    def invite(self, agent: DeskAgent, to: TransferTarget) -> None:
        """Take in a third person."""
        with refusals():
            self._calls_in(agent, to, "invite")

    def complete(self, agent: DeskAgent) -> None:
        """End one's own part."""
        with refusals():
            self.acts.complete(agent)

    def dismiss(self, agent: DeskAgent, label: str) -> None:
        """Have a guest or another agent leave."""
        with refusals():
            self.acts.dismiss(agent, label)

    def _calls_in(self, agent: DeskAgent, to: TransferTarget, way: TransferWay) -> None:
        if to.kind == "queue":
            self.acts.to_agent_of(agent, to.name, way)
        elif to.kind == "agent":
            self.acts.to_agent(agent, to.name, way)
        else:
            self.acts.to_number(agent, to.name, way)

    def call_out(self, agent: DeskAgent, number: str, *, shown: str, about: str) -> None:
        """Call a customer."""
        with refusals():
            self.outbound.place(agent, number, shown=shown, about=about)

    def read_message(self, agent: DeskAgent) -> None:
        """The message of a supervisor was read."""
        self._changed(agent, lambda was: replace(was, message=""))

    def _seat(self, agent: DeskAgent, state: AgentState) -> tuple[Room, Seat]:
        """The room in which the agent is, in this state, and the agent's seat."""
        was = self.presence(agent)
        room = self.rooms.named(was.room) if was.room and was.state == state else None
        seat = room.seat_of(agent.id) if room and not room.is_over else None
        if room is None or seat is None:
            raise DeskRefused("The call is over." if state == "talking" else "It does not ring any more.")
        return room, seat

    def _end(self, leg: str) -> bool:
        """End a leg: whether it is over."""
        try:
            if leg:
                self.control.hang_up(leg)
        except CallControlFailed as failed:
            return failed.is_gone
        return True

    @property
    def _terms(self) -> DeskTerms:
        return self.in_force().agent_desk

    def _now(self) -> float:
        return self.clock().timestamp()

    def _is_on_list(self, code: str, queue: str) -> bool:
        found = self._terms.dispositions.get(code)
        return found is not None and (not found.queues or queue in found.queues)

    def _changed(self, agent: DeskAgent, change: Callable[[AgentPresence], AgentPresence | None]) -> AgentPresence:
        return self.presences.change(agent.id, change) or _never_seen(agent)


LONGEST_NOTE = 4_000


def agent_station(parts: Parts, calls: TurnHandler) -> AgentDesktop:
    """The desk of this line's agents."""
    stores, control = parts.stores, TwilioCallControl.of(Rest.from_settings(parts.settings))
    conversations = conversations_of(parts, calls.note)
    return AgentDesktop(
        agents=SqlAgents(stores.engine, stores.reader, stores.redis, parts.key),
        presences=RedisPresences(stores.redis, parts.clock),
        rooms=RedisRooms(stores.redis),
        conversations=conversations,
        control=control,
        acts=agent_acts_of(parts, room_acts_of(parts, conversations, control, calls.sessions)),
        outbound=outbound_calls_of(parts, conversations, control),
        in_force=lambda: parts.floor.routing,
        clock=parts.clock,
        access=partial(softphone_access, parts.settings),
    )


def _never_seen(agent: DeskAgent) -> AgentPresence:
    return AgentPresence(agent=agent.id, name=agent.name, state="offline", since=0.0)


def _not_at_work() -> NoReturn:
    raise DeskRefused("You are not at work: sign in to the desk first.")
