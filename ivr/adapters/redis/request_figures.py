"""The figures of requests, measured by a job and read by every process that answers /metrics."""

from dataclasses import asdict

import orjson
import redis

from ivr.reporting.request_figures import DeskFigures, RequestFigures

FIGURES = "wismo:requests:figures"
"""String: the figures, as JSON."""
KEPT = 600
"""Seconds. Older ones say nothing of now."""


def save_figures(client: redis.Redis, figures: RequestFigures) -> None:
    """Store the figures."""
    client.set(FIGURES, orjson.dumps(asdict(figures)), ex=KEPT)


def load_figures(client: redis.Redis) -> RequestFigures | None:
    """The last figures; None if there are none, or if Redis fails."""
    try:
        text = client.get(FIGURES)
        found = orjson.loads(str(text)) if text else None
        return RequestFigures(**{**found, "desk": DeskFigures(**found["desk"])}) if found else None
    except Exception:  # redis-py raises more than RedisError; figures of another version are none
        return None
