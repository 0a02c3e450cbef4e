"""Health probes of Redis: does it answer, and does it accept writes?"""

import os

import redis
from redis.exceptions import AuthenticationError, NoPermissionError, OutOfMemoryError, ReadOnlyError

_KEPT = 10  # seconds

_REFUSALS: tuple[tuple[type[Exception] | tuple[()], str, str], ...] = (
    (ReadOnlyError, "READONLY", "can be read and not written: it is a replica, use the primary"),
    (OutOfMemoryError, "OOM", "can be read and not written: it is full (maxmemory)"),
    ((), "MISCONF", "can be read and not written: it failed to save its file; look at its disk and its log"),
    ((), "NOREPLICAS", "can be read and not written: it waits for replicas (min-replicas-to-write)"),
    (AuthenticationError, "WRONGPASS", "refuses user or password"),
    (NoPermissionError, "NOPERM", "does not let this user write the keys of wismo: (ACL)"),
    (redis.BusyLoadingError, "LOADING", "reads its file, and will answer soon"),
    ((), "max number of clients", "has no connection left (maxclients)"),
)


def redis_answers(client: redis.Redis) -> str:
    """Return what is wrong with Redis, "" if nothing is. Raises RedisError if it does not answer.

    A replica, a full server and one that cannot save still answer reads, so the probe writes a small key.
    """
    try:
        client.set(f"wismo:health:{os.getpid()}", "1", ex=_KEPT)
    except redis.RedisError as error:
        if fault := _refusal(str(error), error):
            return fault
        raise
    return ""


def redis_fault(error: redis.RedisError) -> str:
    """Describe an error of Redis without its address; "" if the error is unknown."""
    if fault := _refusal(str(error), error):
        return fault
    if isinstance(error, redis.TimeoutError):
        return "does not answer in time"
    return "does not answer" if isinstance(error, redis.ConnectionError) else ""


def _refusal(said: str, error: redis.RedisError) -> str:
    """Return why Redis refused. redis-py removes the error code from the message; our own connections do not."""
    for kind, opening, words in _REFUSALS:
        if isinstance(error, kind) or said.startswith(opening):
            return words
    return ""
