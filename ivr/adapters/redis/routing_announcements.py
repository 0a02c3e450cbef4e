"""Announces the version and switches in force to all workers through Redis. SQL is authoritative."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import orjson
import redis

from routing.switches import SwitchedOn
from routing.versions import Version

VERSION = "wismo:routing"
"""String: the number of the version in force."""
SWITCHES = "wismo:switches"
"""Hash: the switches that are on, each with its end (seconds since 1970)."""
TOLD = "wismo:switches:told"
"""Hash: the same switches with start, author and reason as JSON, for the console."""


class RoutingInForce(Protocol):
    """The authority on what is in force."""

    def current(self) -> Version:
        """Return the version in force."""

    def switched_on(self) -> Mapping[str, SwitchedOn]:
        """Return the switches that are on, by name."""


class Announcements:
    """Writes what is in force for all workers, and reads it for one of them."""

    def __init__(self, client: redis.Redis, store: RoutingInForce) -> None:
        self._redis = client
        self._store = store

    def tell(self) -> None:
        """Write the state of SQL to Redis."""
        with self._redis.pipeline() as together:
            self._write(together, *self._said())
            together.execute()

    def mend(self) -> None:
        """Write the state of SQL to Redis, unless another process writes it at the same time."""
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
        """Return the version in force and the switches that are on. Writes them first if Redis has neither."""
        with self._redis.pipeline(transaction=False) as together:
            together.get(VERSION)
            together.hgetall(SWITCHES)
            number, switches = cast("tuple[str | None, Mapping[str, str]]", together.execute())
        if number is None:
            self.tell()
            return self.read(now)
        return int(number), frozenset(name for name, until in switches.items() if float(until) > now.timestamp())

    def switched_on(self, now: datetime) -> list[SwitchedOn]:
        """Return the switches that are on, in full, in one round trip, or from SQL if Redis lacks them."""
        try:
            with self._redis.pipeline() as together:
                together.get(VERSION)
                together.hgetall(SWITCHES)
                together.hgetall(TOLD)
                number, on, told = cast("tuple[str | None, Mapping[str, str], Mapping[str, str]]", together.execute())
        except redis.RedisError:
            number, on, told = None, {}, {}
        if number is None or on.keys() - told.keys():
            return list(self._store.switched_on().values())
        found = (_switched_on(name, float(until), told[name]) for name, until in sorted(on.items()))
        return [each for each in found if each.until > now]

    def _said(self) -> tuple[int, Mapping[str, SwitchedOn]]:
        return self._store.current().number, self._store.switched_on()

    @staticmethod
    def _write(together: "redis.client.Pipeline", number: int, switches: Mapping[str, SwitchedOn]) -> None:
        together.set(VERSION, number)
        together.delete(SWITCHES, TOLD)
        if switches:
            on: dict[Any, Any] = {name: str(each.until.timestamp()) for name, each in switches.items()}
            told: dict[Any, Any] = {name: orjson.dumps(_told(each)) for name, each in switches.items()}
            together.hset(SWITCHES, mapping=on)
            together.hset(TOLD, mapping=told)


def _told(switch: SwitchedOn) -> list[object]:
    return [switch.since.timestamp(), switch.who, switch.why]


def _switched_on(name: str, until: float, told: str) -> SwitchedOn:
    since, who, why = orjson.loads(told)
    return SwitchedOn(name, datetime.fromtimestamp(until, UTC), datetime.fromtimestamp(since, UTC), who, why)
