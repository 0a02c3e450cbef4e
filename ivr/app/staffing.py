"""Composes what the console's pages of staffing read."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.adapters.sql.staffing.launches import SqlLaunches
from ivr.console.ports.staffing import StaffingDesk
from ivr.settings import Settings

Clock = Callable[[], datetime]


def staffing_desk(settings: Settings, engine: Engine, clock: Clock) -> StaffingDesk:
    """What the pages of staffing read and change things by."""
    return StaffingDesk(
        forecasts=SqlForecasts(engine),
        launches=SqlLaunches(engine, clock),
        shrinkage=settings.shrinkage_percent / 100,
    )
