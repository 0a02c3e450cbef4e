"""Health probes of the database: does it answer, accept writes, and have the right version?"""

import re
from functools import cache
from pkgutil import iter_modules
from uuid import uuid4

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.migrations import versions

_DATABASE_FAULTS = (
    (r"password authentication failed|no password supplied|SCRAM|role .* does not exist", "refuses user or password"),
    (r"database .* does not exist|no such database", "is not there: create one of the name that is given"),
    (r"translate host name|resolve|Name or service not known|getaddrinfo", "stands on a host whose name is not known"),
    (
        r"transaction blocks not allowed|statement pooling",
        "is behind pgbouncer in statement mode: use transaction mode",
    ),
    (
        r"read-only transaction|readonly database|hot standby",
        "can be read and not written: use the primary, or its rights",
    ),
    (r"no such table|relation .* does not exist", "has not this version's tables: run `wismo db upgrade`"),
    (r"unable to open database file", "is a file that cannot be opened: its directory must be there and be writable"),
    (r"disk is full|No space left", "has no room left on its disk"),
    (r"database is locked", "is locked by another process"),
    (r"too many connections|remaining connection slots|max_client_conn", "has no connection left"),
    (r"(?i)\bssl\b|certificate", "does not agree about TLS: look at sslmode"),
)


def database_is_migrated(engine: Engine) -> str:
    """Return what is wrong with the database's revision, "" if nothing is. Raises SQLAlchemyError.

    Alembic is not asked: to import it takes half a second, longer than readiness waits.
    """
    with engine.connect() as connection:
        has_one = inspect(connection).has_table("alembic_version")
        found = connection.scalar(text("SELECT version_num FROM alembic_version")) if has_one else None
    wanted = newest_revision()
    return "" if found == wanted else f"at {found or 'no version'}, not at {wanted}: run `wismo db upgrade`"


@cache
def newest_revision() -> str:
    """The revision that this release expects: the highest number among the names of its migrations."""
    return max(module.name[1:5] for module in iter_modules(versions.__path__))


def database_takes_writes(engine: Engine) -> str:
    """Return why the database accepts no writes, "" if it does: a table is created and rolled back."""
    name = f"wismo_health_{uuid4().hex}"
    try:
        with writing(engine) as connection:
            connection.execute(text(f"CREATE TABLE {name} (n INTEGER)"))
            connection.rollback()
    except DBAPIError as error:
        return database_fault(error) or "cannot be written"
    return ""


def database_fault(error: DBAPIError) -> str:
    """Describe an error of the database without its address; "" if the error is unknown."""
    said = str(error.orig)
    for pattern, words in _DATABASE_FAULTS:
        if re.search(pattern, said):
            return words
    return "does not answer" if isinstance(error, OperationalError | InterfaceError) else ""
