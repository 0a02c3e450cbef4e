"""The waiting lines as the dispatcher of the desk sees them: the first callers of each, and who is gone."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import cast

import orjson
import redis

from ivr.adapters.redis.desk import keys as desk
from ivr.adapters.redis.desk.presences import pack_presence
from ivr.adapters.redis.desk.rooms import ROOM_KEPT, pack_room
from ivr.adapters.redis.desk.stored_change import ask
from ivr.adapters.redis.event_stream import EVENTS, EVENTS_KEPT, pack
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.redis.sessions.scripts import with_release
from ivr.adapters.redis.sessions.store import LIVE, key_of
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.desk_events import DeskEvent
from ivr.calls.desk.matching import WaitingCaller
from ivr.calls.desk.room import Room
from ivr.flows.context import CODEC

CALLBACKS_PASSED = 500
"""Callbacks in a line that can stand before the callers."""
OFFERED_BEYOND = 30
"""Seconds beyond the ringing for which a caller counts as offered: to answer, and to be sent into the room."""


class DeskLines:
    """Implements ivr.calls.desk.conversations.OfferLines, and what the dispatcher reads."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        ours = files(__package__)
        self._reserve = client.register_script(ours.joinpath("reserve.lua").read_text())
        self._unreserve = client.register_script(with_release(ours.joinpath("unreserve.lua").read_text()))

    def heads(self, queues: Iterable[str], most: int) -> Sequence[WaitingCaller]:
        """The first callers of each line. Callbacks are left out. Raises Unavailable."""
        names = sorted(queues)
        found = ask(partial(self._first, names, most)) if names else []
        places = [(queue, sid, place) for queue, members in zip(names, found, strict=True) for sid, place in members]
        calls = ask(partial(self._calls, [sid for _, sid, _ in places]))
        read = (_caller(queue, sid, place, calls.get(sid)) for queue, sid, place in places)
        return [caller for caller in read if caller is not None]

    def reserve(self, room: Room, was: AgentPresence, new: AgentPresence, *, tells: Sequence[DeskEvent]) -> bool:
        """Take the caller of a new room out of the line for an agent. Raises Unavailable."""
        names = [desk.AGENTS, EVENTS, LIVE, desk.ROOMS, desk.room(room.name), desk.room_of(room.call)]
        offered_for = max(1, int(room.until - room.began)) + OFFERED_BEYOND
        arguments: list[str | int] = [new.agent, pack_presence(was), pack_presence(new), room.queue, room.call]
        arguments += [room.name, pack_room(room), offered_for, ROOM_KEPT, EVENTS_KEPT, *map(pack, tells)]
        return bool(ask(lambda: self._reserve(keys=names, args=arguments)))

    def put_back(self, room: Room) -> None:
        """Return the caller of a room to the former place. Raises Unavailable."""
        ask(lambda: self._unreserve(args=[room.queue, room.call, room.name]))

    def turns(self, sids: Sequence[str]) -> Mapping[str, int]:
        """The turn of each of these calls that is under way; those that are over are left out. Raises Unavailable."""
        return ask(partial(self._turns, sids)) if sids else {}

    def _first(self, names: Sequence[str], most: int) -> list[list[tuple[str, float]]]:
        with self._redis.pipeline(transaction=False) as together:
            for queue in names:
                together.zrange(keys.line(queue), 0, most + CALLBACKS_PASSED - 1, withscores=True)
            found = cast("list[list[tuple[str, float]]]", together.execute())
        return [[each for each in line if not each[0].startswith(CALLBACK)][:most] for line in found]

    def _calls(self, sids: Sequence[str]) -> Mapping[str, str | None]:
        with self._redis.pipeline(transaction=False) as together:
            for sid in sids:
                together.hget(key_of(sid), "doc")
            return dict(zip(sids, together.execute(), strict=True))

    def _turns(self, sids: Sequence[str]) -> Mapping[str, int]:
        with self._redis.pipeline(transaction=False) as together:
            for sid in sids:
                together.hmget(key_of(sid), "turn", "ended")
                together.hexists(LIVE, sid)
            found = iter(together.execute())
        pairs = zip(sids, zip(found, found, strict=True), strict=True)
        return {sid: int(turn) for sid, ((turn, ended), is_live) in pairs if turn and not ended and is_live}


def _caller(queue: str, sid: str, place: float, doc: str | None) -> WaitingCaller | None:
    """A waiting caller; None for a call that is not stored or that another version wrote."""
    try:
        call = CODEC.load(orjson.loads(doc)) if doc else None
    except (ValueError, TypeError, KeyError):
        return None
    if call is None:
        return None
    topic = call.context.topic
    return WaitingCaller(queue, sid, place, call.language, topic.issue, call.dnis, call.turn)
