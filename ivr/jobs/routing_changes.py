"""Put scheduled routing changes into force, and end expired switches."""

import structlog

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.routing.plans import Plans
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings

log = structlog.get_logger()


def publish() -> dict[str, int]:
    """Publish the routing changes that are due, turn off expired switches, and announce both in Redis."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        store = store_of(settings, stores.engine, utc_now, editor_of(settings))
        plans = Plans(stores.engine, store, shop_clock(settings))
        published = plans.carry_out(utc_now(), lambda cause: log.error("a plan was not carried out", cause=cause))
        expired = store.expire_switches()
        Announcements(stores.redis, store).mend()
        return {"published": published, "expired": expired}
