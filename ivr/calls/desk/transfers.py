"""What agents do with a call, as changes of its room: hold, mute, hand over, take in a third person, leave.

Each change is pure; `ivr.calls.desk.call_acts` tells which requests follow. A room in which nobody would be left with
the caller sends the caller on, to the queue or to the end of the call, and never leaves them in silence.
"""

from dataclasses import replace

from ivr.calls.desk.room import CALLER, Room, Seat, Transfer, TransferWay


class ActRefused(Exception):
    """The state of the call does not allow the act. The message is for the user."""


def hold(room: Room, agent: str, now: float, *, held: bool) -> Room:
    """Put the caller on hold, or take them back."""
    _in_charge(room, agent)
    if room.transfer and room.transfer.way != "invite":
        raise ActRefused("The caller is on hold for the transfer. Complete it or dismiss the other side first.")
    return replace(room, held_since=(room.held_since or now) if held else 0.0)


def mute(room: Room, agent: str, *, muted: bool) -> Room:
    """Mute an agent, or the reverse."""
    return room.with_seat(replace(_seated(room, agent), wants_mute=muted))


def begin(room: Room, agent: str, seat: Seat, way: TransferWay, now: float) -> Room:
    """Begin a transfer or an invitation: the other side has a seat, to be called in next.

    Until it is settled the conference outlives the agent; a caller who is transferred is on hold with music.
    """
    own = _in_charge(room, agent)
    if room.transfer:
        raise ActRefused("A transfer is under way. Complete it or dismiss the other side first.")
    if room.seat(CALLER) is None or not _here(room, CALLER):
        raise ActRefused("The caller is not in the conversation yet.")
    if room.seat(seat.label) is not None:
        raise ActRefused(f"{seat.name} is in this conversation already.")
    begun = Transfer(label=seat.label, way=way, by=own.label, since=now)
    return replace(
        room.with_seat(seat), transfer=begun, notice="", held_since=0.0 if way != "invite" else room.held_since
    )


def complete(room: Room, agent: str) -> Room:
    """The agent leaves the conversation to the other side. While it still rings, the caller waits for it with music."""
    own = _in_charge(room, agent)
    if room.transfer and not _here(room, room.transfer.label):
        return replace(room, transfer=replace(room.transfer, way="blind"))
    heir = _heir(room, own)
    if heir is None:
        raise ActRefused("There is nobody to leave the caller to.")
    return _handed(room, own, heir)


def dismiss(room: Room, agent: str, label: str) -> Room:
    """Have a guest or another agent leave, also while they ring. The caller comes off hold."""
    own, other = _in_charge(room, agent), room.seat(label)
    if other is None or other.kind not in ("agent", "guest") or other.label == own.label:
        raise ActRefused("They are not in this conversation any more.")
    ended = None if room.transfer and room.transfer.label == label else room.transfer
    return replace(room.with_seat(replace(other, is_leaving=True)), transfer=ended)


def to_queue(room: Room, agent: str, queue: str) -> Room:
    """Hand the caller to a queue: they leave the room for its line."""
    _in_charge(room, agent)
    if room.direction == "out":
        raise ActRefused("You called this customer: transfer the call to an agent or a number.")
    return sent_to(room, queue)


def sent_to(room: Room, queue: str) -> Room:
    """The caller goes on to a queue, whoever is with them."""
    return replace(room, goes_to=queue, transfer=None, held_since=0.0)


def came(room: Room, label: str, now: float) -> Room:
    """Somebody has come in. The one for whom a caller waits on hold takes over from the agent."""
    seat = room.seat(label)
    if seat is None or seat.joined:
        return room
    heard = "listen" if seat.kind == "supervisor" else seat.heard
    room = room.with_seat(replace(seat, joined=now, heard=heard, is_muted=seat.kind == "supervisor"))
    transfer = room.transfer
    if transfer is None or transfer.label != label or transfer.way == "consult":
        return room
    if transfer.way == "invite":
        return replace(room, transfer=None)
    own = room.seat(transfer.by)
    return _handed(room, own, room.with_seat(replace(seat, joined=now)).seat(label) or seat)


