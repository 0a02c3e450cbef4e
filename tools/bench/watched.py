"""Calls while many browsers watch the console: their cost for a turn, and the delay until they show a call."""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores, open_stores
from ivr.settings import Settings
from tools.bench import traffic
from tools.bench.client import Run
from tools.bench.line import measure
from tools.bench.served import CALLS, CONSOLE, Served, served
from tools.bench.watchers import cookies_of, on_screen, watching

BROWSERS = 200
"""The number of browsers that watch the console."""
AGENTS = 200
"""The number of agents at work, each with the desk open."""
LAST = 3
"""The number of latest saturations, of which the least is used."""
SETTLED = 2.0
"""Seconds for the machine to settle after hundreds of browsers connected or disconnected at once."""


@dataclass(slots=True)
class Watched:
    """The measurements, pair by pair, each at its own rate (calls a second). `shown` are the seconds from a turn's
    answer until a browser had received it.
    """

    rates: list[float] = field(default_factory=list)
    without: list[Run] = field(default_factory=list)
    beside: list[Run] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)


def watched(directory: Path, told: Mapping[str, str], *, requests: int, pairs: int, callers: Iterator[int]) -> Watched:
    """Measure first turns at half of saturation, alternately without browsers at the console and with many.

    Saturation is measured again for each pair, since the speed of a shared machine varies; the least of the last few is
    used, since half of a peak is more than half of the sustained rate. Many short pairs are more reliable than a few
    long ones: one stall of the machine spoils only the pair it falls into. The line has its own Redis, so that the
    live map holds only the calls of a round.
    """
    found, saturations = Watched(), deque[float](maxlen=LAST)
    with EmbeddedRedis(directory / "watched") as redis:
        told = {**told, "REDIS_URL": redis.url}
        with (
            served("watched", CALLS, directory, told) as server,
            served("console", CONSOLE, directory, told) as console,
            _line(server, console, told) as line,
        ):
            line.calls(requests, callers)  # imports, connections and caches are made
            saturations.extend(line.saturation(requests, callers) for _ in range(LAST - 1))
            for pair in range(pairs):
                saturations.append(line.saturation(requests, callers))
                found.rates.append(min(saturations) / 2)
                rounds = (_unwatched, _beside_a_crowd) if pair % 2 else (_beside_a_crowd, _unwatched)
                for each in rounds:
                    each(found, line, requests, callers)
            for _ in range(pairs // 2):
                found.shown += _shown(line, requests, callers, median(found.rates))
    return found


def _unwatched(found: Watched, line: "_Line", requests: int, callers: Iterator[int]) -> None:
    time.sleep(SETTLED)
    found.without.append(line.calls(requests, callers, found.rates[-1]))


def _beside_a_crowd(found: Watched, line: "_Line", requests: int, callers: Iterator[int]) -> None:
    with watching(line.console.address, line.cookie, BROWSERS, line.agents):
        time.sleep(SETTLED)
        found.beside.append(line.calls(requests, callers, found.rates[-1]))


def _shown(line: "_Line", requests: int, callers: Iterator[int], rate: float) -> list[float]:
    """Apart from the rest: a screen that must not wait, and the calls that are looked for on it, are load as well."""
    address, cookie = line.console.address, line.cookie
    with (
        watching(address, cookie, BROWSERS - 1, line.agents),
        on_screen(address, cookie, line.server.address[1]) as shown,
    ):
        line.calls(requests, callers, rate)
    return shown


@dataclass(frozen=True, slots=True)
class _Line:
    server: Served
    console: Served
    stores: Stores
    cookie: str
    agents: list[str]
    """A cookie for each agent."""

    def calls(self, many: int, callers: Iterator[int], rate: float = 0.0) -> Run:
        """Measure the beginning of `many` calls. Unmeasured, all of them then end and are recorded for the boards."""
        sids, requests = traffic.first_turns(many, callers)
        run = measure(self.server, requests, rate).run
        measure(self.server, traffic.ends(sids))
        drain(self.stores.redis, self.stores.engine)
        return run

    def saturation(self, many: int, callers: Iterator[int]) -> float:
        """The number of calls that begin in a second in a closed loop: each answer starts the next call."""
        return many / self.calls(many, callers).seconds


@contextmanager
def _line(server: Served, console: Served, told: Mapping[str, str]) -> Iterator[_Line]:
    settings = Settings.model_validate({key.removeprefix("WISMO_").lower(): value for key, value in told.items()})
    stores = open_stores(settings)
    yield _Line(server, console, stores, *cookies_of(settings, stores, AGENTS))
    stores.close()
