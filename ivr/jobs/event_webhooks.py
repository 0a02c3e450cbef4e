"""Tell webhooks of events."""

from ivr.adapters.sql.event_webhooks.writer import forget_event_deliveries
from ivr.app.event_webhooks import EventSending, event_webhooks_of
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings


def send_events() -> dict[str, int]:
    """Send what webhooks of events are still to be told, and forget what was told a week ago."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        webhooks = event_webhooks_of(settings, stores, utc_now)
        counts = EventSending(webhooks, stores.engine, settings, utc_now).run()
        return {**counts, "forgotten": forget_event_deliveries(stores.engine, utc_now())}
