"""Offers waiting callers to agents, sends them into rooms, and mends what was left half-way.

One dispatcher is at work at a time. Each look compares what is stored with what should be and does what is missing, so
that another can go on at any point. It asks Twilio at a pool's leisure and never waits for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.matching import WaitingCaller, is_idle, match
from ivr.calls.desk.ports import CallControl, CallControlFailed
from ivr.calls.desk.presence_changes import Unanswered
from ivr.calls.desk.room import CALLER, Room, Seat

LOOKED_AT = 50
"""Callers of each line that are looked at: the first may need skills that nobody idle has."""
PLACED_WITHIN = 15.0
"""Seconds in which Twilio must have said whether it rings the agent."""
RINGS_BEYOND = 10.0
"""Seconds after the ringing within which Twilio reports its end."""
COMES_WITHIN = 5.0
"""Seconds in which a caller must be in the room; then Twilio is asked again."""
JOINS_WITHIN = 3.0
"""Seconds after which an agent who answered counts as in, though the conference's own news is missing."""
CUSTOMER_RINGS = 30
"""Seconds for which a customer's telephone rings: less than most answering machines wait."""
MOVES_FOR = 16.0
"""Seconds after which a caller who cannot be sent in returns to the line."""
SILENT_AFTER = 40.0
"""Seconds without a sign of life after which a ready agent's browser counts as gone."""
LEFT_SHOWN = 600.0
"""Seconds for which somebody who went home is still listed."""


class WaitingLines(Protocol):
    """The waiting lines. Each raises Unavailable."""

    def heads(self, queues: Sequence[str], most: int) -> Sequence[WaitingCaller]:
        """The first callers of each line."""

    def turns(self, sids: Sequence[str]) -> Mapping[str, int]:
        """The turn of each of these calls that is under way."""


