"""One session at a time: two at once would pay for the same sentences twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis
from redis.exceptions import LockError

from prompts.studio.recording_session import Retention

LONGEST = 170
"""Seconds after which a session that never ended is taken to be dead; RQ ends a job by 180."""


@contextmanager
def recording_lock(client: redis.Redis, keep: Retention) -> Iterator[bool]:
    """Whether nobody else records now; nobody else will until the end of the block."""
    lock = client.lock(f"wismo:studio:{keep.value}", timeout=LONGEST)
    taken = bool(lock.acquire(blocking=False))
    try:
        yield taken
    finally:
        if taken:
            with suppress(LockError):  # it took too long, and another session has begun
                lock.release()
