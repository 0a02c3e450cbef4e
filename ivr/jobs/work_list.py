"""Keep the work list: when items are due, and which of them a rule ends."""

from dataclasses import asdict

from ivr.adapters.sql.work.tending import tend
from ivr.jobs.context import job_stores, routing_in_force, utc_now
from ivr.settings import Settings


def tend_work() -> dict[str, int]:
    """Apply the terms of the routing document to new items, and end items by rule."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        return asdict(tend(stores.engine, routing_in_force(settings, stores), utc_now()))
