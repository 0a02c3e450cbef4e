"""Metrics of the line as a whole: queues, alerts, backlogs. They are the same in every process."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.reporting.line_figures import Backlogs, LineFigures, LineReading, QueueFigures

Value = Callable[[QueueFigures], float | None]

_OF_QUEUES: Sequence[tuple[str, str, Value]] = (
    ("wismo_queue_waiting", "Callers who wait.", lambda each: each.waiting),
    ("wismo_queue_callbacks", "Callbacks in the line.", lambda each: each.callbacks),
    ("wismo_queue_longest_wait_seconds", "The longest wait now.", lambda each: each.longest),
    ("wismo_queue_reachable", "1 unless the last attempts to connect reached nobody.", lambda each: each.is_reachable),
    ("wismo_queue_offered", "Calls of the last half-hour.", lambda each: each.offered),
    ("wismo_queue_answered", "Of these, answered.", lambda each: each.answered),
    ("wismo_queue_abandoned", "Of these, abandoned.", lambda each: each.abandoned),
    ("wismo_queue_service_level_ratio", "Service level of the last half-hour.", lambda each: each.service_level),
    ("wismo_queue_service_level_promised_ratio", "The service level that is promised.", lambda each: each.promised),
)


@dataclass(frozen=True, slots=True)
class LineMetrics(Collector):
    """Gauges of what was read. What could not be read is left out, since 0 would be a figure."""

    reading: Callable[[], LineReading]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Implements Collector."""
        read = self.reading()
        age = "Age of the figures of queues, alerts and texts."
        yield _single("wismo_line_figures_age_seconds", age, read.age)
        yield from _of_figures(read.figures)
        yield from _of_backlogs(read.backlogs)


def _of_figures(figures: LineFigures | None) -> Iterator[GaugeMetricFamily]:
    queues = figures.queues if figures else ()
    names = GaugeMetricFamily("wismo_queue_info", "1; the name that people gave a queue.", labels=["queue", "name"])
    for each in queues:
        names.add_metric([each.queue, each.name], 1)
    yield names
    for name, documentation, value in _OF_QUEUES:
        yield _by("queue", name, documentation, {each.queue: value(each) for each in queues})
    yield _by("kind", "wismo_alerts", "Alerts that stand.", figures.alerts if figures else {})
    failed = "Texts of the last 24 hours that were not sent."
    yield _single("wismo_texts_failed", failed, figures.texts_failed if figures else None)


def _of_backlogs(found: Backlogs | None) -> Iterator[GaugeMetricFamily]:
    entries = "Entries that wait in a stream of Redis, or were refused."
    yield _by("stream", "wismo_stream_entries", entries, found.streams if found else {})
    yield _single("wismo_jobs_waiting", "Jobs that no worker has taken.", found.jobs_waiting if found else None)
    yield _by("task", "wismo_jobs_failed", "Failures of the last ten minutes.", found.jobs_failed if found else {})


def _by(label: str, name: str, documentation: str, values: Mapping[str, float | None]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=[label])
    for of, value in values.items():
        if value is not None:
            family.add_metric([of], value)
    return family


def _single(name: str, documentation: str, value: float | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=[])
    if value is not None:
        family.add_metric([], value)
    return family


@dataclass(frozen=True, slots=True)
class PartMetrics(Collector):
    """Whether the parts that the line leans on answer, by name."""

    parts: Callable[[], Mapping[str, bool]]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Implements Collector."""
        answers = {name: float(does) for name, does in self.parts().items()}
        return [_by("part", "wismo_part_ready", "1 if a part answers this process as it should, else 0.", answers)]


def line_exposition(reading: Callable[[], LineReading]) -> bytes:
    """Return the metrics of the line in the format of Prometheus."""
    return _exposed(LineMetrics(reading))


def part_exposition(parts: Mapping[str, bool]) -> bytes:
    """Return whether each part answers, in the format of Prometheus."""
    return _exposed(PartMetrics(lambda: parts))


def _exposed(collector: Collector) -> bytes:
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)
