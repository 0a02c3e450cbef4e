"""The calls under way, for the live pages: one reader per process, however many browsers watch."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

import orjson
import redis

from ivr.adapters.redis.alerts import ALERTS, parse_alerts
from ivr.adapters.redis.desk.keys import AGENTS
from ivr.adapters.redis.desk.presences import listed
from ivr.adapters.redis.event_stream import EVENTS, FIELD
from ivr.adapters.redis.routing_announcements import SWITCHES
from ivr.adapters.redis.sessions.keys import DESK
from ivr.adapters.redis.sessions.store import LIVE, LIVE_TALKS
from ivr.reporting.activity import EdgeActivity, Hop
from ivr.reporting.live_snapshot import DeskCall, LiveCall, LiveSnapshot

EVERY = 0.5
"""Seconds between two readings while a page is open."""
MOST_EVENTS = 2_000
"""Events per reading; further ones are read next time."""
REST = 3
"""The pause after a reading is at least this many times its CPU time, so the reader uses a quarter of a CPU at most."""
FORGET_AFTER = 15.0
"""Seconds without a request after which the reader stops: longer than the interval of a page."""


class LiveFeed:
    """The newest snapshot. Slow readers skip snapshots; nothing is queued for them.

    `clock` counts seconds. With `every` 0 each request reads a new snapshot, which suits tests.
    """

    def __init__(self, client: redis.Redis, *, clock: Callable[[], float], every: float = EVERY) -> None:
        self._redis = client
        self._clock = clock
        self._every = every
        self._scene = LiveSnapshot()
        self._changing = threading.Lock()
        self._changed = threading.Condition(self._changing)
        self._reading = threading.Lock()
        self._asked = 0.0
        self._process = 0
        self._last_event = ""
        self._moves = EdgeActivity()
        self._places = _Places()

    def now(self) -> LiveSnapshot:
        """Return the newest snapshot, at most one reading old."""
        self._wake()
        if not self._every:
            self._look()
        return self._scene

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until the snapshot differs from `seen`, at most `seconds`. Returns the number of the newest one."""
        with self._changed:
            self._changed.wait_for(lambda: self._scene.number != seen, seconds)
            return self._scene.number

    def _wake(self) -> None:
        """Start the reader thread if there is none. The first request reads once itself."""
        if self._is_read():
            return
        with self._reading:
            if self._is_read():
                return
            self._last_event, self._moves, self._places = "", EdgeActivity(), _Places()
            self._scene = self._read()
            self._process = os.getpid()
            threading.Thread(target=self._go_on, name="scenes", daemon=True).start()

    def _is_read(self) -> bool:
        with self._changing:
            self._asked = self._clock()
            return self._process == os.getpid()

    def _go_on(self) -> None:
        pause = threading.Event()
        while self._is_wanted():
            began = time.thread_time()  # CPU time: waiting for others is no reason for a longer pause
            self._look()
            pause.wait(max(self._every or EVERY, REST * (time.thread_time() - began)))

    def _is_wanted(self) -> bool:
        with self._changing:
            if self._clock() - self._asked >= FORGET_AFTER:
                self._process = 0
            return self._process == os.getpid()

    def _look(self) -> None:
        with self._reading:
            scene = self._read()
        with self._changing:
            is_new = replace(scene, number=self._scene.number) != self._scene
            self._scene = scene if is_new else replace(self._scene, desk=scene.desk)
            if is_new:
                self._changed.notify_all()

    def _read(self) -> LiveSnapshot:
        """Read the next snapshot. On any error, return the last one marked as stale."""
        number = self._scene.number + 1
        try:
            with self._redis.pipeline(transaction=False) as together:
                together.hgetall(LIVE)
                together.hgetall(LIVE_TALKS)
                together.hgetall(ALERTS)
                together.hgetall(SWITCHES)
                together.zrange(DESK, 0, -1, withscores=True)
                together.hgetall(AGENTS)
                places, talks, alerts, on, desk, agents = together.execute()
            self._moves.add(self._followed(), self._clock())
        except Exception:
            return replace(self._scene, number=number, is_stale=True)
        calls = self._places.calls(places, talks)
        raised = sorted((each for each in parse_alerts(alerts).values() if each.is_on), key=lambda each: each.since)
        switched = " ".join(f"{name}={until}" for name, until in sorted(on.items()))
        edges, trouble = self._moves.edges(), self._moves.trouble()
        there = tuple(filter(None, (_at_desk(told, until) for told, until in desk)))
        return LiveSnapshot(number, calls, edges, trouble, tuple(raised), switched, desk=there, agents=listed(agents))

    def _followed(self) -> Iterator[Hop]:
        """Yield the edges walked since the last reading; none at the first reading."""
        if not self._last_event:
            newest = cast("list[Any]", self._redis.xrevrange(EVENTS, count=1))
            self._last_event = newest[0][0] if newest else "0-0"
        for name, fields in cast("list[Any]", self._redis.xrange(EVENTS, f"({self._last_event}", count=MOST_EVENTS)):
            self._last_event = name
            yield from _hops(fields)


def _at_desk(told: str, until: float) -> DeskCall | None:
    """Parse an agent's call; None if another version wrote it."""
    try:
        _, has, queues = orjson.loads(told)
    except (ValueError, TypeError):
        return None
    return DeskCall(until, has, tuple(queues))


def _hops(fields: Mapping[str, str]) -> Iterable[Hop]:
    """Return the edges of an event; none for other events or unreadable ones."""
    try:
        return [(step, outcome, to) for step, outcome, to in orjson.loads(fields[FIELD]).get("hops", ())]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


class _Places:
    """A cache of parsed calls: only calls that changed are parsed again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str, LiveCall | None]] = {}

    def calls(self, places: Mapping[str, str], talks: Mapping[str, str]) -> tuple[LiveCall, ...]:
        """Return all calls, oldest first."""
        known, self._known = self._known, {}
        for sid, place in places.items():
            was, talk = known.get(sid), talks.get(sid, "")
            if was is None or was[:2] != (place, talk):
                was = (place, talk, _live_call(sid, place, talk))
            self._known[sid] = was
        found = [call for _, _, call in self._known.values() if call]
        return tuple(sorted(found, key=attrgetter("since")))


def _live_call(sid: str, place: str, talk: str) -> LiveCall | None:
    """Parse a call; None if another version wrote it."""
    try:
        step, language, since, dnis, queue = orjson.loads(place)
        at = datetime.fromisoformat(talk or since).timestamp()
    except (ValueError, TypeError):
        return None
    return LiveCall(sid, step, language, at, dnis, queue, bool(talk))
