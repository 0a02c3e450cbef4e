"""What Prometheus may ask, right under several web workers.

With PROMETHEUS_MULTIPROC_DIR set before this module is imported, every process counts into files there, and any of
them answers for all. Labels are names of flows, steps and the like: never a caller's.
"""

import atexit
import os
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108 - the name of a place, not of a file of ours
"""Files that are kept in memory (Linux: tmpfs)."""
LEAST_ROOM = 16 * 2**20
"""Bytes: what a few workers may count, some times over."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
BREAKER_STATES = {"closed": 0, "half-open": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Meters:
    """The counters of one process, for the use cases to tell what happened."""

    registry: CollectorRegistry
    turns: Counter
    seconds: Histogram
    calls: Counter
    kept: Counter
    refusals: Counter
    redis_failures: Counter
    step_errors: Counter
    borrowed: Counter
    unsent: Counter
    wrong_pins: Counter
    breaker: Gauge
    children: dict[tuple[str, str, str], Counter]
    """`turns` by its labels: looking a child up here costs a tenth of asking the library."""

    def call_begun(self) -> None:
        """A call came in that was not known before."""
        self.calls.inc()

    def turn_taken(self, *, flow: str, outcome: str, degraded: bool, seconds: float) -> None:
        """A turn was answered. `degraded`: without its session, or without the order source."""
        key = (flow, outcome, "yes" if degraded else "no")
        counted = self.children.get(key)
        if counted is None:
            counted = self.children[key] = self.turns.labels(*key)
        counted.inc()
        self.seconds.observe(seconds)

    def kept_answer_given(self) -> None:
        """A webhook came again and got the answer that it had got before."""
        self.kept.inc()

    def signature_refused(self) -> None:
        """A request was not signed by Twilio."""
        self.refusals.inc()

    def redis_failed(self, operation: str) -> None:
        """A session could not be read or written in time."""
        self.redis_failures.labels(operation).inc()

    def step_failed(self, *, flow: str, step: str) -> None:
        """A step raised; its caller heard the apology."""
        self.step_errors.labels(flow, step).inc()

    def words_borrowed(self, locale: str) -> None:
        """A sentence of a locale was said in another language's words."""
        self.borrowed.labels(locale).inc()

    def outreach_refused(self, what: str, why: str) -> None:
        """A text or a callback was asked for that is not granted."""
        self.unsent.labels(what, why).inc()

    def pin_refused(self) -> None:
        """A PIN at the desk line was wrong, or one too many."""
        self.wrong_pins.inc()

    def breaker_is(self, state: Literal["closed", "half-open", "open"]) -> None:
        """The order source's circuit breaker changed its state."""
        self.breaker.set(BREAKER_STATES[state])


def meters() -> Meters:
    """Meters of their own registry: as many as there are applications in a process."""
    registry = CollectorRegistry()
    counter = _Counters(registry)
    return Meters(
        registry=registry,
        turns=counter("turns", "Turns answered.", "flow", "outcome", "degraded"),
        seconds=Histogram("wismo_turn_seconds", "Time to answer a turn.", buckets=TURN_SECONDS, registry=registry),
        calls=counter("calls_begun", "Calls that came in."),
        kept=counter("kept_answers", "Repeated webhooks that got their first answer again."),
        refusals=counter("signature_refusals", "Requests that Twilio did not sign."),
        redis_failures=counter("redis_failures", "Session reads and writes that failed.", "operation"),
        step_errors=counter("step_errors", "Steps that raised.", "flow", "step"),
        borrowed=counter("borrowed_prompts", "Sentences said in another language's words.", "locale"),
        wrong_pins=counter("wrong_pins", "PINs at the desk line that were wrong, or one too many."),
        unsent=counter("outreach_refusals", "Texts and callbacks asked for and not granted.", "what", "why"),
        breaker=Gauge(
            "wismo_order_source_breaker_state",
            "The order source's breaker, the worst of all workers: 0 closed, 1 half-open, 2 open.",
            registry=registry,
            multiprocess_mode="livemax",
        ),
        children={},
    )


@dataclass(frozen=True, slots=True)
class _Counters:
    registry: CollectorRegistry

    def __call__(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(f"wismo_{name}", documentation, labels, registry=self.registry)


def exposition(meters: Meters) -> bytes:
    """Everything counted, by all processes when they share a directory, as Prometheus reads it."""
    if DIRECTORY not in os.environ:
        return generate_latest(meters.registry)
    everything = CollectorRegistry()
    MultiProcessCollector(everything)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(everything)


def in_memory(line: Path) -> Path | None:
    """A place for the counts of a line, in memory: who counts into a mapped file dies by SIGBUS when the disk is full.

    None where there is no memory to share: each process then counts for itself. What lines left there
    that were killed is cleared away.
    """
    name = f"wismo-{blake2b(os.fsencode(line.absolute()), digest_size=6).hexdigest()}"
    try:
        for left in MEMORY.glob("wismo-*-*"):
            pid = left.name.rpartition("-")[2]
            if pid.isdecimal() and not _runs(int(pid)):
                shutil.rmtree(left, ignore_errors=True)
        room = os.statvfs(MEMORY)
    except OSError:
        return None
    return MEMORY / f"{name}-{os.getpid()}" if room.f_bavail * room.f_frsize >= LEAST_ROOM else None


def prepare(directory: Path | None) -> dict[str, str]:
    """An empty directory for the counts, and the environment that leads a new process to it. It goes with this one."""
    if directory is None:
        return {}
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, parents=True)
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return {DIRECTORY: str(directory)}


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def process_ended(pid: int) -> None:
    """Take a dead worker out of the gauges; what it counted stays."""
    if DIRECTORY in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]
