"""The figures of the line that monitoring watches: queues, standing alerts, texts that were not sent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.reporting.alerts import AlertInputs, AlertState
from ivr.reporting.kpis import Counts, service_level
from routing.caller import QUIET
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """A queue now, and its calls of the last half-hour. Times are in seconds, shares between 0 and 1."""

    queue: str
    name: str
    waiting: int
    callbacks: int
    longest: float
    is_reachable: bool
    """Whether the last attempts to connect reached somebody."""
    offered: int
    answered: int
    abandoned: int
    service_level: float | None
    """None without calls: unknown is not 0."""
    promised: float
    """The share that the routing document promises."""


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What was measured at a time (seconds since 1970). `alerts` counts those that stand, by kind."""

    measured_at: float
    queues: tuple[QueueFigures, ...] = ()
    alerts: Mapping[str, int] = field(default_factory=dict)
    texts_failed: int = 0
    """Texts of the last 24 hours that were given up or were over a limit."""


@dataclass(frozen=True, slots=True)
class Backlogs:
    """Work that lies in Redis: entries of streams by name, jobs that no worker has taken, recent failures by job."""

    streams: Mapping[str, int] = field(default_factory=dict)
    jobs_waiting: int = 0
    jobs_failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineReading:
    """What one scrape reads; `age` is that of the figures in seconds. None stands for what could not be read."""

    figures: LineFigures | None = None
    backlogs: Backlogs | None = None
    age: float | None = None


def line_figures(
    look: AlertInputs, routing: Routing, alerts: Iterable[AlertState], now: datetime, *, texts_failed: int = 0
) -> LineFigures:
    """Return the figures that follow from the inputs of the alerts."""
    standing = Counter(each.kind for each in alerts if each.is_on)
    return LineFigures(now.timestamp(), tuple(_queues(look, routing)), dict(standing), texts_failed)


def _queues(look: AlertInputs, routing: Routing) -> Iterator[QueueFigures]:
    for key, queue in routing.queues.items():
        state, counts = look.states.get(key, QUIET), look.counts.get(key, Counts())
        yield QueueFigures(
            queue=key,
            name=queue.name,
            waiting=state.waiting,
            callbacks=state.callbacks,
            longest=state.longest,
            is_reachable=not state.unreachable,
            offered=counts.offered,
            answered=counts.answered,
            abandoned=counts.abandoned,
            service_level=service_level(counts, target=queue.service_level.seconds).value,
            promised=queue.service_level.percent / 100,
        )
