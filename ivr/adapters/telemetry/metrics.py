"""Metrics for Prometheus, aggregated over several web workers.

With PROMETHEUS_MULTIPROC_DIR set before this module is imported, every process counts into files there, and each
answers for all. Labels are names of flows, steps and the like, never personal data.
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
MEMORY = Path("/dev/shm")  # noqa: S108 - a directory, not a file of a fixed name
"""A directory in memory (Linux: tmpfs)."""
LEAST_ROOM = 16 * 2**20
"""Free bytes required: several times what a few workers need."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
BREAKER_STATES = {"closed": 0, "half-open": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class Meters:
    """The metrics of one process, with a method for each event."""

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
    surveys: Counter
    wrong_pins: Counter
    webhooks: Counter
    breaker: Gauge
    children: dict[tuple[str, str, str], Counter]
    """`turns` by labels: a look-up here takes a tenth of the time of the library's."""

    def call_begun(self) -> None:
        """Count a new call."""
        self.calls.inc()

    def turn_taken(self, *, flow: str, outcome: str, degraded: bool, seconds: float) -> None:
        """Count an answered turn. `degraded`: without its session or without the order source."""
        key = (flow, outcome, "yes" if degraded else "no")
        counted = self.children.get(key)
        if counted is None:
            counted = self.children[key] = self.turns.labels(*key)
        counted.inc()
        self.seconds.observe(seconds)

    def kept_answer_given(self) -> None:
        """Count a repeated webhook that got the stored answer."""
        self.kept.inc()

    def signature_refused(self) -> None:
        """Count a request without a valid signature."""
        self.refusals.inc()

    def redis_failed(self, operation: str) -> None:
        """Count a failure to read or write a session in time."""
        self.redis_failures.labels(operation).inc()

    def step_failed(self, *, flow: str, step: str) -> None:
        """Count a step that raised; the caller heard the apology."""
        self.step_errors.labels(flow, step).inc()

    def words_borrowed(self, locale: str) -> None:
        """Count a sentence of a locale that was spoken in a fallback language."""
        self.borrowed.labels(locale).inc()

    def outreach_refused(self, what: str, why: str) -> None:
        """Count a text or callback that was refused."""
        self.unsent.labels(what, why).inc()

    def survey_came_to(self, answer: str) -> None:
        """Count a survey that was asked, and each answer."""
        self.surveys.labels(answer).inc()

    def pin_refused(self) -> None:
        """Count a PIN at the desk line that was wrong or over the limit."""
        self.wrong_pins.inc()

    def webhook_came(self, source: str, outcome: str) -> None:
        """Count a webhook of a source."""
        self.webhooks.labels(source, outcome).inc()

    def breaker_is(self, state: Literal["closed", "half-open", "open"]) -> None:
        """Set the state of the order source's circuit breaker."""
        self.breaker.set(BREAKER_STATES[state])


def meters() -> Meters:
    """Return meters with a registry of their own, one for each application in a process."""
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
        webhooks=counter("webhooks", "Webhooks of sources of orders.", "source", "outcome"),
        unsent=counter("outreach_refusals", "Texts and callbacks asked for and not granted.", "what", "why"),
        surveys=counter("surveys", "Surveys asked, and answered yes or no.", "answer"),
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
    """Return all metrics in the format of Prometheus, those of all processes if they share a directory."""
    if DIRECTORY not in os.environ:
        return generate_latest(meters.registry)
    everything = CollectorRegistry()
    MultiProcessCollector(everything)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return generate_latest(everything)


def in_memory(line: Path) -> Path | None:
    """Return a directory in memory for the counts of a line. On a full disk, writing a mapped file ends in SIGBUS.

    Returns None without enough shared memory: each process then counts for itself. Directories of processes that were
    killed are removed.
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
    """Create an empty directory, removed when this process exits. Returns the environment for processes that use it."""
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
    """Remove a dead worker from the gauges. Its counts are kept."""
    if DIRECTORY in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call]
