"""What supervisors do on a live call, as changes of its room: listen, coach, barge in, take over, leave."""

from dataclasses import replace

from ivr.calls.desk.room import CALLER, Listening, Room, Seat, supervisor_label
from ivr.calls.desk.transfers import ActRefused


def seated(room: Room, seat: Seat, how: Listening) -> Room:
    """A seat for a supervisor, to be called in next. Several may listen to one call."""
    if room.goes_to or room.is_ending or room.seat(CALLER) is None:
        raise ActRefused("The call is over, or on its way to another queue.")
    if room.seat_of(seat.agent) is not None:
        raise ActRefused("You are in this call already.")
    return room.with_seat(replace(seat, kind="supervisor", listening=how))


def changed(room: Room, agent: str, how: Listening) -> Room:
    """Take part in another way."""
    seat = _seat(room, agent)
    if how == "coach" and (room.in_charge is None or not room.in_charge.joined):
        raise ActRefused("There is no agent to coach now. Barge in to speak with the caller.")
    return room.with_seat(replace(seat, listening=how))


def taken_over(room: Room, agent: str) -> Room:
    """The supervisor is in charge in place of the agent, who leaves; the caller comes off hold.

    A transfer that rings is given up. Whoever else talks with the caller stays.
    """
    seat = _seat(room, agent)
    if not seat.joined:
        raise ActRefused("Your telephone still rings: answer it first.")
    own, transfer = room.in_charge, room.transfer
    for label in (own.label if own else "", transfer.label if transfer and not _is_here(room, transfer.label) else ""):
        leaving = room.seat(label)
        if leaving is not None:
            room = room.with_seat(replace(leaving, is_leaving=True))
    room = room.with_seat(replace(seat, kind="agent", listening=""))
    return replace(room, agent=agent, transfer=None, held_since=0.0, notice="")


def gone(room: Room, agent: str) -> Room:
    """A supervisor is to take part no more, also while their telephone rings."""
    seat = room.seat(supervisor_label(agent))
    if seat is None or seat.kind != "supervisor":
        return room
    return room.with_seat(replace(seat, is_leaving=True))


def _seat(room: Room, agent: str) -> Seat:
    seat = room.seat(supervisor_label(agent))
    if seat is None or seat.kind != "supervisor" or seat.is_leaving:
        raise ActRefused("You are not in this call any more.")
    if room.goes_to or room.is_ending or room.seat(CALLER) is None:
        raise ActRefused("The call is over, or on its way to another queue.")
    return seat


def _is_here(room: Room, label: str) -> bool:
    return any(seat.label == label for seat in room.present)
