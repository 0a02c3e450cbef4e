"""The figures of sources, measured by a job and read by every process that answers /metrics."""

from collections.abc import Iterable

import orjson
import redis

from ivr.reporting.source_health import SourceFigures

FIGURES = "wismo:sources:figures"
"""String: the figures of all sources, as JSON."""
KEPT = 600
"""Seconds. Older ones say nothing of now."""


def save_figures(client: redis.Redis, figures: Iterable[SourceFigures]) -> None:
    """Store the figures."""
    client.set(FIGURES, orjson.dumps(list(figures)), ex=KEPT)


def load_figures(client: redis.Redis) -> list[SourceFigures]:
    """The last figures; none if there are none, or if Redis fails."""
    try:
        text = client.get(FIGURES)
        return [SourceFigures(**each) for each in orjson.loads(str(text))] if text else []
    except Exception:  # redis-py raises more than RedisError; figures of another version are none
        return []
