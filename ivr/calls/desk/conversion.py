"""Makes a room of a bridged call, so that somebody can join it: who is connected by <Dial> is no participant at Twilio.

The record of the conversion comes first. Then the other leg is sent into the room, which ends the caller's <Dial>; its
action sends the caller there as well. Both hear silence in between.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from secrets import token_hex
from typing import Literal, Protocol

from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.matching import WaitingCaller
from ivr.calls.desk.ports import CallControl, CallControlFailed
from ivr.calls.desk.room import CALLER, Room, Seat, guest_label
from ivr.calls.desk.transfers import ActRefused, went

COMES_WITHIN = 3.0
"""Seconds in which the caller must be in the room; then Twilio is asked to send them."""
FAILS_AFTER = 8.0
"""Seconds after which a side that is not in the room counts as lost."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """The other leg (SID) of a caller who talks: one that was dialled, or an agent's on the desk line."""

    other: str
    kind: Literal["dialled", "desk_line"]


class Bridges(Protocol):
    """The bridged calls. Each raises Unavailable."""

    def note(self, sid: str, bridge: Bridge) -> None:
        """The caller with this call (SID) is connected."""

    def of(self, sid: str) -> Bridge | None:
        """The bridge of a caller who talks now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The use case. Each raises Unavailable.

    `caller_of` gives the facts on a call (SID) that was handed to people, None if it is over. `other_url` is the
    address of the document of the other leg (room, label, bridge), `caller_url` that of the caller's.
    """

    conversations: Conversations
    control: CallControl
    bridges: Bridges
    caller_of: Callable[[str], WaitingCaller | None]
    name_of: Callable[[str], str]
    other_url: Callable[[str, str, Bridge], str]
    caller_url: Callable[[Room], str]

    def convert(self, sid: str) -> Room:
        """Make a room of a call. Raises ActRefused if nobody talks in it, CallControlFailed if Twilio refuses.

        Without a certain answer Twilio is asked once more: the same document again changes nothing.
        """
        bridge, caller = self.bridges.of(sid), self.caller_of(sid)
        if bridge is None or caller is None:
            raise ActRefused("Nobody talks with this caller now.")
        room = self._opened(caller, bridge)
        other = room.seats[1]
        address = self.other_url(room.name, other.label, bridge)
        try:
            self._send(bridge.other, address)
        except CallControlFailed as failed:
            if not failed.is_unsure:
                self._give_up(room)
            raise
        return room

    def is_due(self, room: Room) -> bool:
        """Whether a side is missing for longer than it should."""
        return bool(self._missing(room))

    def attend(self, room: Room) -> None:
        """Send a caller in who has not come by themselves; later, give up a side that is lost.

        If nobody has come, Twilio has done nothing: both still talk, and the room is given up.
        """
        missing = {seat.label for seat in self._missing(room)}
        is_late = self._now() >= room.converted + FAILS_AFTER
        if CALLER in missing and len(missing) > 1:
            if is_late:
                self._give_up(room)
        elif CALLER in missing and not is_late:
            self._send_caller(room)
        elif is_late:
            for label in missing:
                self.conversations.change(room.name, partial(went, label=label))

    def _send_caller(self, room: Room) -> None:
        try:
            self.control.redirect(room.call, self.caller_url(room))
        except CallControlFailed as failed:
            if failed.is_gone:
                self.conversations.went(room.name, CALLER)

    def _missing(self, room: Room) -> list[Seat]:
        if not room.converted or self._now() < room.converted + COMES_WITHIN:
            return []
        return [seat for seat in room.seats if not seat.joined and seat.kind in ("caller", "guest") and not seat.asked]

    def _send(self, leg: str, address: str) -> None:
        try:
            self.control.redirect(leg, address)
        except CallControlFailed as failed:
            if not failed.is_unsure:
                raise
            self.control.redirect(leg, address)

    def _opened(self, caller: WaitingCaller, bridge: Bridge) -> Room:
        now = self._now()
        seats = (
            Seat(label=CALLER, kind="caller", leg=caller.sid),
            Seat(
                label=guest_label(token_hex(4)),
                kind="guest",
                name=self.name_of(caller.queue),
                leg=bridge.other,
                ends=True,
            ),
        )
        room = Room(
            name=f"h-{token_hex(12)}",
            call=caller.sid,
            queue=caller.queue,
            seats=seats,
            began=now,
            answered=now,
            line=caller.line,
            language=caller.language,
            issue=caller.issue,
            turn=caller.turn,
            converted=now,
        )
        self.conversations.rooms.open(room)
        return room

    def _give_up(self, room: Room) -> None:
        """The call stays as it was. Both sides are struck out first, so that nobody ends their legs."""
        now = self._now()

        def change(was: Room) -> Room:
            others = tuple(seat for seat in was.seats if seat.kind == "supervisor")
            return replace(was, phase="over", over=now, seats=others)

        self.conversations.change(room.name, change)
        self.conversations.rooms.close(room.name)

    def _now(self) -> float:
        return self.conversations.clock().timestamp()
