"""Tell the help desk of requests; measure them."""

from dataclasses import asdict

from ivr.adapters.redis.desk_turn import desk_turn
from ivr.adapters.redis.request_figures import save_figures
from ivr.adapters.sql.requests.figures import request_figures
from ivr.adapters.sql.requests.outbox import drop_old, send_due
from ivr.app.request_desk import DeskMessages, desk_webhook, request_desk
from ivr.jobs.context import job_stores, routing_in_force, utc_now
from ivr.settings import Settings


def send_requests() -> dict[str, int]:
    """Post the requests that are due to WISMO_REQUESTS_URL; without one, forget what would be too old to post."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        if not settings.requests_url:
            return {"dropped": drop_old(stores.engine, utc_now())}
        desk, routing = request_desk(settings, stores, utc_now), routing_in_force(settings, stores)
        messages = DeskMessages(desk, desk_webhook(settings), routing, settings.console_url, utc_now)
        with desk_turn(stores.redis) as turn:
            if turn is None:
                return {}
            sent = send_due(stores.engine, messages.send, utc_now)
            turn.is_silent = sent.silent > 0
            return asdict(sent)


def measure_requests() -> dict[str, int]:
    """Measure requests and their posts, for /metrics."""
    settings = Settings.from_env()
    with job_stores(settings) as stores:
        figures = request_figures(stores.engine, utc_now())
        save_figures(stores.redis, figures)
        return {"requests": sum(figures.requests.values())}
