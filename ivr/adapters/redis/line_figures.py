"""The figures of the line, measured by a job, and the backlogs in Redis, read when /metrics is asked for."""

from collections import Counter
from dataclasses import asdict
from typing import Any

import orjson
import redis

from ivr.adapters.redis.event_stream import EVENTS, REFUSED
from ivr.adapters.redis.news import stream as news
from ivr.reporting.line_figures import Backlogs, LineFigures, LineReading, QueueFigures

FIGURES = "wismo:line:figures"
"""String: the figures, as JSON."""
KEPT = 600
"""Seconds. Older ones say nothing of now."""
JOBS, FAILED_JOBS = "rq:queue:wismo", "rq:failed:wismo"
"""RQ's list of the jobs that wait, and its sorted set of those that failed, by the time at which it forgets them. RQ is
not imported for their names: a worker that answers calls has no other use for it."""
FAILURES_KEPT = 24 * 3600
"""Seconds for which RQ keeps a failed job."""
LATELY = 600
"""Seconds within which failures of jobs are counted."""


def save_figures(client: redis.Redis, figures: LineFigures) -> None:
    """Store the figures."""
    client.set(FIGURES, orjson.dumps(asdict(figures)), ex=KEPT)


def read_line(client: redis.Redis, now: float) -> LineReading:
    """Read figures and backlogs in one round trip. `now` is in seconds since 1970. Never raises."""
    streams = {"events": EVENTS, "events_refused": REFUSED, "news": news.NEWS, "news_refused": news.REFUSED}
    try:
        with client.pipeline(transaction=False) as together:
            together.get(FIGURES)
            together.llen(JOBS)
            together.zrangebyscore(FAILED_JOBS, now + FAILURES_KEPT - LATELY, "+inf")
            for key in streams.values():
                together.xlen(key)
            text, waiting, failed, *lengths = together.execute()
    except Exception:  # redis-py raises more than RedisError
        return LineReading()
    failures = Counter(map(_job, failed))
    backlogs = Backlogs(dict(zip(streams, lengths, strict=True)), waiting, failures)
    figures = _figures(text)
    return LineReading(figures, backlogs, max(0.0, now - figures.measured_at) if figures else None)


def _job(job_id: str) -> str:
    """The name of a job by its id, `ivr-jobs-record-864`: `record`."""
    return job_id.removeprefix("ivr-jobs-").rpartition("-")[0] or job_id


def _figures(text: Any) -> LineFigures | None:
    """The stored figures; those of another version are none."""
    try:
        found = orjson.loads(text)
        queues = tuple(QueueFigures(**each) for each in found["queues"])
        return LineFigures(**{**found, "queues": queues})
    except (ValueError, TypeError, LookupError):
        return None
