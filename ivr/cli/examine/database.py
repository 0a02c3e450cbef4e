"""The database: does it answer, and has it this version's tables?"""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.database import connect
from ivr.adapters.probes import database_is_migrated
from ivr.cli.examine import Finding
from ivr.settings import Settings


def look_at_database(settings: Settings) -> Iterator[Finding]:
    """PostgreSQL, or the SQLite file on this machine."""
    if not settings.database_url and not any(settings.data_dir.glob("*.db")):
        yield Finding("ok", "database", "DATABASE_URL is not set: SQLite is used, and made at the first start")
        return
    try:
        engine = connect(settings.database_url, settings.data_dir)
        wrong = database_is_migrated(engine)
        engine.dispose()
    except (SQLAlchemyError, ValueError) as error:
        mend = "Start it, and check DATABASE_URL: postgresql://user:password@host:port/name."
        yield Finding("fail", "database", f"does not answer ({type(error).__name__})", mend)
        return
    yield Finding("ok", "database", f"answers ({engine.dialect.name})")
    if wrong:
        yield Finding("fail", "tables", wrong, "`wismo serve` does it at its start.")
    else:
        yield Finding("ok", "tables", "as this version needs them")
