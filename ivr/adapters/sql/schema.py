"""Migrations: bring a database to the revision that this release expects."""

from io import StringIO

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text

from ivr.adapters.sql.database import writing

_SCRIPTS = "ivr.adapters.sql:migrations"
_LOCK = 0x5715330
"""PostgreSQL's advisory lock for upgrades: an arbitrary number, the same in all processes."""


class NewerDatabase(Exception):
    """The database is at a revision that this release does not know."""


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are missing, in one transaction. Safe to call from several processes at once.

    Raises NewerDatabase, and SQLAlchemy's errors.
    """
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise NewerDatabase(f"the database was migrated by a newer version: {error}") from error


def current(engine: Engine) -> str | None:
    """Return the revision of a database, or None before the first migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this release expects."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def differences(engine: Engine) -> str:
    """Describe how a migrated database differs from the tables that the code declares; empty if it does not."""
    with engine.connect() as connection:
        try:
            command.check(_config(connection))
        except CommandError as error:
            return str(error)
    return ""


def _config(connection: Connection | None) -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", _SCRIPTS)
    config.attributes["connection"] = connection
    return config
