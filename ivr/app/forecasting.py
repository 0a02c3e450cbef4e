"""Makes the forecasts of a night and keeps them: for the job and the command."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.adapters.sql.staffing.launches import SqlLaunches
from ivr.reporting.night_forecast import ForecastNight, NightForecast
from ivr.reporting.period_counts import History
from routing.model import Routing

QUIET = timedelta(hours=2)
"""Time after midnight from which no call of the new day is waited for, to tell that the old one is rolled up."""

Clock = Callable[[], datetime]


def make_forecasts(
    engine: Engine, history: History, routing: Routing, clock: Clock, *, is_over: Callable[[], bool] = lambda: False
) -> int:
    """Make and keep the forecasts from today on that were not made today; `clock` is in the shop's zone.

    It stops after the part of the line at which `is_over` is true; the next run goes on. The number of parts made.
    """
    now = clock()
    assert now.tzinfo is not None  # noqa: S101 - for the type checker; the shop's clock has its zone
    today, launches = now.date(), SqlLaunches(engine, clock).all()
    night = ForecastNight(history=history, routing=routing, launches=launches, today=today, zone=now.tzinfo)
    made = {each for each, day in SqlForecasts(engine).made_on().items() if day == today}
    return keep_forecasts(engine, night.all(made), today, made=made, is_over=is_over)


def keep_forecasts(
    engine: Engine,
    forecasts: Iterable[NightForecast],
    today: date,
    *,
    made: Collection[tuple[str, str]] = (),
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Keep forecasts, and forget what is old or forecast no more: neither among them nor `made` before."""
    store, known = SqlForecasts(engine), set(made)
    for each in forecasts:
        store.keep(each.subject, each.days)
        known.add((each.subject.part, each.subject.key))
        if is_over():
            return len(known) - len(made)
    store.forget(today, known)
    return len(known) - len(made)


def is_forecast_due(engine: Engine, history: History, clock: Clock) -> bool:
    """Whether something was not forecast from today on yet, and what came yesterday is known."""
    now = clock()
    known, made = history.known_until(), SqlForecasts(engine).made_on().values()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    is_complete = known is not None and (known >= midnight or now - midnight > QUIET)
    return is_complete and (not made or min(made) < now.date())
