"""The background jobs, as RQ runs them: no arguments, JSON results, safe to run twice or at once.

What is to be done they find in the stream and in SQL. A job that was killed is made good by its next run.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog

from ivr.adapters.redis import alerts
from ivr.adapters.redis.live_queues import read_queues
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.speech.recent_sentences import read_recent_sentences
from ivr.adapters.speech.recording_store import RecordingStore
from ivr.adapters.speech.session_lock import recording_lock
from ivr.adapters.sql import callback_attempts, callbacks
from ivr.adapters.sql.records import outbox, upkeep
from ivr.adapters.sql.records.alert_queries import alert_inputs
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.twilio.rest import Rest
from ivr.app.calling_out import calling_out
from ivr.app.parts import Stores, editor_of, floor_now, limits_of, open_stores, shop_clock, store_of
from ivr.app.speaking import cast_of, studio_of
from ivr.app.studio import brands_of, orders_told, standing
from ivr.orders.outbound_numbers import textable_number
from ivr.reporting.alerts import measurements, update_alerts
from ivr.settings import Settings
from prompts.studio.recording_session import RecordingProgress, Retention
from prompts.studio.takes import Take
from routing.model import Routing

LONGEST_SESSION = timedelta(seconds=90)
"""A run in the studio ends by then, which leaves the last sentence its own time before RQ's limit of 180 s."""

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
        send = Rest.from_settings(settings).send_text
        return asdict(outbox.deliver(stores.engine, send, _now, allowed=partial(_gets_texts, settings)))


def _gets_texts(settings: Settings, number: str) -> bool:
    return bool(textable_number(number, country=settings.country, countries=settings.texted_countries))


def sweep() -> dict[str, int]:
    """Close the calls whose end was never told, and take those who are gone out of the lines."""
    settings = Settings.from_env()
    now = _now()
    ask = partial(Rest.from_settings(settings).call_status, now=now) if settings.twilio_account_sid else None
    with _stores(settings) as stores:
        queues = _routing(settings, stores).queues
        return asdict(upkeep.sweep(stores.engine, stores.redis, ask, now, queues=queues))


def call_back() -> dict[str, int]:
    """Put those who are to be called back into the line when they are due; ring those whom no desk calls back."""
    settings = Settings.from_env()
    with _stores(settings) as stores:
        floor = floor_now(settings, stores, _now)
        callback_attempts.settle_attempts(stores.engine, _now())
        callback_attempts.move_orphaned_callbacks(stores.engine, floor.routing.queues, floor.routing.default)
        done = asdict(callbacks.enqueue_due(stores.engine, stores.redis, _now()))
        if settings.twilio_account_sid:
            done |= asdict(calling_out(settings, stores, floor, _now).run(_now()))
    return done


def watch() -> dict[str, int]:
    """Raise and clear alerts."""
    settings, now = Settings.from_env(), _now()
    with _stores(settings) as stores, alerts.judging_lock(stores.redis) as ours:
        if not ours:
            return {}
        store = store_of(settings, stores.engine, _now, editor_of(settings))
        current, plans = store.current(), Plans(stores.engine, store, shop_clock(settings))
        routing, foreseen = current.routing, plans.foreseen(current)
        states = read_queues(stores.redis, routing.queues, now=now)
        seen = alert_inputs(
            stores.engine, routing, states, now, plans={each.plan.number: each.words for each in foreseen}
        )
        found = measurements(seen, routing, limits_of(settings))
        stands, told = update_alerts(alerts.load_alerts(stores.redis), found, now.timestamp())
        alerts.save_alerts(stores.redis, stands, told, post=bool(settings.alert_webhook))
        return {"standing": sum(each.is_on for each in stands.values()), "told": len(told)}


def tell() -> dict[str, int]:
    """Post the alerts that are to be told, if there is somewhere to post them."""
    settings = Settings.from_env()
    if not settings.alert_webhook:
        return {}
    webhook = alerts.AlertWebhook(settings.alert_webhook, settings.alert_secret.get_secret_value(), alerts.post)
    with _stores(settings) as stores:
        return alerts.post_due(stores.redis, webhook, _now().timestamp())


def publish() -> dict[str, int]:
    """Put in force the routing that was planned for now, end the switches whose time is over, tell Redis of both."""
    settings = Settings.from_env()
    with _stores(settings) as stores:
        store = store_of(settings, stores.engine, _now, editor_of(settings))
        plans = Plans(stores.engine, store, shop_clock(settings))
        published = plans.carry_out(_now(), lambda cause: log.error("a plan was not carried out", cause=cause))
        expired = store.expire_switches()
        Announcements(stores.redis, store).mend()
        return {"published": published, "expired": expired}


def record_ahead() -> dict[str, dict[str, Any]]:
    """Record what sounds alike in every call, as far as it is not there."""
    settings = Settings.from_env()
    if not settings.records:
        return {}
    editor = editor_of(settings)
    with _stores(settings) as stores, recording_lock(stores.redis, Retention.STANDING) as allowed:
        if not allowed:
            return {}
        routing = store_of(settings, stores.engine, _now, editor).current().routing
        brands = brands_of(routing, editor).values()
        takes = (take for locale in settings.languages for take in standing(brands, locale, cast_of(settings)))
        return {"standing": _recorded(settings, stores, takes, Retention.STANDING)}


def record_orders() -> dict[str, dict[str, Any]]:
    """Record what callers who are on the line were told of their orders: they may ask to hear it again."""
    settings = Settings.from_env()
    if not settings.records:
        return {}
    with _stores(settings) as stores, recording_lock(stores.redis, Retention.CALL) as allowed:
        told = list(read_recent_sentences(stores.engine, _now())) if allowed else []
        if not told:
            return {}
        editor = editor_of(settings)
        routing = store_of(settings, stores.engine, _now, editor).current().routing
        takes = orders_told(told, routing, editor, settings.time_zone, cast_of(settings))
        return {"call": _recorded(settings, stores, takes, Retention.CALL)}


def prune_recordings() -> dict[str, int]:
    """Play no more what nobody asked for lately, and delete what no call can name."""
    with _stores(Settings.from_env()) as stores:
        return asdict(RecordingStore(stores.engine, _now).prune())


def forget() -> dict[str, int]:
    """Delete the calls that are older than WISMO_KEEP_CALLS_DAYS."""
    settings = Settings.from_env()
    before = _now() - timedelta(days=settings.keep_calls_days)
    with _stores(settings) as stores:
        callbacks.forget(stores.engine, before)
        return {"forgotten": upkeep.forget(stores.engine, stores.redis, before)}


def _recorded(settings: Settings, stores: Stores, takes: Iterable[Take], keep: Retention) -> dict[str, Any]:
    """How far the studio came; what is left is for the next run."""
    until, outcome = _now() + LONGEST_SESSION, RecordingProgress()
    with studio_of(settings, stores.engine, _now) as studio:
        session = studio.record(takes, keep=keep)
        while (further := next(session, None)) and _now() < until:
            outcome = further
    if outcome.failed:
        log.warning("some sentences were not recorded", failed=outcome.failed, cause=outcome.cause)
    return asdict(outcome)


def _routing(settings: Settings, stores: Stores) -> Routing:
    """The routing in force."""
    return store_of(settings, stores.engine, _now, editor_of(settings)).current().routing


@contextmanager
def _stores(settings: Settings) -> Iterator[Stores]:
    stores = open_stores(settings.model_copy(update={"redis_deadline": PATIENCE}))
    try:
        yield stores
    finally:
        stores.close()


def _now() -> datetime:
    return datetime.now(UTC)
