"""Carries out what a room wishes: tells Twilio, and takes a wish back that Twilio refuses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from ivr.calls.desk.call_acts import (
    ActStep,
    EndRoom,
    Remove,
    SendOn,
    SetCoach,
    SetEnds,
    SetHold,
    SetMute,
    done,
    steps_for,
)
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.ports import CallControl, CallControlFailed
from ivr.calls.desk.room import CALLER, Room, Seat
from ivr.calls.desk.transfers import ActRefused, restored

MOST_STEPS = 24
"""The most requests at a time: more than any act needs."""
RINGS_BEYOND = 15.0
"""Seconds after which a telephone that was called in counts as unanswered, though Twilio has not said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomActs:
    """The acts on rooms. Each raises Unavailable.

    `send_on` sends a caller (by call SID) to a queue. `music` is the address of the hold music, `seat_url` that of the
    document of a leg that is called in (room, label, whether it is a telephone), and `status_url` of its end.
    """

    conversations: Conversations
    control: CallControl
    send_on: Callable[[str, str], None]
    music: str
    seat_url: Callable[[str, str, bool], str]
    status_url: Callable[[str, str], str]

    def act(self, name: str, change: Callable[[Room], Room]) -> Room:
        """Change the wishes of a room, and have Twilio follow.

        Raises ActRefused if the state does not allow it, CallControlFailed if Twilio refuses or does not answer: then
        the former wishes hold again. What cannot be taken back now is at the next look of the dispatcher.
        """
        before, after = self._wish(name, change)
        try:
            self.carry_out(name)
        except CallControlFailed:
            self.take_back(name, before)
            raise
        return after

    def take_back(self, name: str, before: Room) -> None:
        """Restore the wishes of a room, as far as Twilio can be told now."""
        self.conversations.change(name, lambda was: restored(was, before))
        try:
            self.carry_out(name)
        except CallControlFailed:
            return

    def is_due(self, room: Room) -> bool:
        """Whether Twilio is still to be told something, or a telephone rings beyond its time."""
        return bool(steps_for(room)) or bool(self._missing(room))

    def attend(self, room: Room) -> None:
        """Do what is left to do in a room, for the dispatcher; what fails now is tried at the next look."""
        try:
            self._miss(room)
            self.carry_out(room.name)
        except (CallControlFailed, ActRefused):
            return

    def call_in(self, name: str, label: str, to: str) -> None:
        """Call somebody who has a seat: an agent or supervisor at a browser or telephone, a guest at a number.

        Raises CallControlFailed, without a call. Somebody who was dismissed meanwhile is not called.
        """
        room = self.conversations.rooms.named(name)
        seat = room.seat(label) if room else None
        if room is None or seat is None:
            raise ActRefused("The call is over.")
        leg = self._guest(room, seat, to) if seat.kind == "guest" else self._colleague(room, seat, to)
        placed = self.conversations.placed(name, label, leg)
        found = placed.seat(label) if placed and not placed.is_over else None
        if found is None or found.is_leaving:
            self.hang_up(leg)

    def carry_out(self, name: str) -> None:
        """Tell Twilio all that a room wishes, each once. Raises CallControlFailed at the first failure."""
        told: set[ActStep] = set()
        for _ in range(MOST_STEPS):
            room = self.conversations.rooms.named(name)
            todo = [step for step in steps_for(room) if step not in told] if room and not room.is_over else []
            if room is None or not todo:
                return
            told.add(todo[0])
            self._tell(room, todo[0])

    def hang_up(self, leg: str) -> None:
        """End a leg that is not needed; one that is over is no failure."""
        try:
            self.control.hang_up(leg)
        except CallControlFailed as failed:
            if not failed.is_gone:
                raise

    def _wish(self, name: str, change: Callable[[Room], Room]) -> tuple[Room, Room]:
        """The room before and after a change of its wishes. Raises ActRefused."""
        before: list[Room] = []
        refused: list[ActRefused] = []

        def wished(was: Room) -> Room | None:
            before[:], refused[:] = [was], []
            try:
                return change(was)
            except ActRefused as error:
                refused[:] = [error]
                return None

        after = self.conversations.change(name, wished)
        if refused:
            raise refused[0]
        if after is None or not before or after.is_over:
            raise ActRefused("The call is over.")
        return before[0], after

    def _tell(self, room: Room, step: ActStep) -> None:
        try:
            self._ask(room, step)
        except CallControlFailed as failed:
            if not failed.is_gone or isinstance(step, SendOn):
                raise
            self.conversations.went(room.name, CALLER if isinstance(step, EndRoom) else step.label)
            return
        self.conversations.change(room.name, partial(_told, step=step))
        if isinstance(step, Remove):
            self.conversations.went(room.name, step.label)

    def _ask(self, room: Room, step: ActStep) -> None:
        conference, control = room.conference or room.name, self.control
        match step:
            case SetEnds(label, ends):
                control.set_ends(conference, label, ends=ends)
            case SetHold(label, held):
                control.hold(conference, label, music=self.music if held else "")
            case SetMute(label, muted):
                control.mute(conference, label, muted=muted)
            case SetCoach(label, coached):
                heard_by = room.seat(coached)
                control.coach(conference, label, agent_leg=heard_by.leg if heard_by else "")
            case Remove(label):
                self._remove(room, label)
            case SendOn():
                self.send_on(room.call, room.goes_to)
            case EndRoom():
                control.end(conference)

    def _remove(self, room: Room, label: str) -> None:
        seat = room.seat(label)
        if seat is not None and not seat.joined:
            self.hang_up(seat.leg)
        else:
            self.control.remove(room.conference or room.name, label)

    def _colleague(self, room: Room, seat: Seat, to: str) -> str:
        return self.control.ring(
            to,
            shown=room.line,
            url=self.seat_url(room.name, seat.label, to.startswith("+")),
            status_url=self.status_url(room.name, seat.label),
            seconds=self.conversations.terms().rings_seconds,
        )

    def _guest(self, room: Room, seat: Seat, to: str) -> str:
        return self.control.add(
            room.conference or room.name,
            to,
            shown=room.line,
            label=seat.label,
            status_url=self.status_url(room.name, seat.label),
            seconds=self.conversations.terms().rings_seconds,
            silent=False,
        )

    def _miss(self, room: Room) -> None:
        """Give up telephones whose end Twilio does not report."""
        for seat in self._missing(room):
            if seat.leg:
                self.hang_up(seat.leg)
            self.conversations.went(room.name, seat.label)

    def _missing(self, room: Room) -> list[Seat]:
        now = self.conversations.clock().timestamp()
        latest = now - self.conversations.terms().rings_seconds - RINGS_BEYOND
        others = (seat for seat in room.seats if seat.kind != "caller" and not seat.joined)
        return [seat for seat in others if seat.asked and seat.asked < latest]


def _told(room: Room, *, step: ActStep) -> Room:
    return done(room, step)


def asked(seat: Seat, now: float) -> Seat:
    """The seat of somebody who is called from now on."""
    return replace(seat, asked=now)
