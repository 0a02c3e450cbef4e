"""Reads the inputs of routing for one worker: version and switches in force, queue states, ledger."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import redis
from sqlalchemy import Engine

from ivr.adapters.redis.live_queues import read_queues
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.routing_runtime import RoutingSnapshot
from ivr.adapters.redis.split_ledger import read_ledger
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.routing.store import RoutingStore
from routing.decide import CompiledRouting
from routing.document import RoutingError
from routing.versions import UnknownVersion

VERSIONS_KEPT = 20


@dataclass(slots=True)
class RoutingPoller:
    """Reads snapshots. `broken` is called once for a version that cannot be read; the last good one stays in use."""

    redis: redis.Redis
    engine: Engine
    store: RoutingStore
    clock: Callable[[], datetime]
    broken: Callable[[int, str], None]
    last: CompiledRouting
    _versions: dict[int, CompiledRouting | None] = field(default_factory=dict)

    def snapshot(self) -> RoutingSnapshot:
        """Read a snapshot. Raises the errors of redis-py and SQLAlchemy."""
        now = self.clock()
        number, switches = Announcements(self.redis, self.store).read(now)
        self.last = self._newest_readable(number) or self.last
        return RoutingSnapshot(
            config=self.last,
            switches=switches,
            states=read_queues(self.redis, self.last.routing.queues, now=now),
            ledger=read_ledger(self.redis, now, recorded=lambda at: ledger_of(self.engine, at)),
        )

    def _newest_readable(self, number: int) -> CompiledRouting | None:
        numbers = range(number, max(number - VERSIONS_KEPT, -1), -1)
        return next((found for found in map(self.version, numbers) if found is not None), None)

    def version(self, number: int) -> CompiledRouting | None:
        """Return a compiled version, or None if it cannot be read. Each version is read from SQL once."""
        if number not in self._versions:
            while len(self._versions) >= VERSIONS_KEPT:
                self._versions.pop(min(self._versions))
            self._versions[number] = self._compile(number)
        return self._versions[number]

    def _compile(self, number: int) -> CompiledRouting | None:
        try:
            return CompiledRouting(self.store.version(number).routing, number)
        except (RoutingError, UnknownVersion) as error:
            self.broken(number, str(error))
            return None
