"""Locks and rests of sources, in Redis: one machine at a time asks a source, and none while it rests."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

import redis
from redis.exceptions import LockError

Task = Literal["news", "sync", "fetch", "follow"]
LONGEST = 60
"""Seconds after which a task that gave no sign counts as dead: its process was killed."""


@contextmanager
def source_lock(client: redis.Redis, task: Task, source: str = "") -> Iterator[Callable[[], bool] | None]:
    """Yield a function that renews the lock and returns whether it is still held; None if another process has it."""
    lock = client.lock(f"wismo:source:{task}:{source}", timeout=LONGEST)
    if not lock.acquire(blocking=False):
        yield None
        return

    def renew() -> bool:
        try:
            return bool(lock.reacquire())
        except LockError:
            return False

    try:
        yield renew
    finally:
        with suppress(LockError):  # it expired, and another process has begun
            lock.release()


class SourceRests:
    """The sources that are left alone for some seconds, because they asked for it or did not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def begin(self, source: str, seconds: float) -> None:
        """Leave a source alone."""
        self._redis.set(f"wismo:source:rest:{source}", "1", ex=max(1, math.ceil(seconds)))

    def has(self, source: str) -> bool:
        """Whether a source is left alone."""
        return bool(self._redis.exists(f"wismo:source:rest:{source}"))

    def end(self, source: str) -> None:
        """Ask it again at once: a person changed it."""
        self._redis.delete(f"wismo:source:rest:{source}")
