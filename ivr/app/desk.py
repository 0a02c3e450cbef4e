"""The desk, composed for web servers and the dispatcher."""

from collections.abc import Callable, Sequence
from functools import partial

from ivr.adapters.redis.desk.lines import DeskLines
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.app.parts import Parts
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.room import Room
from ivr.calls.desk_line_states import DeskLineStates
from ivr.calls.events import Answered, Event
from ivr.effects.hand_off import Left, Reached
from ivr.engine.effects import Change

Note = Callable[[Event, Sequence[Change]], object]
"""Adds an event to the record, with its changes."""


def conversations_of(parts: Parts, note: Note) -> Conversations:
    """The use cases of rooms."""
    redis = parts.stores.redis
    return Conversations(
        presences=RedisPresences(redis, parts.clock),
        rooms=RedisRooms(redis),
        lines=DeskLines(redis),
        terms=lambda: parts.floor.routing.agent_desk,
        clock=parts.clock,
        met=partial(_met, parts, note),
    )


def desk_line_states(parts: Parts) -> DeskLineStates:
    """The states of agents on the desk line."""
    redis = parts.stores.redis
    return DeskLineStates(
        presences=RedisPresences(redis, parts.clock),
        tell=RedisRooms(redis).tell,
        call=WaitingLine(redis, parts.clock).call,
        terms=lambda: parts.floor.routing.agent_desk,
        clock=parts.clock,
    )


def _met(parts: Parts, note: Note, room: Room) -> None:
    """A caller is connected with an agent: no longer in line, and taken."""
    at = parts.clock()
    changes = (Left(room.queue, room.call), Reached(room.queue, taken=True, at=at.timestamp()))
    note(Answered(room.call, at), changes)