class PresenceUpkeep(Protocol):
    """What the dispatcher needs to know of agents besides their states. Each raises Unavailable."""

    def seen(self, agent: str) -> float:
        """The last sign of life of the agent's browser (seconds); 0 without one."""

    def forget(self, agent: str) -> None:
        """Remove an agent from the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """The use cases of the dispatcher.

    `station_of` gives the address at which an agent is rung (a number in E.164, or client:identity; "" for none).
    `attend` looks after a conversation: transfers and supervisors.
    """

    conversations: Conversations
    lines: WaitingLines
    upkeep: PresenceUpkeep
    control: CallControl
    station_of: Callable[[AgentPresence], str]
    agent_url: Callable[[Room, AgentPresence], str]
    status_url: Callable[[Room, str], str]
    caller_url: Callable[[Room], str]
    clock: Callable[[], datetime]
    later: Callable[[Callable[[], None]], None]
    """Has something done soon, in another thread; it raises nothing."""
    attend: Callable[[Room], None] = lambda _room: None

    def look(self) -> None:
        """One look at everything. Raises Unavailable; the next look goes on."""
        self._tend_rooms()
        self._tend_agents()
        self._offer()

    def _now(self) -> float:
        return self.clock().timestamp()

    def _offer(self) -> None:
        now, agents = self._now(), self.conversations.presences.all()
        idle = [agent for agent in agents if is_idle(agent, now)]
        queues = sorted({queue for agent in idle for queue in agent.queues})
        if not queues:
            return
        waiting = self.lines.heads(queues, LOOKED_AT)
        for pair in match(agents, waiting, now):
            room = self.conversations.offer(pair)
            if room is not None:
                self.later(partial(self._ring, room, pair.agent))

    def _ring(self, room: Room, agent: AgentPresence) -> None:
        seat = room.seat_of(agent.agent)
        to = self.station_of(agent)
        if seat is None or not to:
            self.conversations.unanswered(room.name, "unreached")
            return
        try:
            leg = self.control.ring(
                to,
                shown=room.line,
                url=self.agent_url(room, agent),
                status_url=self.status_url(room, seat.label),
                seconds=max(5, int(room.until - room.began)),
            )
        except CallControlFailed as failed:
            self.conversations.unanswered(room.name, "failed" if failed.is_unsure else "unreached")
            return
        found = self.conversations.placed(room.name, seat.label, leg)
        if found is None or found.is_over:
            self._hang_up(leg)

    def _tend_rooms(self) -> None:
        rooms = self.conversations.rooms.in_use()
        turns = self.lines.turns([room.call for room in rooms])
        for room in rooms:
            if room.is_over:
                self._clear(room)
            elif room.direction == "in" and (room.call not in turns or (room.turn and turns[room.call] > room.turn)):
                self._lose_caller(room)
            else:
                self._tend(room)

    def _tend(self, room: Room) -> None:
        if room.phase == "ringing":
            self._tend_ringing(room)
        elif room.phase == "joining":
            self._tend_joining(room)
        else:
            self.attend(room)

    def _tend_ringing(self, room: Room) -> None:
        now, seat = self._now(), room.seat_of(room.agent)
        if seat is None or (not seat.leg and now > seat.asked + PLACED_WITHIN):
            self._withdraw(room, "failed")
        elif now > room.until + RINGS_BEYOND:
            self._withdraw(room, "missed")

    def _tend_joining(self, room: Room) -> None:
        """The agent has answered: once in the conference, the caller is sent there.

        If there is no news of the caller, Twilio is asked whether they are in, and only then to send them again: a
        caller who talks would be torn from the conversation.
        """
        now, seat, caller = self._now(), room.seat_of(room.agent), room.seat(CALLER)
        is_in = seat is not None and (seat.joined or now > room.answered + JOINS_WITHIN)
        if room.moved:
            if now > room.moved + CUSTOMER_RINGS + RINGS_BEYOND:
                self.conversations.went(room.name, CALLER)
        elif now > room.answered + MOVES_FOR or caller is None:
            self._fail(room)
        elif is_in and now > caller.asked + COMES_WITHIN:
            self._mark(room, asked=now)
            self.later(partial(self._send_again if caller.asked else self._send_in, room))

    def _send_in(self, room: Room) -> None:
        """Have the caller run the room's document, or call a customer in. A caller who is not found has hung up."""
        try:
            if room.direction == "out":
                self._call_customer(room)
            else:
                self.control.redirect(room.call, self.caller_url(room))
        except CallControlFailed as failed:
            if failed.is_gone:
                self._fail(room)
            elif not failed.is_unsure:
                self._mark(room, asked=0.0)

    def _send_again(self, room: Room) -> None:
        """Send somebody in who may be in already: whoever can be unmuted is."""
        try:
            self.control.mute(room.conference or room.name, CALLER, muted=False)
        except CallControlFailed as failed:
            if failed.is_gone:
                self._send_in(room)
            return
        self.conversations.caller_comes(room.name)

    def _call_customer(self, room: Room) -> None:
        caller = room.seat(CALLER)
        leg = self.control.add(
            room.conference or room.name,
            caller.to if caller else "",
            shown=room.line,
            label=CALLER,
            status_url=self.status_url(room, CALLER),
            seconds=CUSTOMER_RINGS,
            silent=False,
        )
        placed = self.conversations.placed(room.name, CALLER, leg)
        if placed is None or placed.is_over:
            self._hang_up(leg)
            return
        self.conversations.rooms.change(room.name, lambda was: replace(was, moved=self._now()))

    def _mark(self, room: Room, *, asked: float) -> None:
        def change(was: Room) -> Room | None:
            seat = was.seat(CALLER)
            return was.with_seat(replace(seat, asked=asked)) if seat else None

        self.conversations.rooms.change(room.name, change)

    def _lose_caller(self, room: Room) -> None:
        """The caller hung up, or went on without news of it: whoever is still rung or connected is released."""
        if room.phase == "ringing":
            self._withdraw(room, "lost")
            return
        self.conversations.ends(room.name, "caller")
        self._release(*room.seats)

    def _withdraw(self, room: Room, why: Unanswered) -> None:
        self.conversations.unanswered(room.name, why)
        self._release(*room.seats)

    def _fail(self, room: Room) -> None:
        self.conversations.gives_back(room.name)
        self._release(*room.seats)

    def _clear(self, room: Room) -> None:
        """End what still rings for a conversation that is over; of one that an agent began, everything."""
        self._release(*room.still_ringing)
        if room.direction == "out":
            for leg in (seat.leg for seat in room.seats if seat.leg):
                self.later(partial(self._hang_up, leg))
        elif room.converted and room.seats:
            self.later(partial(self._end, room.conference or room.name))
        self.conversations.rooms.close(room.name)

    def _end(self, conference: str) -> None:
        """End a conference in which somebody may be left: their calls go on by their own documents."""
        try:
            self.control.end(conference)
        except CallControlFailed:
            return

    def _release(self, *seats: Seat) -> None:
        for seat in seats:
            if seat.kind != "caller" and seat.leg:
                self.later(partial(self._hang_up, seat.leg))

    def _hang_up(self, leg: str) -> None:
        """End a leg; one that cannot be ended ends by itself, since its document is refused or its room is over."""
        try:
            self.control.hang_up(leg)
        except CallControlFailed:
            return

    def _tend_agents(self) -> None:
        now, presences = self._now(), self.conversations.presences
        agents = presences.all()
        turns = self.lines.turns([agent.call for agent in agents if agent.desk_line and agent.call])
        for agent in agents:
            change = self._mended(agent, turns, now)
            if change is not None:
                presences.change(agent.agent, change)
            elif not agent.is_at_work and now - agent.since > LEFT_SHOWN:
                self.upkeep.forget(agent.agent)

    def _mended(
        self, agent: AgentPresence, turns: Mapping[str, int], now: float
    ) -> Callable[[AgentPresence], AgentPresence | None] | None:
        if agent.desk_line:
            return partial(presence_changes.off_the_line, talks=agent.call in turns, now=now)
        if agent.state == "wrap_up" and agent.until <= now:
            return lambda was: presence_changes.wrapped_up(was, now=now)
        if agent.state in presence_changes.BUSY and not self._is_busy(agent):
            seconds = self.conversations.terms().wrap_up_seconds
            return lambda was: presence_changes.left(was, agent.room, wrap_up_seconds=seconds, now=now)
        if agent.state == "ready" and self._is_silent(agent, now):
            return lambda was: presence_changes.away(was, presence_changes.LOST_CONNECTION, now=now)
        return None

    def _is_busy(self, agent: AgentPresence) -> bool:
        """Whether the room of an agent who rings or talks is still there, with the agent in it."""
        room = self.conversations.rooms.named(agent.room)
        return room is not None and not room.is_over and room.seat_of(agent.agent) is not None

    def _is_silent(self, agent: AgentPresence, now: float) -> bool:
        """Whether the browser of an agent who works in it has stopped giving signs of life."""
        if agent.station != "browser":
            return False
        seen = self.upkeep.seen(agent.agent)
        return bool(seen) and now - max(seen, agent.since) > SILENT_AFTER
