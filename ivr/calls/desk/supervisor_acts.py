"""What supervisors do with live calls: listen, coach, barge in, take over, leave, move, end."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ivr.calls.desk import presence_changes, supervising, transfers
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.ports import CallControlFailed
from ivr.calls.desk.room import CALLER, Listening, Room, Seat, supervisor_label
from ivr.calls.desk.room_acts import RoomActs, asked
from ivr.calls.desk.transfers import ActRefused

NOBODY_TALKS = "Nobody talks with this caller now."


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorActs:
    """The use cases. Each raises ActRefused, CallControlFailed and Unavailable.

    `convert` makes a room of a bridged call (SID), or raises ActRefused. `is_told` says whether the caller of a room is
    to be told of listening, and `told_url` is the address of what is said. `refusal` is the reason why a queue takes no
    call now, "" if it does. `send_on` sends a waiting caller (SID) to a queue.
    """

    acts: RoomActs
    convert: Callable[[str], Room]
    is_told: Callable[[Room], bool]
    told_url: Callable[[str], str]
    refusal: Callable[[str], str]
    send_on: Callable[[str, str], None]

    def room_of(self, sid: str) -> Room | None:
        """The room in which a caller talks now."""
        room = self.acts.conversations.rooms.of_call(sid)
        return room if room is not None and not room.is_over else None

    def join(self, supervisor: DeskAgent, sid: str, how: Listening) -> None:
        """Have the supervisor's desk ring; once in, they take part as wished. The caller is told before, if at all."""
        room = self.room_of(sid) or self.convert(sid)
        now, seat = self._now(), Seat(label=supervisor_label(supervisor.id), kind="supervisor", agent=supervisor.id)
        state = self._reserve(supervisor, room)
        to = supervisor.number if state.station == "phone" else f"client:{supervisor.client}"
        try:
            wished = asked(replace(seat, name=supervisor.name), now)
            self.acts.act(room.name, lambda was: supervising.seated(was, wished, how))
            self._tell_caller(room.name)
            self.acts.call_in(room.name, seat.label, to)
        except (ActRefused, CallControlFailed):
            self.acts.conversations.went(room.name, seat.label)
            self._free(supervisor, room.name)
            raise

    def change(self, supervisor: DeskAgent, sid: str, how: Listening) -> None:
        """Take part in another way."""
        self.acts.act(self._room(sid).name, lambda room: supervising.changed(room, supervisor.id, how))

    def take_over(self, supervisor: DeskAgent, sid: str) -> None:
        """Be in charge in place of the agent."""
        self.acts.act(self._room(sid).name, lambda room: supervising.taken_over(room, supervisor.id))

    def leave(self, supervisor: DeskAgent, sid: str) -> None:
        """Take part no more."""
        self.acts.act(self._room(sid).name, lambda room: supervising.gone(room, supervisor.id))

    def move(self, sid: str, queue: str) -> None:
        """Send a caller to another queue, from a line or out of a conversation."""
        if why := self.refusal(queue):
            raise ActRefused(why)
        room = self.room_of(sid)
        if room is None:
            self.send_on(sid, queue)
        elif room.phase == "talking" and room.direction == "in":
            self.acts.act(room.name, lambda was: transfers.sent_to(was, queue))
        else:
            raise ActRefused("The call is being connected to an agent. Try again in a moment.")

    def end(self, sid: str) -> None:
        """End a call for all."""
        room = self.room_of(sid)
        caller = room.seat(CALLER) if room is not None else None
        self.acts.control.hang_up(caller.leg if caller and caller.leg else sid)
        if room is not None:
            self.acts.conversations.ends(room.name, "supervisor")

    def _tell_caller(self, name: str) -> None:
        """Tell the caller of listening, once, where that is asked for; nobody listens to one who cannot be told."""
        room = self._named(name)
        if room.is_told or not self.is_told(room):
            return
        if room.held_since or (room.transfer and room.transfer.way != "invite"):
            raise ActRefused("The caller is on hold and cannot be told that you listen. Try again afterwards.")
        if not room.conference:
            raise ActRefused("The call is being made ready, so that the caller can be told. Try again in a moment.")
        self.acts.control.announce(room.conference or name, "", url=self.told_url(name))
        self.acts.conversations.change(name, lambda was: replace(was, is_told=True))

    def _reserve(self, supervisor: DeskAgent, room: Room) -> AgentPresence:
        now = self._now()
        until = now + self.acts.conversations.terms().rings_seconds
        presences = self.acts.conversations.presences
        state = presences.change(
            supervisor.id, lambda was: presence_changes.supervises(was, supervisor, room, until=until, now=now)
        )
        if state is None or state.state != "ringing" or state.room != room.name:
            raise ActRefused("You are in a call, or in this one already. End it first.")
        return state

    def _free(self, supervisor: DeskAgent, room: str) -> None:
        now = self._now()
        self.acts.conversations.presences.change(
            supervisor.id, lambda was: presence_changes.left(was, room, wrap_up_seconds=0, now=now)
        )

    def _room(self, sid: str) -> Room:
        room = self.room_of(sid)
        if room is None:
            raise ActRefused(NOBODY_TALKS)
        return room

    def _named(self, name: str) -> Room:
        room = self.acts.conversations.rooms.named(name)
        if room is None or room.is_over:
            raise ActRefused("The call is over.")
        return room

    def _now(self) -> float:
        return self.acts.conversations.clock().timestamp()
