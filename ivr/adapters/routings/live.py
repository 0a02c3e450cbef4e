"""What is in force, told to every worker through Redis; SQL is the truth, and Redis is mended from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import redis

from ivr.adapters.routings.store import RoutingStore

VERSION = "wismo:routing"
"""String: the number of the version in force."""
SWITCHES = "wismo:switches"
"""Hash: the switches that are on, each with the time (seconds) until which it is."""


class Announcements:
    """Tells the workers what is in force, and reads it for one of them."""

    def __init__(self, client: redis.Redis, store: RoutingStore) -> None:
        self._redis = client
        self._store = store

    def tell(self) -> None:
        """Write to Redis what SQL says."""
        with self._redis.pipeline() as together:
            self._write(together, *self._said())
            together.execute()

    def mend(self) -> None:
        """Write what SQL says, for a Redis that was not told; unless somebody tells it at this very moment."""
        with self._redis.pipeline() as together:
            together.watch(VERSION, SWITCHES)  # type: ignore[no-untyped-call]
            said = self._said()
            together.multi()
            self._write(together, *said)
            try:
                together.execute()
            except redis.WatchError:
                return

    def read(self, now: datetime) -> tuple[int, frozenset[str]]:
        """The number of the version in force, and the switches that are on. A Redis that knows neither is told."""
        with self._redis.pipeline(transaction=False) as together:
            together.get(VERSION)
            together.hgetall(SWITCHES)
            number, switches = cast("tuple[str | None, Mapping[str, str]]", together.execute())
        if number is None:
            self.tell()
            return self.read(now)
        return int(number), frozenset(name for name, until in switches.items() if float(until) > now.timestamp())

    def _said(self) -> tuple[int, Mapping[str, datetime]]:
        return self._store.current().number, self._store.switches()

    @staticmethod
    def _write(together: "redis.client.Pipeline", number: int, switches: Mapping[str, datetime]) -> None:
        together.set(VERSION, number)
        together.delete(SWITCHES)
        if switches:
            on: dict[Any, Any] = {name: str(until.timestamp()) for name, until in switches.items()}
            together.hset(SWITCHES, mapping=on)
