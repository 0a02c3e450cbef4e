"""Close calls whose end was never reported, and delete what is old."""

from dataclasses import asdict
from datetime import timedelta
from functools import partial

from ivr.adapters.sql import callbacks
from ivr.adapters.sql.alerting.outbox import forget_alerts
from ivr.adapters.sql.notices.book import forget_notices
from ivr.adapters.sql.orders.expiry import forget_loose_reports, forget_orders
from ivr.adapters.sql.records import upkeep
from ivr.adapters.sql.requests.store import forget_requests
from ivr.adapters.sql.work.store import forget_work
from ivr.adapters.twilio.rest import Rest
from ivr.adapters.uploads import FOLDER, Uploads
from ivr.jobs.context import job_stores, routing_in_force, utc_now
from ivr.settings import Settings

LOOSE_REPORTS_KEPT = timedelta(days=30)
"""Time in which an order may still come of whose parcel a tracking service told first."""


def sweep() -> dict[str, int]:
    """Close the calls whose end was never reported, and remove their callers from the waiting lines."""
    settings = Settings.from_env()
    now = utc_now()
    ask = partial(Rest.from_settings(settings).call_status, now=now) if settings.twilio_account_sid else None
    with job_stores(settings) as stores:
        queues = routing_in_force(settings, stores).queues
        return asdict(upkeep.sweep(stores.engine, stores.redis, ask, now, queues=queues))


def forget() -> dict[str, int]:
    """Delete calls and orders that are older than WISMO_KEEP_CALLS_DAYS and WISMO_KEEP_ORDERS_DAYS, and old uploads."""
    settings, now = Settings.from_env(), utc_now()
    Uploads(settings.data_dir / FOLDER).delete_old()
    before = now - timedelta(days=settings.keep_calls_days)
    with job_stores(settings) as stores:
        callbacks.forget(stores.engine, before)
        forget_requests(stores.engine, before)
        forget_work(stores.engine, before)
        forget_alerts(stores.engine, before)
        forget_notices(stores.engine, before)
        return {
            "forgotten": upkeep.forget(stores.engine, stores.redis, before),
            "orders": forget_orders(stores.engine, now - timedelta(days=settings.keep_orders_days)),
            "reports": forget_loose_reports(stores.engine, now - LOOSE_REPORTS_KEPT),
        }
