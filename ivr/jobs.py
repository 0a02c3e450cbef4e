"""The background jobs, as RQ runs them: no arguments, JSON results, safe to run twice or at once.

What is to be done they find in the stream and in SQL. A job that was killed is made good by its next run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from ivr.adapters import callbacks
from ivr.adapters.records import outbox, upkeep
from ivr.adapters.records.draining import drain
from ivr.adapters.routings.live import Announcements
from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import RoutingStore
from ivr.adapters.twilio.rest import Rest
from ivr.app.parts import Stores, open_stores, routing_of
from ivr.settings import Settings

log = structlog.get_logger()

PATIENCE = 5.0
"""Seconds a job waits for Redis. Nobody is on the line."""


def record() -> dict[str, int]:
    """Move what waits in the stream into the record."""
    with _stores(Settings.from_env()) as stores:
        return asdict(drain(stores.redis, stores.engine))


def deliver() -> dict[str, int]:
    """Send the texts that are due, if there is a number to send them from."""
    settings = Settings.from_env()
    if not settings.message_sender:
        return {}
    with _stores(settings) as stores:
        return asdict(outbox.deliver(stores.engine, Rest.from_settings(settings).send_text, _now))


def sweep() -> dict[str, int]:
    """Close the calls whose end was never told."""
    settings = Settings.from_env()
    now = _now()
    ask = partial(Rest.from_settings(settings).call_status, now=now) if settings.twilio_account_sid else None
    with _stores(settings) as stores:
        return asdict(upkeep.sweep(stores.engine, stores.redis, ask, now))


def call_back() -> dict[str, int]:
    """Put those who are to be called back into the line when they are due."""
    with _stores(Settings.from_env()) as stores:
        return asdict(callbacks.tend(stores.engine, stores.redis, _now()))


def publish() -> dict[str, int]:
    """Put in force the routing that was planned for now."""
    settings = Settings.from_env()
    with _stores(settings) as stores:
        store = RoutingStore(stores.engine, clock=_now, first=routing_of(settings))
        published = Plans(stores.engine, store).carry_out(_now(), lambda cause: log.error("plan dropped", cause=cause))
        if published:
            Announcements(stores.redis, store).tell()
        return {"published": published}


def forget() -> dict[str, int]:
    """Delete the calls that are older than WISMO_KEEP_CALLS_DAYS."""
    settings = Settings.from_env()
    before = _now() - timedelta(days=settings.keep_calls_days)
    with _stores(settings) as stores:
        callbacks.forget(stores.engine, before)
        return {"forgotten": upkeep.forget(stores.engine, stores.redis, before)}


@contextmanager
def _stores(settings: Settings) -> Iterator[Stores]:
    stores = open_stores(settings.model_copy(update={"redis_deadline": PATIENCE}))
    try:
        yield stores
    finally:
        stores.close()


def _now() -> datetime:
    return datetime.now(UTC)
