"""Roll the record up into the history, and delete old half-hours of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from ivr.adapters.sql.history.retention import forget_half_hours
from ivr.adapters.sql.history.rolling_up import Rolled, RollUp
from ivr.app.history import roll_up_of
from ivr.app.parts import editor_of, store_of
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings

LONGEST = 60.0
"""Seconds after which a run begins no further day; the next run does. RQ ends a job after 180."""

Days = Callable[[RollUp, datetime], Sequence[tuple[datetime, datetime]]]


def roll_up() -> dict[str, int]:
    """Roll up today, yesterday, days that never were, and days of calls that have ended late."""
    return _roll(RollUp.recent_days)


def settle_history() -> dict[str, int]:
    """Roll up what changed in days that are over, and delete half-hours older than WISMO_KEEP_HALF_HOURS_DAYS."""
    settings, now = Settings.from_env(), utc_now()
    with job_stores(settings) as stores:
        forgotten = forget_half_hours(
            stores.engine,
            before=now - timedelta(days=settings.keep_half_hours_days),
            agents_before=now - timedelta(days=settings.keep_calls_days),
        )
    return {**_roll(RollUp.changed_days), "forgotten": forgotten}


def _roll(days: Days) -> dict[str, int]:
    settings, now, began = Settings.from_env(), utc_now(), time.monotonic()
    rolled = Rolled()
    with job_stores(settings) as stores:
        first = store_of(settings, stores.engine, utc_now, editor_of(settings)).version(0).routing
        rolling = roll_up_of(settings, stores.engine, first, now)
        for each in rolling.roll(days(rolling, now), now=now):
            rolled += each
            if time.monotonic() - began > LONGEST:
                break
    return asdict(rolled)