def went(room: Room, label: str) -> Room:
    """Somebody has left, or did not answer. Repeated news changes nothing."""
    seat = room.seat(label)
    if seat is None:
        return room
    if label == CALLER:
        return _all_leave(replace(room.without(CALLER), transfer=None))
    was_in_charge = room.in_charge is not None and room.in_charge.label == label
    room = _without_target(room.without(label), seat)
    if seat.kind == "supervisor" or room.goes_to or room.is_ending:
        return room
    return _inherited(room, seat, was_in_charge=was_in_charge)


def restored(room: Room, before: Room) -> Room:
    """The room with the wishes that it had before an act that failed; who came or went meanwhile stays so."""
    seats = {seat.label: seat for seat in before.seats}
    kept = (
        _wished_as(seat, seats[seat.label]) if seat.label in seats else replace(seat, is_leaving=True)
        for seat in room.seats
    )
    return replace(
        room,
        agent=before.agent,
        seats=tuple(kept),
        transfer=before.transfer,
        held_since=before.held_since,
        goes_to=before.goes_to,
        is_ending=before.is_ending,
    )


def _wished_as(seat: Seat, before: Seat) -> Seat:
    return replace(
        seat,
        kind=before.kind,
        wants_mute=before.wants_mute,
        is_leaving=before.is_leaving,
        listening=before.listening,
    )


def _in_charge(room: Room, agent: str) -> Seat:
    seat = _seated(room, agent)
    if room.agent != agent:
        raise ActRefused("Another agent is in charge of this call.")
    if room.goes_to or room.is_ending:
        raise ActRefused("The caller is leaving already.")
    return seat


def _seated(room: Room, agent: str) -> Seat:
    seat = room.seat_of(agent)
    if seat is None or not seat.joined or seat.is_leaving:
        raise ActRefused("You are not in this conversation any more.")
    return seat


def _here(room: Room, label: str) -> bool:
    return any(seat.label == label for seat in room.present)


def _heir(room: Room, own: Seat | None) -> Seat | None:
    """Who is with the caller without this seat: the other side of a transfer, another agent, else a guest."""
    rest = [
        seat
        for seat in room.present
        if seat.kind in ("agent", "guest") and not seat.is_leaving and (own is None or seat.label != own.label)
    ]
    target = room.transfer.label if room.transfer else ""
    return min(rest, key=lambda seat: (seat.label != target, seat.kind != "agent"), default=None)


def _handed(room: Room, own: Seat | None, heir: Seat) -> Room:
    """The room with somebody else in charge; the one who was leaves."""
    if own is not None and room.seat(own.label):
        room = room.with_seat(replace(own, is_leaving=True))
    return replace(room, agent=heir.agent, transfer=None, held_since=0.0)


def _without_target(room: Room, seat: Seat) -> Room:
    """The room after the other side of a transfer is lost: the caller goes back to the agent, who is told."""
    if room.transfer is None or room.transfer.label != seat.label:
        return room
    told = f"{seat.name or 'The other side'} {'left' if seat.joined else 'did not answer'}."
    return replace(room, transfer=None, notice=told)


def _inherited(room: Room, gone: Seat, *, was_in_charge: bool) -> Room:
    """The room after somebody went who talked with the caller: another takes over, or the caller goes on."""
    if not was_in_charge and room.in_charge is not None:
        return room
    heir = _heir(room, None)
    if heir is not None:
        return _handed(room, None, heir)
    if room.transfer is not None:
        return replace(room, agent="", transfer=replace(room.transfer, way="blind"), held_since=0.0)
    if was_in_charge and gone.joined:
        return _all_leave(replace(room, is_ending=True))
    goes_to = room.queue if room.direction == "in" else ""
    return _all_leave(replace(room, goes_to=goes_to, is_ending=not goes_to))


def _all_leave(room: Room) -> Room:
    """Everybody but the caller is to go."""
    return replace(
        room, seats=tuple(seat if seat.label == CALLER else replace(seat, is_leaving=True) for seat in room.seats)
    )
