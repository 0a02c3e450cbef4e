"""Metrics of the sources of orders. They are the same in every process: measured by a job, not counted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.reporting.source_health import SourceFigures

Value = Callable[[SourceFigures], float | None]

_GAUGES: Sequence[tuple[str, str, Value]] = (
    ("wismo_source_silence_seconds", "Time since a source last spoke or was read.", lambda each: each.silence),
    ("wismo_source_news_age_seconds", "Age of the last news of any of its orders.", lambda each: each.news_age),
    ("wismo_source_state", "0: it answers, 1: it does not, 2: it refuses to serve this line.", lambda each: each.state),
    ("wismo_source_orders", "Orders in the index.", lambda each: each.orders),
    ("wismo_source_window_share", "Share of orders under way with a window.", lambda each: each.window_share),
    ("wismo_source_silent_parcels", "Parcels to come without news for days.", lambda each: each.silent_parcels),
)
FILES = "files"
"""The label of orders from files."""


@dataclass(frozen=True, slots=True)
class SourceMetrics(Collector):
    """Gauges of figures, by the source's name."""

    figures: Callable[[], Iterable[SourceFigures]]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Implements Collector."""
        figures = list(self.figures())
        for name, documentation, value in _GAUGES:
            family = GaugeMetricFamily(name, documentation, labels=["source"])
            for each in figures:
                if (measured := value(each)) is not None:
                    family.add_metric([each.name or FILES], measured)
            yield family


def source_exposition(figures: Callable[[], Iterable[SourceFigures]]) -> bytes:
    """Return the metrics of sources in the format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(SourceMetrics(figures))
    return generate_latest(registry)
