"""`wismo staffing`: forecasts of calls, the people that they need, and how far forecasts are off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TextIO

import click
from sqlalchemy import Engine

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import upgrade
from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.app.forecasting import make_forecasts
from ivr.app.history import history_of
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.cli.environment import load_settings
from ivr.reporting.csv_table import csv_table
from ivr.reporting.forecast_accuracy import error_kpis
from ivr.reporting.kept_forecasts import ForecastPart, ForecastSubject
from ivr.reporting.staffing_plan import PLAN_HEADING, PlanBasis, plan_basis, plan_table
from ivr.settings import Settings
from routing.model import Routing

FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    settings: Settings
    engine: Engine
    routing: Routing
    now: datetime

    @property
    def kept(self) -> SqlForecasts:
        return SqlForecasts(self.engine)

    def basis(self, days: int, handling: float | None) -> PlanBasis:
        today = self.now.date()
        until = today + timedelta(days=days)
        return plan_basis(self.kept, self.routing, now=self.now, since=today, until=until, handling=handling)


@click.group()
def staffing() -> None:
    """Forecast calls by half-hour, count the people in house, and judge the forecasts."""


@staffing.command()
@click.option("--queue", default="", help="Only a queue, by its key; the whole line without it.")
@click.option("--days", default=FOUR_WEEKS, show_default=True, type=click.IntRange(1, 92), help="How many, from today.")
@click.option(
    "--handling", type=click.FloatRange(1, 14_400), default=None, help="Seconds, for queues without their own."
)
@click.option(
    "--csv",
    "file",
    type=click.File("w", encoding="utf-8", lazy=True),
    default=None,
    help="Write every half-hour and queue there; - prints it.",
)
def forecast(queue: str, days: int, handling: float | None, file: TextIO | None) -> None:
    """Print the calls of the days to come, and people in house. What was not forecast today is forecast first."""
    with _line() as line:
        make_forecasts(line.engine, history_of(line.settings, line.engine), line.routing, lambda: line.now)
        if file is not None:
            _write(line, queue, line.basis(days, handling), file)
            return
        if queue and queue not in line.routing.queues:
            raise click.ClickException(f"there is no queue {queue!r}; the queues are {', '.join(line.routing.queues)}")
        _print(line, "queue" if queue else "line", queue, line.basis(days, handling), days)


@staffing.command()
def accuracy() -> None:
    """Print the errors of forecasts made as if each of the last eight weeks were to come, by weeks ahead."""
    with _line() as line:
        for subject in line.kept.subjects():
            click.echo(f"{subject.part} {subject.key}".rstrip())
            for week, error in subject.errors.items():
                figures = ", ".join(f"{kpi.name.lower()} {kpi.text}" for kpi in error_kpis(error))
                click.echo(f"  {week} {'week' if week == 1 else 'weeks'} ahead: {figures}")


def _write(line: _Line, queue: str, basis: PlanBasis, file: TextIO) -> None:
    plans = basis.plans(sorted({day for found in basis.forecasts.values() for day in found}))
    chosen = {key: plan for key, plan in plans.items() if queue in ("", key)}
    rows = plan_table(basis, chosen, line.settings.shrinkage_percent / 100)
    file.write(csv_table([PLAN_HEADING, *rows]))


def _print(line: _Line, part: ForecastPart, key: str, basis: PlanBasis, days: int) -> None:
    today = line.now.date()
    subject = next((each for each in line.kept.subjects() if (each.part, each.key) == (part, key)), None)
    if subject is None or subject.known_from:
        click.echo(_nothing(subject))
        return
    kept = line.kept.days(part, (key,), since=today, until=today + timedelta(days=days))
    plans = basis.plans([each.forecast.day for each in kept])
    shown = [plan for name, plan in plans.items() if key in ("", name)]
    shrinkage = line.settings.shrinkage_percent / 100
    click.echo("day         calls     80 % band  in house: people at most, hours")
    for each in kept:
        found = each.forecast
        needs = [need for plan in shown if (need := plan.need([found.day], shrinkage))]
        people = (
            f"{sum(need.peak for need in needs):6} {sum(need.hours for need in needs):8.1f}"
            if needs
            else "   n/a      n/a"
        )
        band = f"{found.low} to {found.high}"
        click.echo(f"{found.day} {found.mean:7.0f} {band:>13} {people}  {', '.join(found.names)}".rstrip())


def _nothing(subject: ForecastSubject | None) -> str:
    since: date | None = subject.known_from if subject else None
    return f"n/a: the history is too short; there will be a forecast from {since} on." if since else "n/a"


@contextmanager
def _line() -> Iterator[_Line]:
    settings = load_settings()
    clock = shop_clock(settings)
    engine = connect(settings.database_url, settings.data_dir)
    try:
        upgrade(engine)
        routing = store_of(settings, engine, clock, editor_of(settings)).current().routing
        yield _Line(settings=settings, engine=engine, routing=routing, now=clock())
    finally:
        engine.dispose()
