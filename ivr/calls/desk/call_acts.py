"""What Twilio is to be told so that a room becomes as it is wished, as data.

A room holds both what is wished and what Twilio was told last. `steps_for` is the difference. A step that failed is
seen again at the next look, and a wish that is withdrawn takes back the steps that were made for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from ivr.calls.desk.room import CALLER, Listening, Room, Seat


@dataclass(frozen=True, slots=True)
class SetEnds:
    """Whether the conference ends when a participant leaves (Twilio: EndConferenceOnExit)."""

    label: str
    ends: bool


@dataclass(frozen=True, slots=True)
class SetHold:
    """Put a participant on hold with music, or take them back."""

    label: str
    held: bool


@dataclass(frozen=True, slots=True)
class SetMute:
    """Mute a participant, or let them be heard."""

    label: str
    muted: bool


@dataclass(frozen=True, slots=True)
class SetCoach:
    """Have a participant be heard by one other alone (a label); with "" by all. Ends the muting."""

    label: str
    coached: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Have a participant leave; one whose telephone still rings is hung up."""

    label: str


@dataclass(frozen=True, slots=True)
class SendOn:
    """Send the caller on to the queue that the room names."""


@dataclass(frozen=True, slots=True)
class EndRoom:
    """End the conference: the caller goes on with the line."""


ActStep: TypeAlias = SetEnds | SetHold | SetMute | SetCoach | Remove | SendOn | EndRoom


def steps_for(room: Room) -> tuple[ActStep, ...]:
    """The steps from what Twilio was told to what is wished.

    Their order is safe wherever it breaks off: nobody leaves before it is settled that the conference goes on, and the
    caller is off hold before the agent goes.
    """
    caller = room.seat(CALLER)
    if room.goes_to or room.is_ending:
        step = SendOn() if room.goes_to else EndRoom()
        return (step,) if caller and not caller.is_leaving else tuple(_removals(room))
    ends = sorted(_ends(room), key=lambda step: step.ends)  # off comes first
    return (*ends, *_hold(room), *_voices(room), *_removals(room))


def wished_ends(room: Room, seat: Seat) -> bool:
    """Whether the conference is to end when somebody leaves: the last agent or guest with the caller, nobody else."""
    if seat.kind in ("caller", "supervisor") or seat.is_leaving:
        return False
    others = (each for each in room.seats if each.kind in ("agent", "guest") and each.label != seat.label)
    return not any(not each.is_leaving for each in others)


def wished_hold(room: Room) -> bool:
    """Whether the caller is to hear music: on hold, or between two agents."""
    return bool(room.held_since) or (room.transfer is not None and room.transfer.way != "invite")


def done(room: Room, step: ActStep) -> Room:
    """The room after Twilio was told a step. A caller who goes on is leaving; who has left is told by Twilio."""
    seat = room.seat(CALLER if isinstance(step, SendOn | EndRoom) else step.label)
    if seat is None:
        return room
    match step:
        case SetEnds():
            return room.with_seat(replace(seat, ends=step.ends))
        case SetHold():
            return room.with_seat(replace(seat, is_held=step.held))
        case SetMute():
            heard: Listening = "listen" if seat.kind == "supervisor" else seat.heard
            return room.with_seat(replace(seat, is_muted=step.muted, heard=heard))
        case SetCoach():
            return room.with_seat(
                replace(seat, is_muted=False, heard="coach" if step.coached else "barge", coaches=step.coached)
            )
        case SendOn() | EndRoom():
            return room.with_seat(replace(seat, is_leaving=True))
        case Remove():
            return room


def _ends(room: Room) -> Iterator[SetEnds]:
    for seat in room.present:
        wished = wished_ends(room, seat)
        if seat.kind != "caller" and seat.ends != wished:
            yield SetEnds(seat.label, wished)


def _hold(room: Room) -> Iterator[SetHold]:
    caller = room.seat(CALLER)
    if caller and caller.joined and caller.is_held != wished_hold(room):
        yield SetHold(CALLER, wished_hold(room))


def _voices(room: Room) -> Iterator[ActStep]:
    for seat in room.present:
        if seat.is_leaving:
            continue
        if seat.kind == "supervisor":
            yield from _listening(room, seat)
        elif seat.kind == "agent" and seat.heard in ("listen", "coach"):
            yield SetCoach(seat.label, "")
        elif seat.is_muted != seat.wants_mute:
            yield SetMute(seat.label, seat.wants_mute)


def _listening(room: Room, seat: Seat) -> Iterator[ActStep]:
    """A supervisor's step. A coach whom nobody is there to hear listens meanwhile."""
    coached = room.in_charge
    if seat.listening == "coach" and coached and coached.joined:
        if (seat.heard, seat.coaches) != ("coach", coached.label):
            yield SetCoach(seat.label, coached.label)
    elif seat.listening == "barge":
        if seat.heard != "barge":
            yield SetCoach(seat.label, "")
    elif seat.heard != "listen":
        yield SetMute(seat.label, True)


def _removals(room: Room) -> Iterator[Remove]:
    return (Remove(seat.label) for seat in room.seats if seat.is_leaving and (seat.joined or seat.leg))
