"""Forecasts of a generated past: those of its last nights, so that yesterday's can be held against what came."""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, insert

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.staffing.tables import call_forecasts, forecast_subjects, launches
from ivr.app.forecasting import keep_forecasts
from ivr.app.sample_year.calendar import calendar
from ivr.reporting.launches import Launch
from ivr.reporting.night_forecast import ForecastNight
from ivr.reporting.period_counts import History
from routing.model import Routing

NIGHTS = 2
"""Nights before today that made forecasts."""
LAUNCH_ID = "generated-launch"
LAUNCH_CALLS = 1.7
"""Times the usual, as the calendar has it."""


def write_sample_forecasts(engine: Engine, history: History, routing: Routing, *, first: date, now: datetime) -> int:
    """Enter the launch of a generated past that began on `first`, and make the forecasts of its last nights.

    `now` is on the shop's clock. In place of all earlier forecasts; the number of nights.
    """
    zone = now.tzinfo
    assert zone is not None  # noqa: S101 - for the type checker; the shop's clock has its zone
    launch = _entered(engine, first, now.date())
    with writing(engine) as connection:
        connection.execute(delete(call_forecasts))
        connection.execute(delete(forecast_subjects))
    nights = [now.date() - timedelta(days=back) for back in range(NIGHTS, -1, -1)]
    for night in nights:
        made = ForecastNight(
            history=history,
            routing=routing,
            launches=launch,
            today=night,
            zone=zone,
            is_judged=night == now.date(),
        )
        keep_forecasts(engine, made.all(), night)
    return len(nights)


def _entered(engine: Engine, first: date, last: date) -> list[Launch]:
    """The launch as somebody entered it; none if the past is too short to have one."""
    days = [each.day for each in calendar(first, last) if each.event == "launch"]
    with writing(engine) as connection:
        connection.execute(delete(launches).where(launches.c.id == LAUNCH_ID))
        if not days:
            return []
        launch = Launch(
            id=LAUNCH_ID, name="New catalogue", first=days[0], last=days[-1], factor=LAUNCH_CALLS, made_by="generated"
        )
        row = {
            "id": launch.id, "name": launch.name, "first": f"{launch.first}", "last": f"{launch.last}",
            "factor": launch.factor, "extra": 0, "queues": [], "made_by": launch.made_by,
        }  # fmt: skip
        connection.execute(insert(launches), row)
    return [launch]
