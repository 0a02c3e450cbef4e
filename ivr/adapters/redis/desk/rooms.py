"""The rooms in Redis."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, cast

import orjson
import redis

from ivr.adapters.redis.desk import keys
from ivr.adapters.redis.desk.stored_change import MOST_TRIES, StoredChange, ask
from ivr.adapters.redis.event_stream import EVENTS, EVENTS_KEPT, FIELD, pack
from ivr.calls.desk.desk_events import DeskEvent
from ivr.calls.desk.ports import RoomEvents, no_events
from ivr.calls.desk.room import Room, Seat, Transfer
from ivr.calls.ports import Unavailable

ROOM_KEPT = 5 * 3600
"""Seconds: longer than the longest call."""
OVER_KEPT = 3600
"""Seconds for which a room can be read after its end, for late webhooks and the wrap-up."""

_FIELDS = frozenset(field.name for field in fields(Room))
_SEAT_FIELDS = frozenset(field.name for field in fields(Seat))


class RedisRooms:
    """Implements ivr.calls.desk.ports.Rooms."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._stored = StoredChange(client)

    def named(self, room: str) -> Room | None:
        """A room by name. Raises Unavailable."""
        return parse_room(ask(lambda: cast("str | None", self._redis.get(keys.room(room)))))

    def of_call(self, sid: str) -> Room | None:
        """The room in which a leg is or was last. Raises Unavailable."""
        name = ask(lambda: cast("str | None", self._redis.get(keys.room_of(sid))))
        return self.named(name) if name else None

    def change(self, room: str, change: Callable[[Room], Room | None], *, tells: RoomEvents = no_events) -> Room | None:
        """Apply a pure change atomically. Raises Unavailable, and what the change raises."""
        for _ in range(MOST_TRIES):
            stored = ask(lambda: cast("str | None", self._redis.get(keys.room(room))))
            was = parse_room(stored)
            if was is None:
                return None
            new = change(was)
            if new is None or new == was:
                return was
            new = replace(new, revision=was.revision + 1)
            if ask(partial(self._replace, was, new, stored, tells(was, new))):
                return new
        raise Unavailable("a room changes too fast")

    def open(self, room: Room, *, tells: Sequence[DeskEvent] = ()) -> None:
        """Store a new room. Raises Unavailable."""
        ask(lambda: self._open(room, tells))

    def close(self, room: str) -> None:
        """Take a room from the list. Raises Unavailable."""
        ask(lambda: self._redis.srem(keys.ROOMS, room))

    def in_use(self) -> Sequence[Room]:
        """The rooms in use. Names without a room are removed. Raises Unavailable."""
        return ask(self._in_use)

    def tell(self, events: Sequence[DeskEvent]) -> None:
        """Add events to the record's stream. Raises Unavailable."""
        for event in events:
            ask(partial(self._redis.xadd, EVENTS, {FIELD: pack(event)}, maxlen=EVENTS_KEPT))

    def _replace(self, was: Room, new: Room, stored: str | None, events: Sequence[DeskEvent]) -> bool:
        kept = OVER_KEPT if new.is_over else ROOM_KEPT
        if not self._stored.replace(
            keys.room(new.name), "", was=stored, new=pack_room(new), seconds=kept, events=events
        ):
            return False
        for leg in _legs(new) - _legs(was):
            self._redis.set(keys.room_of(leg), new.name, ex=ROOM_KEPT)
        return True

    def _open(self, room: Room, tells: Sequence[DeskEvent]) -> None:
        with self._redis.pipeline() as together:
            together.set(keys.room(room.name), pack_room(room), ex=ROOM_KEPT)
            together.sadd(keys.ROOMS, room.name)
            for leg in _legs(room):
                together.set(keys.room_of(leg), room.name, ex=ROOM_KEPT)
            for event in tells:
                together.xadd(EVENTS, {FIELD: pack(event)}, maxlen=EVENTS_KEPT)
            together.execute()

    def _in_use(self) -> Sequence[Room]:
        names = sorted(cast("set[str]", self._redis.smembers(keys.ROOMS)))
        stored = cast("list[str | None]", self._redis.mget([keys.room(name) for name in names])) if names else []
        gone = [name for name, text in zip(names, stored, strict=True) if text is None]
        if gone:
            self._redis.srem(keys.ROOMS, *gone)
        return [room for room in map(parse_room, stored) if room]


def _legs(room: Room) -> set[str]:
    return {leg for leg in (room.call, *(seat.leg for seat in room.seats)) if leg}


def pack_room(room: Room) -> str:
    """A room as JSON."""
    return orjson.dumps(room).decode()


def parse_room(text: str | None) -> Room | None:
    """A room from its JSON; None without one, or if another version wrote it."""
    try:
        read: dict[str, Any] = orjson.loads(text) if text else {}
        known = {name: value for name, value in read.items() if name in _FIELDS}
        seats = tuple(_seat(each) for each in known.pop("seats", ()))
        under_way = known.pop("transfer", None)
        transfer = Transfer(**under_way) if under_way else None
        return Room(**known, seats=seats, transfer=transfer) if read else None
    except (ValueError, TypeError, AttributeError):
        return None


def _seat(read: dict[str, Any]) -> Seat:
    return Seat(**{name: value for name, value in read.items() if name in _SEAT_FIELDS})
