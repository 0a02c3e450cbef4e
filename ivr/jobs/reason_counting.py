"""Count why people call, and the parcels that are under way."""

import time
from zoneinfo import ZoneInfo

from ivr.adapters.sql.reasons import day_counts
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings

BEGINS_WITHIN = 60.0
"""Seconds after which a run begins no further day; the next run does. RQ ends a job after 180."""


def count_reasons() -> dict[str, int]:
    """Count the calls of the newest days by reason."""
    settings = Settings.from_env()
    zone, began = ZoneInfo(settings.time_zone), time.monotonic()
    today = utc_now().astimezone(zone).date()
    with job_stores(settings) as stores:
        days = day_counts.count_reasons(
            stores.engine, today, zone, goes_on=lambda: time.monotonic() - began < BEGINS_WITHIN
        )
    return {"days": days}


def count_parcels() -> dict[str, int]:
    """Count the parcels that are under way, by the same kinds."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        now = utc_now().astimezone(ZoneInfo(settings.time_zone))
        return {"parcels": day_counts.count_parcels(stores.engine, now)}
