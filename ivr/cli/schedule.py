"""`wismo schedule`: the periodic jobs, and the dispatcher of the desk.

RQ's own CronScheduler pickles its jobs and queues them once per machine.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
import redis
import structlog
from rq import Queue
from rq.exceptions import DuplicateJobError

from ivr.adapters.redis.job_queue import jobs
from ivr.adapters.redis.line_figures import FAILURES_KEPT
from ivr.app.desk_dispatcher import start_dispatcher
from ivr.cli.environment import redis_at, start_process

log = structlog.get_logger()


@dataclass(frozen=True)
class Tick:
    """A job and its period in seconds."""

    job: str
    every: int


TICKS = (
    Tick("ivr.jobs.record", 2),
    Tick("ivr.jobs.take_news", 2),
    Tick("ivr.jobs.fetch_orders", 2),
    Tick("ivr.jobs.sync_sources", 60),
    Tick("ivr.jobs.follow_parcels", 300),
    Tick("ivr.jobs.deliver", 5),
    Tick("ivr.jobs.notify", 10),
    Tick("ivr.jobs.send_requests", 5),
    Tick("ivr.jobs.send_events", 2),
    Tick("ivr.jobs.call_back", 10),
    Tick("ivr.jobs.publish", 5),
    Tick("ivr.jobs.watch", 5),
    Tick("ivr.jobs.tell", 5),
    Tick("ivr.jobs.tend_work", 10),
    Tick("ivr.jobs.sweep", 10),
    Tick("ivr.jobs.record_orders", 2),
    Tick("ivr.jobs.record_ahead", 600),
    Tick("ivr.jobs.prune_recordings", 3600),
    Tick("ivr.jobs.erase", 60),
    Tick("ivr.jobs.measure_sources", 60),
    Tick("ivr.jobs.measure_requests", 60),
    Tick("ivr.jobs.count_reasons", 900),
    Tick("ivr.jobs.count_parcels", 6 * 3600),
    Tick("ivr.jobs.roll_up", 900),
    Tick("ivr.jobs.send_reports", 60),
    Tick("ivr.jobs.settle_history", 6 * 3600),
    Tick("ivr.jobs.forecast_calls", 900),
    Tick("ivr.jobs.forget", 24 * 3600),
)


@click.command()
def schedule() -> None:
    """Queue the periodic jobs, and offer waiting callers to agents.

    If several of these run, each job is still queued once per period, and one of them dispatches.
    """
    settings = start_process()
    with redis_at(settings) as url, stopping() as stop:
        queue = jobs(url)
        given: dict[str, int] = {}
        finish = start_dispatcher(settings.model_copy(update={"redis_url": url}), stop)
        while not stop.wait(0.2):
            try:
                give(queue, time.time(), given)
            except redis.RedisError as error:
                log.warning("Redis did not take the periodic jobs", error=type(error).__name__)
        finish()


def give(queue: Queue, now: float, given: dict[str, int]) -> None:
    """Queue every job whose period has begun. `given` holds the last period of each job."""
    for tick in TICKS:
        period = int(now // tick.every)
        if given.get(tick.job) != period:
            _enqueue(queue, tick, period)
            given[tick.job] = period


def _enqueue(queue: Queue, tick: Tick, period: int) -> None:
    """Queue a job once for all machines: its id is unique for the period. If not started within it, it is dropped."""
    lifetime = max(tick.every, 60)
    try:
        queue.enqueue_call(
            tick.job,
            job_id=f"{tick.job.replace('.', '-')}-{period}",
            unique=True,
            ttl=lifetime,
            result_ttl=lifetime,
            failure_ttl=FAILURES_KEPT,
        )
    except DuplicateJobError:
        return


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that is set by SIGTERM and Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    yield stop
