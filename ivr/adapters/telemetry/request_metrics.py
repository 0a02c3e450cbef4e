"""Metrics of callers' requests. They are the same in every process: measured by a job, not counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.reporting.request_figures import RequestFigures


@dataclass(frozen=True, slots=True)
class RequestMetrics(Collector):
    """Gauges of figures, by kind and state."""

    figures: Callable[[], RequestFigures | None]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Implements Collector."""
        if (figures := self.figures()) is None:
            return
        asked = GaugeMetricFamily("wismo_requests", "Requests of callers on record.", labels=["kind", "state"])
        for name, count in figures.requests.items():
            asked.add_metric(name.split(":"), count)
        posts = GaugeMetricFamily("wismo_request_posts", "Posts of requests to the help desk.", labels=["state"])
        for state, count in figures.posts.items():
            posts.add_metric([state], count)
        yield from (asked, posts)
        yield GaugeMetricFamily("wismo_request_post_tries", "Tries of these posts.", figures.tries)
        oldest = "Age of the oldest request that nobody has taken."
        yield GaugeMetricFamily("wismo_request_oldest_open_seconds", oldest, figures.oldest_open or 0.0)
        waiting = "Time for which the oldest post that the desk has not taken was tried."
        yield GaugeMetricFamily("wismo_request_post_waiting_seconds", waiting, figures.desk.waiting)


def request_exposition(figures: Callable[[], RequestFigures | None]) -> bytes:
    """Return the metrics of requests in the format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(RequestMetrics(figures))
    return generate_latest(registry)
