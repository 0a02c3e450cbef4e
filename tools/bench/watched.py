"""Callers beside a crowd at the console: what those who watch cost a turn, and how soon they see what a caller does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ivr.adapters.embedded import EmbeddedRedis
from ivr.adapters.records.draining import drain
from ivr.app.parts import Stores, open_stores
from ivr.settings import Settings
from tools.bench import traffic
from tools.bench.client import Run
from tools.bench.line import measure
from tools.bench.served import Served, served
from tools.bench.watchers import cookie_of, watching

BROWSERS = 200
"""Browsers that have the console open."""


@dataclass(slots=True)
class Watched:
    """What was measured. `shown` is the seconds from a turn's answer until a browser had been sent it, each time."""

    rate: float = 0.0
    without: list[Run] = field(default_factory=list)
    beside: list[Run] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def watched(directory: Path, told: Mapping[str, str], *, requests: int, rounds: int, callers: Iterator[int]) -> Watched:
    """First turns at half of saturation, with nobody at the console and with many, in turn.

    The line has a Redis of its own, so that the live map holds the calls of a round and no others.
    """
    found = Watched()
    with EmbeddedRedis(directory / "watched") as redis:
        told = {**told, "REDIS_URL": redis.url}
        with served("watched", "wsgi:app", directory, told) as server, _line(server, told) as line:
            line.calls(requests // 4, callers)  # imports, connections and caches are made
            full = [line.calls(requests, callers) for _ in range(rounds)]
            found.rate = median(requests / run.seconds for run in full) / 2
            for place in range(rounds):  # each is the first of its pair in turn: a machine may slow down or recover
                if place % 2 == 0:
                    found.without.append(line.calls(requests, callers, found.rate))
                with watching(server.address, line.cookie, BROWSERS) as shown:
                    found.beside.append(line.calls(requests, callers, found.rate))
                found.shown += shown
                if place % 2:
                    found.without.append(line.calls(requests, callers, found.rate))
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    server: Served
    stores: Stores
    cookie: str

    def calls(self, many: int, callers: Iterator[int], rate: float = 0.0) -> Run:
        """So many begin. What follows is not measured: all of them end, and go on record, where boards read them."""
        sids, requests = traffic.first_turns(many, callers)
        run = measure(self.server, requests, rate).run
        measure(self.server, traffic.ends(sids))
        drain(self.stores.redis, self.stores.engine)
        return run


@contextmanager
def _line(server: Served, told: Mapping[str, str]) -> Iterator[_Line]:
    settings = Settings.model_validate({key.removeprefix("WISMO_").lower(): value for key, value in told.items()})
    stores = open_stores(settings)
    yield _Line(server, stores, cookie_of(settings, stores))
    stores.close()
