"""Makes the forecasts of a night and keeps them: for the job and the command."""

from collections.abc import Callable, Iterable
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


def make_forecasts(engine: Engine, history: History, routing: Routing, clock: Clock) -> int:
    """Make and keep the forecasts from today on; `clock` is in the shop's zone. The number of parts of the line."""
    now = clock()
    assert now.tzinfo is not None  # noqa: S101 - for the type checker; the shop's clock has its zone
    launches = SqlLaunches(engine, clock).all()
    night = ForecastNight(history=history, routing=routing, launches=launches, today=now.date(), zone=now.tzinfo)
    return keep_forecasts(engine, night.all(), now.date())


def keep_forecasts(engine: Engine, made: Iterable[NightForecast], today: date) -> int:
    """Keep what a night made, and forget what is old or forecast no more."""
    store, known = SqlForecasts(engine), set()
    for each in made:
        store.keep(each.subject, each.days)
        known.add((each.subject.part, each.subject.key))
    store.forget(today, known)
    return len(known)


def is_forecast_due(engine: Engine, history: History, clock: Clock) -> bool:
    """Whether nothing has been forecast from today on yet, and what came yesterday is known."""
    now = clock()
    known, made = history.known_until(), SqlForecasts(engine).made_on()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    is_complete = known is not None and (known >= midnight or now - midnight > QUIET)
    return is_complete and (made is None or made < now.date())
