"""`wismo db`: the database's tables."""

import click

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import current, upgrade
from ivr.cli.environment import load_settings


@click.group()
def db() -> None:
    """Manage the tables of the database."""


@db.command("upgrade")
def upgrade_() -> None:
    """Apply missing migrations. `wismo serve` does so at its start."""
    settings = load_settings()
    engine = connect(settings.database_url, settings.data_dir)
    upgrade(engine)
    click.echo(f"The database is at {current(engine)}.")
    engine.dispose()
