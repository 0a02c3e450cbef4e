"""A line for fault injection: the web server as in production, on its own Redis and database."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from sqlalchemy import Engine, text

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql import database
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.schema import upgrade
from ivr.adapters.telemetry import metrics
from ivr.cli.serve import listen
from ivr.emulator import RealClock
from tests.processes import children
from tests.shop import Shop

PROJECT = Path(__file__).parents[2]
TOKEN = "a-token-for-tests"
SECRET = "a-secret-for-tests"
METRICS_TOKEN = "a-token-of-metrics"
PUBLIC_URL, CONSOLE_URL = "https://line.example", "https://people.example"

FULL = int(os.environ.get("WISMO_TEST_SECONDS", "0"))
"""Seconds that a fault lasts in the long run, in which the figures are asserted too; 0 is the short run."""


WORKERS = 2
"""Web workers that answer calls."""


def seconds(short: float) -> float:
    """How long a fault lasts: `short`, unless the long run is asked for."""
    return FULL or short


@dataclass
class Rig:
    """Everything of one line. `redis` is its server, `database_url` its database; the orders are known to `shop`."""

    directory: Path
    redis: EmbeddedRedis
    database_url: str
    environment: dict[str, str]
    calls: socket.socket = field(default_factory=lambda: listen("127.0.0.1", 0))
    console: socket.socket = field(default_factory=lambda: listen("127.0.0.1", 0))
    """Where the two servers accept connections: held here, as `wismo serve` does."""
    web: subprocess.Popen[bytes] | None = None
    people: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where calls come in."""
        return int(self.calls.getsockname()[1])

    @property
    def console_port(self) -> int:
        """The console's port."""
        return int(self.console.getsockname()[1])

    def start(self) -> None:
        """Both servers, until they answer."""
        counts = metrics.prepare(self.directory / "metrics")
        self.web, self.people = (
            self.run([sys.executable, "-m", "ivr.cli.web_server", name, str(at.fileno())], fd=at.fileno(), **counts)
            for name, at in (("calls", self.calls), ("console", self.console))
        )
        self.until_it_answers()

    def until_it_answers(self) -> None:
        """All workers are there."""
        give_up = time.monotonic() + 120
        while len(self.workers()) < WORKERS or not self._answers(self.port) or not self._answers(self.console_port):
            for server in (self.web, self.people):
                assert server is not None
                assert server.poll() is None, self.log
            assert time.monotonic() < give_up, self.log
            time.sleep(0.05)

    def run(self, command: list[str], fd: int = -1, **environment: str) -> subprocess.Popen[bytes]:
        """Run a process of this line, keeping its log."""
        with (self.directory / "log").open("a") as log:
            own = {**clean_environment(), **self.environment, **environment}
            fds = () if fd < 0 else (fd,)
            return subprocess.Popen(command, cwd=PROJECT, env=own, stdout=log, stderr=log, pass_fds=fds)

    def stop(self) -> None:
        """End both servers; turns in flight are finished."""
        for server in filter(None, (self.web, self.people)):
            server.terminate()
            server.wait(20)
        self.calls.close()
        self.console.close()

    def _answers(self, port: int) -> bool:
        try:
            return bool(self.get("/healthz", port))
        except OSError:
            return False

    def get(self, path: str, port: int = 0) -> str:
        """A page of the server for calls, or of the one at `port`."""
        page = urllib.request.Request(
            f"http://127.0.0.1:{port or self.port}{path}", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        )
        with urllib.request.urlopen(page, timeout=10) as answer:
            return answer.read().decode()

    def looks(self, path: str) -> str:
        """A page of the console's server."""
        return self.get(path, self.console_port)

    def workers(self) -> list[int]:
        """The processes that answer calls."""
        return children(self.web.pid) if self.web else []

    def at_the_console(self) -> int:
        """The process that answers the console."""
        assert self.people is not None
        give_up = time.monotonic() + 20
        while not (there := children(self.people.pid)):
            assert time.monotonic() < give_up, self.log
            time.sleep(0.05)
        return there[0]

    @property
    def engine(self) -> Engine:
        """An engine of the test's own; dispose of it."""
        return database.connect(self.database_url, self.directory)

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The log lines of one kind."""
        lines = [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("event") == event]

    def client(self) -> redis.Redis:
        """A connection to its Redis with patience."""
        return connect(self.redis.url, 5.0)

    def drain(self) -> None:
        """Bring the events that wait in Redis into the record."""
        engine = self.engine
        with self.client() as client:
            drain(client, engine)
        engine.dispose()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        engine = self.engine
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return found

    def settled(self, statement: str, expected: object, patience: float = 30) -> list[tuple[Any, ...]]:
        """The rows of a query, once the first value is as expected: late events take a moment."""
        give_up = time.monotonic() + patience
        while True:
            self.drain()
            found = self.rows(statement)
            if (found and found[0][0] == expected) or time.monotonic() > give_up:
                return found
            time.sleep(0.2)


def clean_environment() -> dict[str, str]:
    """The environment of the test, without settings of another line."""
    own = ("WISMO_", "TWILIO_", "REDIS_URL", "DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "CONSOLE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


@contextmanager
def rigged(directory: Path, database_url: str = "", *, seen_at: str = "", **environment: str) -> Iterator[Rig]:
    """A line on the database of that address (SQLite when empty), its tables made, its web server not yet started.

    `seen_at` is the database's address for the line, if it differs from the test's.
    """
    url = database_url or f"sqlite:///{directory}/wismo.db"
    with EmbeddedRedis(directory / "redis") as server:
        told = {
            "PUBLIC_URL": PUBLIC_URL,
            "CONSOLE_URL": CONSOLE_URL,
            "SECRET_KEY": SECRET,
            "WISMO_METRICS_TOKEN": METRICS_TOKEN,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "REDIS_URL": server.url,
            "DATABASE_URL": seen_at or url,
            "WISMO_DATA_DIR": str(directory),
        }
        rig = Rig(directory, server, url, told | environment)
        engine = rig.engine
        upgrade(engine)
        engine.dispose()
        try:
            yield rig
        finally:
            rig.stop()


def fill(rig: Rig, customers: int) -> list[str]:
    """An order out for delivery for each of so many customers; gives their numbers.

    The clock is real: a window that ends in the afternoon would have passed in the evening, and the orders be late.
    """
    engine = rig.engine
    shop = Shop(OrderIndex(engine, engine), RealClock())
    numbers = [f"+1415555{place:04d}" for place in range(100, 100 + customers)]
    for number in numbers:
        shop.has_order(phone=number, number=number[-7:], status="out_for_delivery", window="00:00-23:59")
    engine.dispose()
    return numbers
