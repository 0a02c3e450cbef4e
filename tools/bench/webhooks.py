"""Calls while a shop sends webhooks: what these cost the calls, how soon they are answered, and how soon applied."""

import os
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.news.stream import NEWS
from ivr.app.parts import open_stores
from ivr.app.sources import sources_of
from ivr.cli.serve import BACKGROUND, wismo
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.orders.sources.woocommerce.orders_json import webhook, woo_order
from tools.bench import traffic
from tools.bench.client import Run
from tools.bench.line import measure
from tools.bench.served import CALLS, Served, served

RATE = 10_000 / 60
"""Webhooks a second."""
LAST = 3
"""The number of latest saturations, of which the least is used."""
PATIENCE = 60.0
"""Seconds until all webhooks must have been applied."""
SECRET = "a-secret-of-the-shop"
_names = count(1)


@dataclass(slots=True)
class Told:
    """The measurements, pair by pair. `taken` are runs of webhooks, `lags` the seconds from the last webhook's answer
    until all were applied.
    """

    rates: list[float] = field(default_factory=list)
    without: list[Run] = field(default_factory=list)
    beside: list[Run] = field(default_factory=list)
    taken: list[Run] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)


def told_by_webhooks(
    directory: Path, environment: Mapping[str, str], *, requests: int, pairs: int, callers: Iterator[int]
) -> Told:
    """Measure first turns at half of saturation, alternately without webhooks and beside 10,000 a minute.

    The jobs that apply them run beside both, as `wismo serve` runs them.
    """
    found, saturations = Told(), deque[float](maxlen=LAST)
    with EmbeddedRedis(directory / "told") as server:
        environment = {**environment, "REDIS_URL": server.url}
        _connect_shop(environment)
        with served("told", CALLS, directory, environment) as line, _jobs(directory, environment):
            saturations.extend(_saturation(line, requests, callers) for _ in range(LAST))
            for pair in range(pairs):
                saturations.append(_saturation(line, requests, callers))
                found.rates.append(min(saturations) / 2)
                rounds = (_alone, _beside_webhooks) if pair % 2 else (_beside_webhooks, _alone)
                for each in rounds:
                    each(found, line, requests, callers)
                with connect(server.url, PATIENCE) as client:
                    found.lags.append(_until_applied(client))
    return found


def _saturation(line: Served, requests: int, callers: Iterator[int]) -> float:
    return requests / measure(line, traffic.first_turns(requests, callers)[1]).run.seconds


def _alone(found: Told, line: Served, requests: int, callers: Iterator[int]) -> None:
    found.without.append(measure(line, traffic.first_turns(requests, callers)[1], found.rates[-1]).run)


def _beside_webhooks(found: Told, line: Served, requests: int, callers: Iterator[int]) -> None:
    lasts = requests / found.rates[-1]
    webhooks = [_webhook(next(_names)) for _ in range(max(1, round(RATE * lasts)))]
    with ThreadPoolExecutor(1) as sender:
        taken = sender.submit(measure, line, webhooks, RATE)
        found.beside.append(measure(line, traffic.first_turns(requests, callers)[1], found.rates[-1]).run)
        found.taken.append(taken.result().run)


def _until_applied(client: redis.Redis) -> float:
    began = time.monotonic()
    while client.xlen(NEWS):
        if time.monotonic() > began + PATIENCE:
            raise RuntimeError("the webhooks were not applied: see the jobs' log")
        time.sleep(0.02)
    return time.monotonic() - began


def _webhook(number: int) -> bytes:
    """A new order of twenty lines, as WooCommerce sends it."""
    order = woo_order(number)
    sent = webhook(
        {**order, "line_items": order["line_items"] * 10}, "order.created", secret=SECRET, delivery=f"{number}"
    )
    headers = {**sent.headers, "Host": "line.example", "Content-Length": str(len(sent.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /webhooks/shop HTTP/1.1\r\n{head}\r\n".encode() + sent.body


def _connect_shop(environment: Mapping[str, str]) -> None:
    settings = Settings.model_validate({key.removeprefix("WISMO_").lower(): each for key, each in environment.items()})
    stores = open_stores(settings)
    now = datetime.now(UTC)
    sources = sources_of(settings, stores.engine, lambda: now)
    source = Source("shop", "woocommerce", address="https://shop.example", secrets={"webhook_secret": SECRET})
    sources.add(source, actor=Actor("bench", "cli"))
    sources.failed("shop", "it is not there", is_refused=True)  # so that no job asks it
    stores.close()


@contextmanager
def _jobs(directory: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """The schedule and a worker, as `wismo serve` runs them."""
    with (directory / "jobs.log").open("w") as log:
        told = {"env": {**os.environ, **environment}, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        running = [subprocess.Popen([*BACKGROUND, *wismo(command)], **told) for command in ("schedule", "worker")]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()
