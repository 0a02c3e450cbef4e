"""Orders that have to be asked for at their shops, in Redis, until that was done."""

from collections.abc import Iterable, Mapping
from typing import cast

import redis

from ivr.orders.news import OrderChanged

_DONE = """for place = 1, #ARGV, 2 do
    if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[place])) == tonumber(ARGV[place + 1]) then
        redis.call('ZREM', KEYS[1], ARGV[place])
    end
end"""
"""Take orders out, unless they changed again meanwhile."""


class PendingOrders:
    """The orders of each source, by the time of their last change: those that changed first are asked for first."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def add(self, changes: Iterable[OrderChanged]) -> None:
        """Note orders that changed."""
        with self._redis.pipeline() as together:
            for each in changes:
                together.zadd(_key(each.source), {each.source_id: each.at.timestamp()}, gt=True)
            together.execute()

    def of(self, source: str, most: int) -> Mapping[str, float]:
        """Orders of a source to ask for, by their names there, with the time of their change in seconds."""
        found = self._redis.zrange(_key(source), 0, most - 1, withscores=True)
        return dict(cast("list[tuple[str, float]]", found))

    def done(self, source: str, asked: Mapping[str, float]) -> None:
        """Take orders out that were asked for, unless they changed again meanwhile."""
        if asked:
            self._redis.eval(_DONE, 1, _key(source), *(word for pair in asked.items() for word in pair))

    def count(self, source: str) -> int:
        """The number of orders of a source that wait."""
        return self._redis.zcard(_key(source))

    def forget(self, source: str) -> None:
        """Forget the orders of a source."""
        self._redis.delete(_key(source))


def _key(source: str) -> str:
    return f"wismo:news:pending:{source}"
