"""The conversion of bridged calls into rooms, composed."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Literal

from ivr.adapters.redis.desk.bridges import RedisBridges
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.app.parts import Parts
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.conversion import Bridge, Conversion
from ivr.calls.desk.matching import WaitingCaller
from ivr.calls.desk.ports import CallControl
from ivr.calls.desk.room import Room
from ivr.calls.ports import Unavailable
from ivr.calls.signed_state import seal


def conversion_of(parts: Parts, conversations: Conversations, control: CallControl) -> Conversion:
    """The use case of this line."""
    line = WaitingLine(parts.stores.redis, parts.clock)
    return Conversion(
        conversations=conversations,
        control=control,
        bridges=RedisBridges(parts.stores.redis),
        caller_of=partial(_caller, line),
        name_of=partial(_name, parts),
        other_url=partial(_other_url, parts),
        caller_url=caller_url_of(parts),
    )


def note_bridge(parts: Parts, kind: Literal["dialled", "desk_line"], sid: str, other: str) -> None:
    """Remember the other leg of a caller who is connected; without Redis nobody can join the call."""
    with suppress(Unavailable):
        RedisBridges(parts.stores.redis).note(sid, Bridge(other, kind))


def caller_url_of(parts: Parts) -> Callable[[Room], str]:
    """The address of the document that sends the caller of a room in. Raises Unavailable if the call is not stored."""
    return partial(_caller_url, parts, WaitingLine(parts.stores.redis, parts.clock))


def _caller_url(parts: Parts, line: WaitingLine, room: Room) -> str:
    """The address carries the next turn, so that its document needs no store."""
    call = line.call(room.call)
    if call is None:
        raise Unavailable("the call is not stored")
    return parts.addresses.room(room.name, "caller", n=str(call.turn), s=seal(call, parts.key))


def _caller(line: WaitingLine, sid: str) -> WaitingCaller | None:
    call = line.call(sid)
    if call is None or call.destination is None:
        return None
    queue, issue = call.destination.queue, call.context.topic.issue
    return WaitingCaller(queue, sid, 0.0, call.language, issue, call.dnis, call.turn)


def _name(parts: Parts, queue: str) -> str:
    found = parts.floor.routing.queues.get(queue)
    return found.name if found else queue


def _other_url(parts: Parts, room: str, label: str, bridge: Bridge) -> str:
    return parts.addresses.room(room, "other", l=label, **({"d": "1"} if bridge.kind == "desk_line" else {}))
