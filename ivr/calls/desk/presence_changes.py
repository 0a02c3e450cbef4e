"""How an agent's state changes. Each rule returns the new state, or None if the change is not possible.

Times are in seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ivr.calls.desk.agent_presence import AgentPresence, AgentState, DeskAgent, Station
from ivr.calls.desk.room import Room

MISSED = "Missed call"
"""The reason of an agent who let a call ring."""
UNREACHED = "Telephone not reached"
"""The reason of an agent whom Twilio cannot ring."""
_AWAY_BECAUSE = {"missed": MISSED, "unreached": UNREACHED}
LOST_CONNECTION = "Connection lost"
"""The reason of an agent whose browser gives no sign of life."""
ASKS_WITHIN = 90.0
"""Seconds within which a call to the desk line asks for the next caller again, or has ended."""
RESTS_SECONDS = 10.0
"""For this time an agent who declined a call is offered no other."""
BUSY: tuple[AgentState, ...] = ("ringing", "talking")

Unanswered = Literal["missed", "declined", "lost", "unreached", "failed"]
"""`lost`: the caller left. `unreached`: Twilio cannot ring the agent there; `failed`: Twilio did not answer."""


def signed_in(
    was: AgentPresence, agent: DeskAgent, *, queues: Sequence[str], station: Station, now: float
) -> AgentPresence:
    """Come to work for some of the agent's queues; away at first. Somebody who is at work keeps the state."""
    served = tuple(queue for queue in queues if queue in agent.queues)
    known = replace(
        was, name=agent.name, queues=served, languages=agent.languages, issues=agent.issues, station=station
    )
    if was.is_at_work:
        return known
    return replace(
        known, state="away", since=now, reason="", call="", queue="", room="", until=0.0, then="ready", beat=0.0
    )


def on_desk_line(
    was: AgentPresence, sid: str, *, name: str, queues: tuple[str, ...], is_away: bool, now: float
) -> AgentPresence:
    """The agent's own call to the desk line is there, and asks for the next caller. Nobody else rings the agent."""
    known = replace(was, name=name, queues=queues, station="phone", desk_line=sid, beat=now)
    if was.desk_line == sid:
        return known
    if was.state in BUSY or was.state == "wrap_up":
        return known
    state: AgentState = "away" if is_away or (was.state == "away" and was.reason) else "ready"
    return _settled(known, state, was.reason if state == "away" else "", now)


def goes_away(was: AgentPresence, *, now: float) -> AgentPresence | None:
    """Take no calls, for no reason that was named."""
    return away(was, "", now=now)


def known_anew(was: AgentPresence, agent: DeskAgent) -> AgentPresence:
    """The agent on record was changed: queues that are no longer theirs are not served; all if none is left."""
    served = tuple(queue for queue in was.queues if queue in agent.queues) or agent.queues
    return replace(was, name=agent.name, queues=served, languages=agent.languages, issues=agent.issues)


def ready(was: AgentPresence, *, now: float) -> AgentPresence | None:
    """Take calls; in a call, afterwards. Nobody who is not at work can."""
    if not was.is_at_work:
        return None
    if was.state in BUSY:
        return replace(was, then="ready", then_reason="")
    if was.state == "ready":
        return was
    return _settled(was, "ready", "", now)


def away(was: AgentPresence, reason: str, *, now: float) -> AgentPresence | None:
    """Take no calls; in a call, afterwards. Nobody who is not at work can."""
    if not was.is_at_work:
        return None
    if was.state in BUSY:
        return replace(was, then="away", then_reason=reason)
    return _settled(was, "away", reason, now)


def signed_out(was: AgentPresence, *, now: float) -> AgentPresence:
    """Go home; in a call, afterwards."""
    if was.state in BUSY:
        return replace(was, then="offline", then_reason="")
    return replace(_settled(was, "offline", "", now), desk_line="", message="") if was.is_at_work else was


def rung(was: AgentPresence, room: Room, *, now: float) -> AgentPresence | None:
    """A call is offered, in a room of its own. Only an agent who is ready and does not rest gets one."""
    if was.state != "ready" or was.rests_until > now:
        return None
    return replace(
        was,
        state="ringing",
        since=now,
        reason="",
        call=room.call,
        queue=room.queue,
        room=room.name,
        until=room.until,
        handling=room.handling,
        is_disposed=False,
    )


def rests(was: AgentPresence, *, now: float) -> AgentPresence | None:
    """Let others go first for a moment."""
    return replace(was, rests_until=now + RESTS_SECONDS) if was.state == "ready" else None


def called_in(was: AgentPresence, room: Room, *, until: float, now: float) -> AgentPresence | None:
    """Somebody in a room calls the agent in; the record of the call is not the agent's yet."""
    return rung(was, replace(room, until=until, handling=""), now=now)


