"""Agents' states and rooms in a real Redis, changed by many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import redis as redis_client

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.desk.presences import BEAT_KEPT, RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.event_stream import EVENTS, FIELD, unpack
from ivr.calls.desk.desk_events import Handled, StateChanged
from ivr.calls.desk.room import Room, Seat
from ivr.calls.ports import Unavailable
from ivr.emulator import VirtualClock


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def redis(url: str) -> Iterator[redis_client.Redis]:
    with connect(url, 5.0) as client:
        client.flushdb()
        yield client


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))


@pytest.fixture
def presences(redis: redis_client.Redis, clock: VirtualClock) -> RedisPresences:
    return RedisPresences(redis, clock.now)


def told(redis: redis_client.Redis) -> list[object]:
    return [unpack(fields[FIELD]) for _, fields in redis.xrange(EVENTS)]


def test_changes_of_many_are_all_kept(presences: RedisPresences):
    def add(queue: str) -> None:
        presences.change("a1", lambda was: replace(was, queues=(*was.queues, queue)))

    with ThreadPoolExecutor(4) as many:
        list(many.map(add, [f"q{n}" for n in range(12)]))
    found = presences.of("a1")
    assert found and sorted(found.queues) == sorted(f"q{n}" for n in range(12))
    assert found.revision == 12


def test_each_change_of_state_is_told_once_and_nothing_else(presences: RedisPresences, redis, clock):
    presences.change("a1", lambda was: replace(was, name="Anna"))
    presences.change("a1", lambda was: replace(was, state="away", reason="Lunch"))
    presences.change("a1", lambda was: was)
    assert told(redis) == [StateChanged(agent="a1", number=2, state="away", reason="Lunch", at=clock.now())]


def test_the_end_of_a_wrap_up_is_told_for_its_call(presences: RedisPresences, redis, clock):
    presences.change("a1", lambda was: replace(was, state="wrap_up", call="CA1", handling="h1"))
    presences.change("a1", lambda was: replace(was, state="ready", call="", handling=""))
    assert told(redis)[-1] == Handled(handling="h1", sid="CA1", at=clock.now(), wrapped_at=clock.now())


def test_one_tab_has_the_telephone_until_it_is_silent(presences: RedisPresences, clock: VirtualClock):
    assert presences.beat("a1", "first")
    assert not presences.beat("a1", "second")
    clock.advance(seconds=BEAT_KEPT)
    assert presences.beat("a1", "second")
    assert not presences.beat("a1", "first")


def test_a_state_of_another_version_is_nobody(presences: RedisPresences, redis):
    redis.hset("wismo:agents", "a1", "[1, 2]")
    redis.hset("wismo:agents", "a2", '{"agent": "a2", "name": "Ben", "state": "ready", "since": 1, "colour": "red"}')
    assert [each.name for each in presences.all()] == ["Ben"]


def test_a_room_is_found_by_its_name_and_by_every_leg(redis):
    rooms = RedisRooms(redis)
    rooms.open(Room(name="r1", call="CA1", seats=(Seat(label="caller", kind="caller", leg="CA1"),)))
    rooms.change("r1", lambda was: replace(was, seats=(*was.seats, Seat(label="agent_a1", kind="agent", leg="CA2"))))
    assert rooms.of_call("CA1") == rooms.of_call("CA2") == rooms.named("r1")
    assert [room.name for room in rooms.in_use()] == ["r1"]
    rooms.close("r1")
    assert (rooms.in_use(), rooms.named("r1") is not None) == ([], True)


def test_the_events_of_a_room_are_told_with_the_change_that_won(redis, clock):
    rooms, event = RedisRooms(redis), Handled(handling="h1", sid="CA1", at=clock.now(), became="answered")

    def over(_try: int) -> None:
        rooms.change("r1", lambda was: None if was.is_over else replace(was, phase="over"), tells=lambda *_: [event])

    rooms.open(Room(name="r1", call="CA1"))
    with ThreadPoolExecutor(4) as many:
        list(many.map(over, range(8)))
    assert told(redis) == [event]


def test_without_redis_the_desk_is_unavailable(clock: VirtualClock):
    with connect("redis://127.0.0.1:1", 0.1) as nowhere, pytest.raises(Unavailable):
        RedisPresences(nowhere, clock.now).all()
