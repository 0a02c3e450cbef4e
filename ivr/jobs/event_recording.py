"""Move the events of calls from the Redis stream into SQL."""

from dataclasses import asdict

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.jobs.context import job_stores
from ivr.settings import Settings


def record() -> dict[str, int]:
    """Move the events of the stream into the record in SQL."""
    with job_stores(Settings.from_env()) as stores:
        return asdict(drain(stores.redis, stores.engine))
