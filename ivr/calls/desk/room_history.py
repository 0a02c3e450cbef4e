"""What the record and a room tell of a conversation: its beginning, holds, who was in charge, its end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from ivr.calls.desk.desk_events import Became, DeskEvent, Handled
from ivr.calls.desk.matching import Match
from ivr.calls.desk.room import CALLER, EndedBy, Room, Seat, agent_label


def handled(was: Room, new: Room, at: datetime) -> Sequence[DeskEvent]:
    """The end of one agent's part, and the beginning of another's."""
    events: list[DeskEvent] = []
    if was.handling and (new.is_over or new.handling != was.handling):
        held = new.hold_seconds if new.is_over else _held(was, at.timestamp())
        by = new.ended_by if new.is_over else "transfer"
        became: Became = "lost" if was.phase == "joining" else ""
        events.append(
            Handled(
                handling=was.handling,
                sid=was.call,
                at=at,
                ended_at=at,
                ended_by=by,
                hold_seconds=held,
                became=became,
            )
        )
    if new.handling and new.handling != was.handling:
        seat = new.seat_of(new.agent)
        events.append(
            Handled(
                handling=new.handling,
                sid=new.call,
                at=at,
                agent=new.agent,
                agent_name=seat.name if seat else "",
                queue=new.queue,
                language=new.language,
                issue=new.issue,
                offered_at=at,
                answered_at=at,
                became="answered",
                direction=new.direction,
            )
        )
    return events


def new_room(match: Match, now: float, rings_seconds: int) -> Room:
    """The room of an offer, which rings for some seconds."""
    agent, caller = match.agent, match.caller
    seats = (
        Seat(label=CALLER, kind="caller", leg=caller.sid),
        Seat(label=agent_label(agent.agent), kind="agent", name=agent.name, agent=agent.agent, asked=now),
    )
    return Room(
        name=f"h-{token_hex(12)}",
        call=caller.sid,
        queue=caller.queue,
        agent=agent.agent,
        seats=seats,
        began=now,
        handling=token_hex(8),
        phase="ringing",
        until=now + rings_seconds,
        line=caller.line,
        language=caller.language,
        issue=caller.issue,
        turn=caller.turn,
    )


def after_leaving(was: Room, new: Room, label: str) -> Room:
    """The room after somebody went: over when the caller is gone, or with the one who ends the conference."""
    gone = was.seat(label)
    if gone is None:
        return new
    if label == CALLER:
        return replace(new, phase="over", ended_by=new.ended_by or reason_of_leaving(was))
    if gone.joined and gone.ends:
        return replace(new, phase="over", ended_by=new.ended_by or "agent")
    return new


def reason_of_leaving(was: Room) -> EndedBy:
    """Why the caller left: sent on to a queue, sent on with the line, or by hanging up."""
    if was.goes_to:
        return "transfer"
    return "agent" if was.is_ending else "caller"


def accounted(was: Room, new: Room, now: float) -> Room:
    """The room with its holds counted, a record for each agent in charge, and the time of its end."""
    if was.held_since and (not new.held_since or new.is_over):
        new = replace(new, hold_seconds=was.hold_seconds + max(0.0, now - was.held_since))
    if new.agent != was.agent and not new.is_over:
        new = replace(new, handling=token_hex(8) if new.agent else "", answered=now, hold_seconds=0.0)
    return replace(new, over=new.over or now) if new.is_over else new


def _held(was: Room, now: float) -> float:
    return was.hold_seconds + (max(0.0, now - was.held_since) if was.held_since else 0.0)
