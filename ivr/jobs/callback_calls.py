"""Call customers back who asked for it."""

from dataclasses import asdict

from ivr.adapters.sql import callback_attempts, callbacks
from ivr.app.calling_out import calling_out
from ivr.app.parts import floor_now
from ivr.jobs.context import job_stores, utc_now
from ivr.settings import Settings


def call_back() -> dict[str, int]:
    """Put due callbacks into their waiting lines; place the calls of queues that have no desk."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        floor = floor_now(settings, stores, utc_now)
        callback_attempts.settle_attempts(stores.engine, utc_now())
        callback_attempts.move_orphaned_callbacks(stores.engine, floor.routing.queues, floor.routing.default)
        done = asdict(callbacks.enqueue_due(stores.engine, stores.redis, utc_now()))
        if settings.twilio_account_sid:
            done |= asdict(calling_out(settings, stores, floor, utc_now).run(utc_now()))
    return done
