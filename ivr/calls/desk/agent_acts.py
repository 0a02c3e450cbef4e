"""What agents do with their calls: hold, mute, transfer, take in a third person, complete, dismiss."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from ivr.calls.desk import presence_changes, transfers
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.matching import is_idle
from ivr.calls.desk.ports import CallControlFailed, DeskAgents
from ivr.calls.desk.room import Room, Seat, TransferWay, agent_label, guest_label
from ivr.calls.desk.room_acts import RoomActs, asked
from ivr.calls.desk.transfers import ActRefused
from routing.model import Routing

NO_CALL = "You are in no call."


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentActs:
    """The use cases. Each raises ActRefused, CallControlFailed and Unavailable.

    `refusal` is the reason why a queue, by key, takes no call now, with its next opening; "" if it takes calls.
    """

    acts: RoomActs
    agents: DeskAgents
    in_force: Callable[[], Routing]
    refusal: Callable[[str], str]

    def hold(self, agent: DeskAgent, *, held: bool) -> None:
        """Put the caller on hold, or take them back."""
        now = self._now()
        self.acts.act(self._room(agent), lambda room: transfers.hold(room, agent.id, now, held=held))

    def mute(self, agent: DeskAgent, *, muted: bool) -> None:
        """Mute the agent, or the reverse."""
        self.acts.act(self._room(agent), lambda room: transfers.mute(room, agent.id, muted=muted))

    def complete(self, agent: DeskAgent) -> None:
        """Leave the caller to the other side."""
        self.acts.act(self._room(agent), lambda room: transfers.complete(room, agent.id))

    def dismiss(self, agent: DeskAgent, label: str) -> None:
        """Have the other side leave."""
        self.acts.act(self._room(agent), lambda room: transfers.dismiss(room, agent.id, label))

    def to_queue(self, agent: DeskAgent, queue: str) -> None:
        """Hand the caller to a queue. One that takes no call is refused before anything happens."""
        if why := self.refusal(queue):
            raise ActRefused(why)
        self.acts.act(self._room(agent), lambda room: transfers.to_queue(room, agent.id, queue))

    def to_agent_of(self, agent: DeskAgent, queue: str, way: TransferWay) -> None:
        """Call the agent of a queue who has been ready for longest."""
        now = self._now()
        serving = [
            each
            for each in self.acts.conversations.presences.all()
            if queue in each.queues and each.agent != agent.id and is_idle(each, now)
        ]
        for each in sorted(serving, key=lambda each: each.idle_since):
            try:
                self.to_agent(agent, each.agent, way)
            except _NotFree:
                continue
            return
        raise ActRefused("Nobody is ready in that queue now. Transfer the caller without a word before, to wait there.")

    def to_agent(self, agent: DeskAgent, other: str, way: TransferWay) -> None:
        """Call another agent, by id, who must be ready."""
        found, room = self.agents.by_id(other), self._room(agent)
        if found is None or other == agent.id:
            raise ActRefused("There is no such agent any more.")
        reserved = self._reserve(found, room)
        to = found.number if reserved.station == "phone" else f"client:{found.client}"
        seat = Seat(label=agent_label(found.id), kind="agent", agent=found.id, name=found.name)
        try:
            self._call_in(agent, room, seat, way, to)
        except (ActRefused, CallControlFailed):
            now = self._now()
            self.acts.conversations.presences.change(
                found.id, lambda was: presence_changes.left(was, room, wrap_up_seconds=0, now=now)
            )
            raise

    def to_number(self, agent: DeskAgent, name: str, way: TransferWay) -> None:
        """Call an outside number by its name on the list."""
        number = self.in_force().agent_desk.transfer_to.get(name)
        if number is None:
            raise ActRefused("That number is no longer on the list; choose another.")
        seat = Seat(label=guest_label(token_hex(4)), kind="guest", name=name)
        self._call_in(agent, self._room(agent), seat, way, number)

    def _call_in(self, agent: DeskAgent, room: str, seat: Seat, way: TransferWay, to: str) -> None:
        """Begin a transfer and call the other side; without a call the caller comes back to the agent."""
        now, before = self._now(), self._found(room)
        self.acts.act(room, lambda was: transfers.begin(was, agent.id, asked(seat, now), way, now))
        try:
            self.acts.call_in(room, seat.label, to)
        except CallControlFailed:
            self.acts.conversations.went(room, seat.label)
            self.acts.take_back(room, before)
            raise

    def _reserve(self, agent: DeskAgent, name: str) -> AgentPresence:
        """Have another agent ring; raises ActRefused unless they are ready."""
        now, room = self._now(), self._found(name)
        until = now + self.acts.conversations.terms().rings_seconds
        state = self.acts.conversations.presences.change(
            agent.id, lambda was: presence_changes.called_in(was, room, until=until, now=now)
        )
        if state is None or state.state != "ringing" or state.room != name:
            raise _NotFree(f"{agent.name} is not ready.")
        return state

    def _room(self, agent: DeskAgent) -> str:
        presence = self.acts.conversations.presences.of(agent.id)
        if presence is None or not presence.room or presence.state != "talking":
            raise ActRefused(NO_CALL)
        return presence.room

    def _found(self, name: str) -> Room:
        room = self.acts.conversations.rooms.named(name)
        if room is None or room.is_over:
            raise ActRefused(NO_CALL)
        return room

    def _now(self) -> float:
        return self.acts.conversations.clock().timestamp()


class _NotFree(ActRefused):
    """The agent was ready a moment ago."""
