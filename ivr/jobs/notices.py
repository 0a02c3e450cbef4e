"""Tell customers of trouble with an order before they call."""

from datetime import datetime

from ivr.adapters.redis.notices import AWAITED, SINCE, RedisNotices
from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.changed_orders import ChangedOrders, Cursor
from ivr.adapters.twilio.rest import Rest
from ivr.app.notices import notices_of
from ivr.app.parts import Stores, shop_clock
from ivr.app.sources import sources_of
from ivr.calls.notices import Notices
from ivr.jobs.context import job_stores, routing_in_force, utc_now
from ivr.settings import Settings


def notify() -> dict[str, int]:
    """Plan the texts for orders that changed, and send those that are due, if the routing document asks for any."""
    settings = Settings.from_env()
    if not settings.message_sender:
        return {}
    with job_stores(settings) as stores:
        routing = routing_in_force(settings, stores)
        state = RedisNotices(stores.redis, settings.secret_key.get_secret_value().encode())
        if not routing.notices.events:
            state.forget_cursors()  # what changed while they were off is no news when they are on
            return {}
        notices = notices_of(settings, stores, routing, shop_clock(settings), Rest.from_settings(settings))
        SqlNotices(stores.engine).give_up_lost(utc_now())
        planned = plan_changed(settings, stores, notices, state)
        return {"planned": planned, **notices.send_due()}


def plan_changed(settings: Settings, stores: Stores, notices: Notices, state: RedisNotices) -> int:
    """Plan the texts for orders that changed since the last run, and for parcels that have become late meanwhile."""
    changed, before = ChangedOrders(stores.engine), state.cursors()
    names = ["", *(each.name for each in sources_of(settings, stores.engine, utc_now).all())]
    now, after, planned = notices.clock(), dict[str, str](), 0
    for name in names:
        orders, cursor = changed.since(name, _cursor(before.get(name, ""), int(now.timestamp())), now)
        planned += notices.plan(orders)
        after[name] = f"{cursor[0]} {cursor[1]}"
    awaited, last = changed.awaited(before.get(AWAITED, ""))
    began = before.get(SINCE) or now.isoformat()
    planned += notices.plan(awaited, since=datetime.fromisoformat(began))
    state.move(after | {AWAITED: last, SINCE: began})
    return planned


def _cursor(text: str, now: int) -> Cursor:
    """A stored cursor; without one, what changes from now on."""
    at, _, key = text.partition(" ")
    return (int(at), key) if at.isdecimal() else (now, "")
