"""`wismo history`: the history of the line, rolled up from the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.history.rolling_up import Rolled, RollUp
from ivr.adapters.sql.schema import upgrade
from ivr.app.history import roll_up_of
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.cli.environment import load_settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def history() -> None:
    """Roll the record up into the history."""


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
    click.echo(f"{rolled.days} days were rolled up from {rolled.calls} calls, in {rolled.rows} rows.")
    if left := len(days) - rolled.days:
        click.echo(f"{left} were left as they are: their calls have been deleted since.")


@contextmanager
def _rolling() -> Iterator[tuple[RollUp, datetime]]:
    """What rolls up, and the time in the shop's zone."""
    settings = load_settings()
    clock = shop_clock(settings)
    engine = connect(settings.database_url, settings.data_dir)
    try:
        upgrade(engine)
        first = store_of(settings, engine, clock, editor_of(settings)).version(0).routing
        now = clock()
        yield roll_up_of(settings, engine, first, now), now
    finally:
        engine.dispose()
