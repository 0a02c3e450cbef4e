"""A lock for recording sessions: two at the same time would pay for the same sentences twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis
from redis.exceptions import LockError

from prompts.studio.recording_session import Retention

LONGEST = 170
"""Seconds after which a session counts as dead. RQ ends a job after 180 seconds."""


@contextmanager
def recording_lock(client: redis.Redis, keep: Retention) -> Iterator[bool]:
    """Yield whether the lock was acquired; it is held until the end of the block."""
    lock = client.lock(f"wismo:studio:{keep.value}", timeout=LONGEST)
    taken = bool(lock.acquire(blocking=False))
    try:
        yield taken
    finally:
        if taken:
            with suppress(LockError):  # the lock expired, and another session has begun
                lock.release()
