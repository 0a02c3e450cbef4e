"""Raise, clear and post alerts; measure how the sources are doing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ivr.adapters.redis import alerts, line_figures
from ivr.adapters.redis.live_queues import read_queues
from ivr.adapters.redis.notices import RedisNotices
from ivr.adapters.redis.source_figures import save_figures
from ivr.adapters.sql.event_webhooks.store import paused_webhooks
from ivr.adapters.sql.records.alert_queries import alert_inputs
from ivr.adapters.sql.records.outbox import texts_failed
from ivr.adapters.sql.records.source_health import source_figures
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import BACK
from ivr.app.alert_desk import LineAlerts
from ivr.app.parts import Stores, editor_of, limits_of, shop_clock, store_of
from ivr.app.scorecards import scorecards_of
from ivr.jobs.context import job_stores, utc_now
from ivr.reporting.alerts import AlertInputs, AlertState, measurements, update_alerts
from ivr.reporting.line_figures import line_figures as figures_of
from ivr.settings import Settings
from routing.model import Routing
from routing.versions import Version

TOLD_OF_ROLL_BACK = timedelta(hours=1)
"""For this time an alert says that a version is live which nobody else approved."""


def watch() -> dict[str, int]:
    """Raise and clear alerts, and measure the line for /metrics."""
    settings, now = Settings.from_env(), utc_now()
    with job_stores(settings) as stores, alerts.judging_lock(stores.redis) as ours:
        if not ours:
            return {}
        store = store_of(settings, stores.engine, utc_now, editor_of(settings))
        current, plans = store.current(), Plans(stores.engine, store, shop_clock(settings))
        routing, foreseen = current.routing, plans.foreseen(current)
        states = read_queues(stores.redis, routing.queues, now=now)
        prevented = {each.plan.number: each.words for each in foreseen}
        has_desk = bool(settings.requests_url)
        seen = alert_inputs(stores.engine, routing, states, now, plans=prevented, has_desk=has_desk)
        seen = replace(seen, notices=RedisNotices(stores.redis, b"").trouble())
        seen = replace(seen, rolled_back=rolled_back(settings, current, now), webhooks=paused_webhooks(stores.engine))
        breaches = scorecards_of(settings, stores.engine, lambda: now).breaches(routing)
        found = [*measurements(seen, routing, limits_of(settings)), *breaches]
        stands, told = update_alerts(alerts.load_alerts(stores.redis), found, now.timestamp())
        LineAlerts(stores.engine, utc_now, settings).record(stands)
        alerts.save_alerts(stores.redis, stands, told, post=bool(settings.alert_webhook))
        _measure(stores, seen, routing, stands.values(), now)
        return {"standing": sum(each.is_on for each in stands.values()), "told": len(told)}


def _measure(stores: Stores, seen: AlertInputs, routing: Routing, stands: Iterable[AlertState], now: datetime) -> None:
    failed = texts_failed(stores.engine, now)
    line_figures.save_figures(stores.redis, figures_of(seen, routing, stands, now, texts_failed=failed))


def rolled_back(settings: Settings, current: Version, now: datetime) -> str:
    """The words about the version in force, if it is an older one put in force again within TOLD_OF_ROLL_BACK."""
    is_back = settings.publish_needs_approval and current.note.startswith(BACK)
    if not is_back or current.published_at is None or now - current.published_at > TOLD_OF_ROLL_BACK:
        return ""
    return f"{current.author} published version {current.number} without approval: {current.note}"


def measure_sources() -> dict[str, int]:
    """Measure how the sources are doing, for /metrics."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        figures = source_figures(stores.engine, utc_now())
        save_figures(stores.redis, figures)
        return {"sources": len(figures)}


def tell() -> dict[str, int]:
    """Tell teams of the alerts that are due, and post them to WISMO_ALERT_WEBHOOK if it is set."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        teams = LineAlerts(stores.engine, utc_now, settings).tell_due()
        if not settings.alert_webhook:
            return teams
        webhook = alerts.AlertWebhook(settings.alert_webhook, settings.alert_secret.get_secret_value(), alerts.post)
        posted = alerts.post_due(stores.redis, webhook, utc_now().timestamp())
        return {name: teams[name] + posted[name] for name in posted}
