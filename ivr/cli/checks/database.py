"""Check that the database answers, can be written and is migrated."""

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.probes import database_fault, database_is_migrated, database_takes_writes
from ivr.cli.checks import Finding
from ivr.settings import Settings

ADDRESS = "Start it, and check DATABASE_URL: postgresql://user:password@host:port/name."


def check_database(settings: Settings) -> Iterator[Finding]:
    """Check PostgreSQL, or the SQLite file on this machine."""
    if not settings.database_url and not list(settings.data_dir.glob("*.db")):
        yield Finding("ok", "database", "DATABASE_URL is not set: SQLite is used, and made at the first start")
        return
    try:
        engine = connect(settings.database_url, settings.data_dir)
    except (ValueError, OSError) as error:
        yield Finding("fail", "database", f"cannot be asked ({type(error).__name__})", ADDRESS)
        return
    try:
        yield from _asked(engine)
    finally:
        with suppress(SQLAlchemyError):
            engine.dispose()


def _asked(engine: Engine) -> Iterator[Finding]:
    try:
        wrong = database_is_migrated(engine)
    except SQLAlchemyError as error:
        fault = database_fault(error) if isinstance(error, DBAPIError) else ""
        yield Finding("fail", "database", f"{fault or 'does not answer'} ({type(error).__name__})", ADDRESS)
        return
    yield Finding("ok", "database", f"answers ({engine.dialect.name})")
    if refused := database_takes_writes(engine):
        yield Finding("fail", "database", refused, "Until then calls are answered, and nothing is recorded.")
    if wrong:
        yield Finding("fail", "tables", wrong, "`wismo serve` does it at its start.")
    else:
        yield Finding("ok", "tables", "as this version needs them")
