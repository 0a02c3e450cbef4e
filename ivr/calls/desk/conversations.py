"""A call at an agent: offered, answered, talked, over. Whatever is told twice or too late changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.desk_events import Became, DeskEvent, Handled
from ivr.calls.desk.matching import Match
from ivr.calls.desk.ports import Presences, Rooms
from ivr.calls.desk.presence_changes import Unanswered
from ivr.calls.desk.room import CALLER, EndedBy, Room
from ivr.calls.desk.room_history import accounted, after_leaving, handled, new_room, reason_of_leaving
from ivr.calls.desk.transfers import came, went
from routing.desk_terms import DeskTerms

BECAME: dict[Unanswered, Became] = {
    "missed": "missed",
    "declined": "declined",
    "lost": "lost",
    "unreached": "lost",
    "failed": "lost",
}


class OfferLines(Protocol):
    """The waiting lines, as the desk takes callers out of them. Each raises Unavailable."""

    def reserve(self, room: Room, was: AgentPresence, new: AgentPresence, *, tells: Sequence[DeskEvent]) -> bool:
        """Take the caller of a new room out of the line for an agent, in one step: whether both were still free."""

    def put_back(self, room: Room) -> None:
        """Return the caller of a room to the former place, unless somebody else has taken them meanwhile."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """The use cases of a room, from the offer to its end. Each raises Unavailable."""

    presences: Presences
    rooms: Rooms
    lines: OfferLines
    terms: Callable[[], DeskTerms]
    clock: Callable[[], datetime]
    met: Callable[[Room], None]
    """Called once for each caller who is let in to an agent; tells the record and the waiting line."""

    def offer(self, match: Match) -> Room | None:
        """Take a caller out of the line for an agent; None if either was taken meanwhile."""
        at = self.clock()
        now = at.timestamp()
        room = new_room(match, now, self.terms().rings_seconds)
        new = presence_changes.rung(match.agent, room, now=now)
        if new is None:
            return None
        new = replace(new, revision=match.agent.revision + 1)
        offered = Handled(
            handling=room.handling,
            sid=room.call,
            at=at,
            agent=room.agent,
            agent_name=match.agent.name,
            queue=room.queue,
            language=room.language,
            issue=room.issue,
            offered_at=at,
            became="ringing",
            direction=room.direction,
        )
        return room if self.lines.reserve(room, match.agent, new, tells=[offered]) else None

    def placed(self, room: str, label: str, leg: str) -> Room | None:
        """The leg of somebody who is called is known. Returns the room, which can be over by now."""

        def change(was: Room) -> Room | None:
            seat = was.seat(label)
            return was.with_seat(replace(seat, leg=leg)) if seat and not seat.leg else None

        return self.rooms.change(room, change)

    def answers(self, room: str, leg: str) -> str:
        """The agent who was rung takes the call. Returns the label of the agent's seat, "" if there is no caller."""
        now = self.clock().timestamp()

        def change(was: Room) -> Room | None:
            seat = was.seat_of(was.agent)
            if was.phase != "ringing" or seat is None:
                return None
            seated = was.with_seat(replace(seat, leg=seat.leg or leg, ends=True))
            return replace(seated, phase="joining", answered=now)

        new = self.rooms.change(room, change)
        if new is None or new.is_over:
            return ""
        self.presences.change(new.agent, lambda was: presence_changes.answered(was, room, now=now))
        seat = new.seat_of(new.agent)
        return seat.label if seat and new.phase in ("joining", "talking") else ""

    def unanswered(self, room: str, why: Unanswered) -> Room | None:
        """Nobody took the offer: the caller is back in line, at the former place. Returns the room."""
        at = self.clock()
        now = at.timestamp()

        def change(was: Room) -> Room | None:
            return replace(was, phase="over", over=now) if was.phase == "ringing" else None

        def tells(_was: Room, new: Room) -> Sequence[DeskEvent]:
            return [Handled(handling=new.handling, sid=new.call, at=at, ended_at=at, became=BECAME[why])]

        new = self.rooms.change(room, change, tells=tells)
        if new is None or not new.is_over:
            return new
        self.lines.put_back(new)
        self.presences.change(new.agent, lambda was: presence_changes.unanswered(was, room, why, now=now))
        self.rooms.close(room)
        return new

    def caller_comes(self, room: str) -> None:
        """The caller is let into the room; told once."""
        at, is_first = self.clock(), False

        def change(was: Room) -> Room | None:
            nonlocal is_first
            is_first = was.phase == "joining"
            return replace(was, phase="talking") if is_first else None

        def tells(_was: Room, new: Room) -> Sequence[DeskEvent]:
            return [Handled(handling=new.handling, sid=new.call, at=at, answered_at=at, became="answered")]

        new = self.rooms.change(room, change, tells=tells)
        if new is not None and is_first and new.direction == "in":
            self.met(new)

    def came(self, room: str, label: str, conference: str) -> None:
        """Somebody is in the conference."""
        now = self.clock().timestamp()
        if label == CALLER:
            self.caller_comes(room)
        self.change(room, lambda was: came(replace(was, conference=conference or was.conference), label, now))

    def went(self, room: str, label: str) -> None:
        """Somebody left the conference, or was called in vain. Without the caller it is over.

        So it is when somebody left with whom Twilio ends the conference. An agent who is lost before the caller comes
        leaves the caller in line.
        """
        found = self.rooms.named(room)
        if found is not None and found.phase == "joining" and label != CALLER:
            self.gives_back(room)
            return
        self.change(room, lambda was: after_leaving(was, went(was, label), label))

    def leg_over(self, room: str, label: str, why: Unanswered) -> None:
        """The leg of somebody who was called has ended; while the agent is rung, with the offer."""
        found = self.rooms.named(room)
        seat = found.seat(label) if found else None
        if found is None or seat is None:
            return
        if found.phase == "ringing" and seat.agent == found.agent:
            self.unanswered(room, why if why != "declined" or self._is_at_browser(seat.agent) else "missed")
        else:
            self.went(room, label)

    def conference_over(self, room: str, label: str) -> None:
        """The conference has ended, because the participant with this label left ("" for another reason)."""
        found = self.rooms.named(room)
        if found is not None and found.phase == "joining":
            self.gives_back(room)
        elif found is not None:
            self.ends(room, "caller" if label == CALLER else "agent")

    def _is_at_browser(self, agent: str) -> bool:
        found = self.presences.of(agent)
        return found is None or found.station == "browser"

    def change(self, room: str, change: Callable[[Room], Room | None]) -> Room | None:
        """Apply a pure change to a room that is not over, with what follows for its agents and the record.

        An agent who is no longer in it has the wrap-up; one who is in charge now has a record of their own.
        """
        at = self.clock()

        def settled(was: Room) -> Room | None:
            new = None if was.is_over else change(was)
            return accounted(was, new, at.timestamp()) if new is not None else None

        before: list[Room] = []

        def tells(was: Room, new: Room) -> Sequence[DeskEvent]:
            before[:] = [was]
            return handled(was, new, at)

        new = self.rooms.change(room, settled, tells=tells)
        if new is not None and before:
            self._tell_agents(before[0], new)
            if new.is_over and not new.still_ringing and new.direction == "in" and not new.converted:
                self.rooms.close(room)
        return new

    def ends(self, room: str, by: EndedBy) -> None:
        """The conversation is over for all."""
        now = self.clock().timestamp()
        self.change(
            room,
            lambda was: replace(
                was, phase="over", over=now, ended_by=was.ended_by or (reason_of_leaving(was) if by == "caller" else by)
            ),
        )

    def gives_back(self, room: str) -> None:
        """The caller cannot be sent in: back to the line; the agent is free again, after others."""
        self.ends(room, "failure")
        found = self.rooms.named(room)
        if found is not None:
            self.lines.put_back(found)
            now = self.clock().timestamp()
            self.presences.change(found.agent, lambda was: presence_changes.rests(was, now=now))

    def _tell_agents(self, was: Room, new: Room) -> None:
        now, seconds = self.clock().timestamp(), self.terms().wrap_up_seconds if was.phase == "talking" else 0
        here = set() if new.is_over else {seat.agent for seat in new.seats}
        for agent in dict.fromkeys(seat.agent for seat in was.seats if seat.agent and seat.agent not in here):
            self.presences.change(
                agent, lambda state: presence_changes.left(state, new.name, wrap_up_seconds=seconds, now=now)
            )
        for seat in new.present if here else ():
            if seat.agent:
                self.presences.change(seat.agent, lambda state: presence_changes.seated(state, new, now=now))
