"""`wismo history`: the history of the line, rolled up from the record; and a generated past."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.history.rolling_up import Rolled, RollUp
from ivr.adapters.sql.reasons.day_counts import count_days
from ivr.adapters.sql.schema import upgrade
from ivr.app.history import history_of, roll_up_of
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.app.sample_year.forecasts import write_sample_forecasts
from ivr.app.sample_year.sample_routing import sample_routing
from ivr.app.sample_year.writing import has_real_calls, sample_year, write_sample_year
from ivr.cli.environment import load_settings
from ivr.cli.installation import this_user
from ivr.reporting.shop_days import midnight
from ivr.settings import Settings
from routing.model import Routing

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def history() -> None:
    """Roll the record up into the history, or generate a past to try it on."""


@history.command()
@click.option(
    "--since", type=DAY, default=None, help="The first day, such as 2026-11-01; by default that of the first call."
)
@click.option("--until", type=DAY, default=None, help="The last day; by default today.")
def roll(since: datetime | None, until: datetime | None) -> None:
    """Count days again, for example after calls were imported. The same calls give the same counts.

    Days whose calls have been deleted since are left as they are.
    """
    with _rolling() as (rolling, now):
        zone = now.tzinfo
        begins = since.replace(tzinfo=zone) if since else datetime(1970, 1, 1, tzinfo=zone)
        ends = min(until.replace(hour=23, minute=59, tzinfo=zone), now) if until else now
        days = rolling.days(begins, ends)
        rolled = sum(rolling.roll(days, now=now), Rolled())
        count_days(rolling.engine, begins.date(), ends.date(), now.tzinfo or UTC)
    click.echo(f"{rolled.days} days were rolled up from {rolled.calls} calls, in {rolled.rows} rows.")
    if left := len(days) - rolled.days:
        click.echo(f"{left} were left as they are: their calls have been deleted since.")


@history.command()
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3660), help="How far back it goes.")
@click.option(
    "--calls", default=20_000, show_default=True, type=click.IntRange(1, 20_000_000), help="About how many calls."
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same calls.")
@click.option("--force", is_flag=True, help="Also beside calls that were not generated.")
def sample(days: int, calls: int, seed: int, force: bool) -> None:
    """Write a generated past to the database, in place of an earlier one, and roll it up.

    It has a desk and two vendors of different quality, holidays, a launch and a bad Tuesday. On a line that has
    published no routing document, one with these vendors is published. No number, name or order in it is anybody's.
    """
    with _line() as (settings, engine, now):
        if not force and has_real_calls(engine):
            raise click.ClickException("the database holds calls that were not generated; --force writes beside them")
        first = now.date() - timedelta(days=days)
        begins = midnight(first, ZoneInfo(settings.time_zone))
        routing = _routing(settings, engine, begins)
        year = sample_year(routing, seed=seed, many=calls, first=first, now=now, zone=ZoneInfo(settings.time_zone))
        written = write_sample_year(engine, year)
        click.echo(f"{written} calls were written.")
        rolling = roll_up_of(settings, engine, routing, now)
        rolled = sum(rolling.roll(rolling.days(begins, now), now=now), Rolled())
        count_days(engine, first, now.date(), ZoneInfo(settings.time_zone))
        write_sample_forecasts(engine, history_of(settings, engine), routing, first=first, now=now)
    click.echo(f"{rolled.days} days were rolled up.")
    if days > settings.keep_calls_days:
        click.echo(
            f"`wismo serve` deletes calls after {settings.keep_calls_days} days and keeps their figures; "
            "set WISMO_KEEP_CALLS_DAYS higher to keep the calls."
        )


def _routing(settings: Settings, engine: Engine, since: datetime) -> Routing:
    """The routing in force; where none was published, that of a generated past, as published at its beginning."""
    store = store_of(settings, engine, lambda: since, editor_of(settings))
    if store.versions():
        return store.current().routing
    return store.publish(sample_routing(), actor=this_user(), note="Generated past", is_approved=True).routing


@contextmanager
def _line() -> Iterator[tuple[Settings, Engine, datetime]]:
    """The settings, the database, and the time in the shop's zone."""
    settings = load_settings()
    engine = connect(settings.database_url, settings.data_dir)
    try:
        upgrade(engine)
        yield settings, engine, shop_clock(settings)()
    finally:
        engine.dispose()


@contextmanager
def _rolling() -> Iterator[tuple[RollUp, datetime]]:
    """What rolls up, and the time in the shop's zone."""
    with _line() as (settings, engine, now):
        first = store_of(settings, engine, lambda: now, editor_of(settings)).version(0).routing
        yield roll_up_of(settings, engine, first, now), now
