"""The state of the queues: callers waiting, pace of answering, failed attempts to connect."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import redis

from ivr.adapters.redis.sessions import keys
from routing.caller import QueueState
from routing.wait_estimates import is_unreachable, pace

_COMMANDS = 5


def read_queues(client: redis.Redis, queues: Iterable[str], *, now: datetime) -> Mapping[str, QueueState]:
    """Return the state of each queue, in one round trip. Raises redis-py's errors."""
    names, at = tuple(queues), now.timestamp()
    with client.pipeline(transaction=False) as together:
        for queue in names:
            together.zcard(keys.line(queue))
            together.zcard(keys.waits(queue))
            together.zrange(keys.waits(queue), 0, 0, withscores=True)
            together.lrange(keys.pace(queue), 0, -1)
            together.hmget(keys.reach(queue), "failed", "at")
        found = iter(together.execute())
    return dict(zip(names, _states(found, at), strict=True))


def _states(found: Iterator[Any], now: float) -> Iterator[QueueState]:
    for in_line, waiting, oldest, paces, (failed, failed_at) in zip(*[found] * _COMMANDS, strict=True):
        yield QueueState(
            waiting=waiting,
            callbacks=max(0, in_line - waiting),
            longest=now - oldest[0][1] if oldest else 0.0,
            pace=pace([float(at) for at in paces], now),
            unreachable=is_unreachable(int(failed or 0), float(failed_at or 0), now),
        )
