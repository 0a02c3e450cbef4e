"""The desk, composed: conversations for web servers and the dispatcher, and the dispatcher itself."""

from collections.abc import Callable, Sequence
from functools import partial

from ivr.adapters.redis.desk.lines import DeskLines
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.adapters.sql.agents import SqlAgents
from ivr.app.call_conversion import caller_url_of, conversion_of
from ivr.app.desk_acts import Attending, may_supervise_of, room_acts_of
from ivr.app.parts import Parts
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.dispatcher import Dispatcher
from ivr.calls.desk.ports import CallControl
from ivr.calls.desk.room import Room
from ivr.calls.desk_line_states import DeskLineStates
from ivr.calls.events import Answered, Event
from ivr.calls.ports import Sessions
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


def dispatcher_of(
    parts: Parts, control: CallControl, sessions: Sessions, later: Callable[[Callable[[], None]], None]
) -> Dispatcher:
    """The dispatcher. `later` has something done soon in another thread."""
    stores, urls = parts.stores, parts.addresses
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, parts.key)
    conversations = conversations_of(parts, sessions.note)
    return Dispatcher(
        conversations=conversations,
        lines=DeskLines(stores.redis),
        upkeep=RedisPresences(stores.redis, parts.clock),
        control=control,
        station_of=partial(_station, agents),
        agent_url=lambda room, agent: urls.room(room.name, "agent", **({"p": "1"} if agent.station == "phone" else {})),
        status_url=lambda room, label: urls.room(room.name, "leg", l=label),
        caller_url=caller_url_of(parts),
        clock=parts.clock,
        later=later,
        attend=Attending(
            room_acts_of(parts, conversations, control, sessions),
            conversion_of(parts, conversations, control),
            later,
            may_supervise_of(parts),
        ),
    )


def _met(parts: Parts, note: Note, room: Room) -> None:
    """A caller is connected with an agent: no longer in line, and taken."""
    at = parts.clock()
    changes = (Left(room.queue, room.call), Reached(room.queue, taken=True, at=at.timestamp()))
    note(Answered(room.call, at), changes)


def _station(agents: SqlAgents, agent: AgentPresence) -> str:
    """Where an agent is rung; "" for an agent who is none any more, or has no telephone."""
    found = agents.by_id(agent.agent)
    if found is None:
        return ""
    return found.number if agent.station == "phone" else f"client:{found.client}"
