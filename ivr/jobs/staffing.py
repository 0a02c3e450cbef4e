"""Forecast calls, once a night."""

import time

from ivr.app.forecasting import is_forecast_due, make_forecasts
from ivr.app.history import history_of
from ivr.app.parts import shop_clock
from ivr.jobs.context import job_stores, routing_in_force
from ivr.settings import Settings

LONGEST_NIGHT = 90.0
"""Seconds after which a run begins no further queue; the next run does. RQ ends a job after 180."""


def forecast_calls() -> dict[str, int]:
    """Forecast the calls from today on, if yesterday is on record and that was not done yet."""
    settings, began = Settings.from_env(), time.monotonic()
    clock = shop_clock(settings)
    with job_stores(settings) as stores:
        history = history_of(settings, stores.engine)
        if not is_forecast_due(stores.engine, history, clock):
            return {}
        routing = routing_in_force(settings, stores)
        made = make_forecasts(
            stores.engine, history, routing, clock, is_over=lambda: time.monotonic() - began > LONGEST_NIGHT
        )
        return {"made": made}
