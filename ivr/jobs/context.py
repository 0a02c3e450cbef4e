"""What every job opens: settings from the environment, the stores, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from ivr.app.parts import Stores, editor_of, open_stores, store_of
from ivr.settings import Settings
from routing.model import Routing

REDIS_DEADLINE = 5.0
"""Seconds that a job waits for Redis. No caller waits for it."""


@contextmanager
def job_stores(settings: Settings) -> Iterator[Stores]:
    """The stores with a deadline for jobs, closed at the end of the block."""
    stores = open_stores(settings.model_copy(update={"redis_deadline": REDIS_DEADLINE}))
    try:
        yield stores
    finally:
        stores.close()


def routing_in_force(settings: Settings, stores: Stores) -> Routing:
    """The routing document in force."""
    return store_of(settings, stores.engine, utc_now, editor_of(settings)).current().routing


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
