"""Count why people call, and the parcels that are under way."""

from zoneinfo import ZoneInfo

from ivr.adapters.sql.reasons import day_counts
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings


def count_reasons() -> dict[str, int]:
    """Count the calls of the newest days by reason."""
    settings = Settings.from_env()
    zone = ZoneInfo(settings.time_zone)
    with job_stores(settings) as stores:
        return {"days": day_counts.count_reasons(stores.engine, utc_now().astimezone(zone).date(), zone)}


def count_parcels() -> dict[str, int]:
    """Count the parcels that are under way, by the same kinds."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        now = utc_now().astimezone(ZoneInfo(settings.time_zone))
        return {"parcels": day_counts.count_parcels(stores.engine, now)}
