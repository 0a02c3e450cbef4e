"""The calls under way as they move, for those who watch: one reader a process, however many watch."""

import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import orjson
import redis

from ivr.adapters.records.stream import EVENTS, FIELD
from ivr.adapters.sessions.store import LIVE

EVERY = 0.25
"""Seconds between two readings while somebody watches."""
MOVES_KEPT = 60.0
"""Seconds in which a walked edge counts as busy."""
MOST_EVENTS = 2_000
"""Events read at a time; what is beyond them is passed over."""
FORGET_AFTER = 5.0
"""Seconds without anybody watching, after which the reader rests."""


@dataclass(frozen=True, slots=True)
class LiveCall:
    """Where a call is. `queue` is the one it was handed to last, if any."""

    sid: str
    step: str
    language: str
    since: datetime
    dnis: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All calls under way at a moment, and how often each edge (step, to) was walked in the last minute."""

    number: int = 0
    calls: tuple[LiveCall, ...] = ()
    moves: Mapping[tuple[str, str], int] = field(default_factory=dict)
    is_stale: bool = False


class Scenes:
    """The newest scene. Whoever is slow misses scenes; nothing is kept for them, and nobody waits for them."""

    def __init__(self, client: redis.Redis, *, clock: Callable[[], float]) -> None:
        self._redis = client
        self._clock = clock
        self._scene = Scene()
        self._changed = threading.Condition()
        self._asked = 0.0
        self._process = 0
        self._last_event = "$"
        self._walked: deque[tuple[float, tuple[str, str]]] = deque()

    def now(self) -> Scene:
        """What there is to see, read at once."""
        return self._read()

    def after(self, number: int, patience: float) -> Scene | None:
        """The newest scene once it is another than `number`; None when nothing changed for `patience` seconds."""
        self._wake()
        with self._changed:
            self._changed.wait_for(lambda: self._scene.number != number, patience)
            self._asked = self._clock()
            return self._scene if self._scene.number != number else None

    def _wake(self) -> None:
        """See to it that somebody reads. Whoever comes first reads once before anything is shown."""
        with self._changed:
            self._asked = self._clock()
            is_awake, self._process = self._process == os.getpid(), os.getpid()
        if not is_awake:
            self._show(self._read(), always=True)
            threading.Thread(target=self._go_on, name="scenes", daemon=True).start()

    def _go_on(self) -> None:
        pause = threading.Event()
        while self._clock() - self._asked < FORGET_AFTER:
            self._show(self._read())
            pause.wait(EVERY)
        with self._changed:
            self._process = 0

    def _show(self, scene: Scene, *, always: bool = False) -> None:
        with self._changed:
            fresh = replace(scene, number=self._scene.number + 1)
            if always or replace(fresh, number=self._scene.number) != self._scene:
                self._scene = fresh
                self._changed.notify_all()

    def _read(self) -> Scene:
        try:
            calls = cast("Mapping[str, str]", self._redis.hgetall(LIVE))
            self._follow()
        except redis.RedisError:
            return Scene(0, self._scene.calls, self._scene.moves, is_stale=True)
        found = (_live_call(sid, place) for sid, place in calls.items())
        return Scene(0, tuple(sorted(filter(None, found), key=lambda call: call.since)), self._moves())

    def _follow(self) -> None:
        """Count the edges of the events since the last reading."""
        if self._last_event == "$":
            newest = cast("list[Any]", self._redis.xrevrange(EVENTS, count=1))
            self._last_event = newest[0][0] if newest else "0-0"
        rows = cast("list[Any]", self._redis.xrange(EVENTS, min=f"({self._last_event}", count=MOST_EVENTS))
        for name, fields in rows:
            self._last_event = name
            hops = orjson.loads(fields[FIELD]).get("hops", ())
            self._walked.extend((self._clock(), (step, to)) for step, _, to in hops)

    def _moves(self) -> Mapping[tuple[str, str], int]:
        while self._walked and self._walked[0][0] < self._clock() - MOVES_KEPT:
            self._walked.popleft()
        return Counter(edge for _, edge in self._walked)


def _live_call(sid: str, place: str) -> LiveCall | None:
    """None for what another version wrote."""
    try:
        step, language, since, *more = orjson.loads(place)
        return LiveCall(sid, step, language, datetime.fromisoformat(since), *more[:2])
    except (ValueError, TypeError):
        return None