def calls_out(was: AgentPresence, room: Room, *, now: float) -> AgentPresence | None:
    """The agent's own telephone rings for a call to a customer; afterwards the agent is as before.

    It ends a wrap-up. Nobody in a call, or not at work, can.
    """
    if was.state in BUSY or not was.is_at_work:
        return None
    then = was if was.state == "wrap_up" else replace(was, then="ready", then_reason="")
    if was.state == "away":
        then = replace(was, then="away", then_reason=was.reason)
    rings = replace(then, state="ringing", since=now, reason="", call=room.call, queue=room.queue, room=room.name)
    return replace(rings, until=room.until, handling=room.handling, is_disposed=False, is_extended=False)


def supervises(was: AgentPresence, agent: DeskAgent, room: Room, *, until: float, now: float) -> AgentPresence | None:
    """A supervisor's own desk rings for a call of others; afterwards they are as before. Nobody in a call can."""
    if was.state in (*BUSY, "wrap_up"):
        return None
    here = was
    if not was.is_at_work:
        here = signed_in(was, agent, queues=agent.queues, station=agent.station, now=now)
    then: AgentState = "ready" if here.state == "ready" else "away"
    rings = replace(here, state="ringing", since=now, reason="", then=then, then_reason=here.reason, handling="")
    return replace(rings, call=room.call, queue=room.queue, room=room.name, until=until)


def answered(was: AgentPresence, room: str, *, now: float) -> AgentPresence | None:
    """The agent came into the room that rang."""
    if was.room != room or was.state != "ringing":
        return None
    return replace(was, state="talking", since=now, until=0.0)


def unanswered(was: AgentPresence, room: str, why: Unanswered, *, now: float) -> AgentPresence | None:
    """The ringing ended without a conversation.

    An agent who let it ring is away, so that callers do not ring into nothing. One who declined rests for a moment. If
    the caller left, the agent keeps the time of being idle.
    """
    if was.room != room or was.state != "ringing":
        return None
    if was.then != "ready":
        return _settled(was, was.then, was.then_reason, now)
    if why in _AWAY_BECAUSE:
        return _settled(was, "away", _AWAY_BECAUSE[why], now)
    rests_until = now + RESTS_SECONDS if why in ("declined", "failed") else 0.0
    return replace(_settled(was, "ready", "", now), idle_since=was.idle_since, rests_until=rests_until)


def finished(was: AgentPresence, room: str, *, wrap_up_seconds: float, now: float) -> AgentPresence | None:
    """The conversation in a room is over for the agent: time for the wrap-up, if there is any."""
    if was.room != room or was.state not in BUSY:
        return None
    if wrap_up_seconds <= 0:
        return _settled(was, was.then, was.then_reason, now)
    return replace(was, state="wrap_up", since=now, until=now + wrap_up_seconds, is_extended=False)


def left(was: AgentPresence, room: str, *, wrap_up_seconds: float, now: float) -> AgentPresence | None:
    """The agent is no longer in a room: after a conversation the wrap-up, after mere ringing or listening none."""
    if was.state == "ringing" or not was.handling:
        return unanswered(was, room, "lost", now=now) or finished(was, room, wrap_up_seconds=0, now=now)
    return finished(was, room, wrap_up_seconds=wrap_up_seconds, now=now)


def seated(was: AgentPresence, room: Room, *, now: float) -> AgentPresence | None:
    """The agent is in a room: talking, with the record of the call if in charge of it."""
    if not was.is_at_work or (was.state in BUSY and was.room != room.name):
        return None
    handling = room.handling if room.agent == was.agent else was.handling
    since = was.since if was.state == "talking" else now
    new = replace(was, state="talking", since=since, until=0.0, call=room.call, queue=room.queue, room=room.name)
    return replace(new, handling=handling, reason="", is_disposed=was.is_disposed and handling == was.handling)


def extended(was: AgentPresence, *, wrap_up_seconds: float) -> AgentPresence | None:
    """More time for the wrap-up, once."""
    if was.state != "wrap_up" or was.is_extended:
        return None
    return replace(was, until=was.until + wrap_up_seconds, is_extended=True)


def wrapped_up(was: AgentPresence, *, now: float) -> AgentPresence | None:
    """The wrap-up is over by the clock."""
    if was.state != "wrap_up" or was.until > now:
        return None
    return _settled(was, was.then, was.then_reason, now)


def off_the_line(was: AgentPresence, *, talks: bool, now: float) -> AgentPresence | None:
    """An agent on the desk line whose wrap-up, conversation (unless it `talks`) or own call is over."""
    if was.state == "wrap_up" and was.until <= now:
        return wrapped_up(was, now=now)
    if was.state in BUSY:
        return None if talks else finished(was, "", wrap_up_seconds=0, now=now)
    return signed_out(was, now=now) if now > was.beat + ASKS_WITHIN else None


def _settled(was: AgentPresence, state: AgentState, reason: str, now: float) -> AgentPresence:
    """In a state without a call."""
    return replace(
        was,
        state=state,
        since=was.since if was.state == state else now,
        reason=reason,
        call="",
        queue="",
        room="",
        handling="",
        is_disposed=False,
        until=0.0,
        idle_since=now if state == "ready" else was.idle_since,
        then="ready",
        then_reason="",
        rests_until=0.0,
        is_extended=False,
    )
