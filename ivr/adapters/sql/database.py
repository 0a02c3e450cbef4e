"""The database: SQLite for one machine, PostgreSQL for many; the same tables and statements on both."""

import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_FILE = "wismo.db"
_POSTGRES = "postgresql+psycopg"
_IMMEDIATE = "wismo_immediate"
POOLED = "pgbouncer"
"""The parameter of an address by which Supabase and others say that pgbouncer stands between."""
_YES = ("true", "1", "yes", "on")
_FRUGAL = ("cache_size=-64",)
"""64 kB of pages, for each of the many connections that look single orders up: the system has the file in memory."""


class Utc(TypeDecorator[datetime]):
    """A point in time: aware datetimes in, aware datetimes in UTC out. SQLite alone would return naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no point in time")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def connect(
    address: str, data_dir: Path, *, statement_timeout: float = 30.0, pool_size: int = 5, reads_only: bool = False
) -> Engine:
    """The engine for DATABASE_URL, or for a SQLite file in `data_dir` when that is empty. Connects lazily.

    `statement_timeout` is in seconds; on SQLite it limits the wait for another writer. `reads_only` gives an
    engine for `Reader`: its connections commit by themselves, so that a read is one round trip, and are not pooled.
    Raises ValueError for an address that is neither SQLite nor PostgreSQL.
    """
    url = _url(address, data_dir)
    if reads_only:
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    else:
        engine = create_engine(url, json_serializer=_json, pool_size=pool_size, max_overflow=pool_size)
    if url.drivername == "sqlite":
        _tame_sqlite(engine, statement_timeout, reads_only=reads_only)
    else:
        _tame_postgres(engine, statement_timeout, reads_only=reads_only)
    return engine


def close(engine: Engine) -> None:
    """Close the connections of an engine for good: one that a thread still has, or opens later, once it is given back.

    `Engine.dispose` alone keeps those open in a pool that nobody empties.
    """
    event.listen(engine, "checkin", _close_one)
    engine.dispose()


def _close_one(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _json(value: object) -> str:
    """Serialise the value of a JSON column."""
    return orjson.dumps(value).decode()


def _url(address: str, data_dir: Path) -> URL:
    if not address:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return URL.create("sqlite", database=str(data_dir / _FILE))
    try:
        url = make_url(address)
    except ArgumentError:
        raise ValueError("DATABASE_URL: must be a postgresql:// or sqlite:/// address") from None
    if url.drivername in ("postgres", "postgresql", _POSTGRES):
        return url.set(drivername=_POSTGRES)
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise ValueError("DATABASE_URL: must be a postgresql:// or sqlite:/// address of a database file")


class ImpatientSqlite(sqlite3.Connection):
    """A connection with `until`, as Postgres has. SQLite answers at once, or waits for a lock until its timeout."""

    until = math.inf

    def give_up(self) -> None:
        """Do nothing: SQLite runs in this process, so there is no server to tell."""


def _tame_sqlite(engine: Engine, statement_timeout: float, *, reads_only: bool) -> None:
    """Use the write-ahead log, and begin transactions explicitly.

    Python's driver begins them by itself and late, so that a reader that then writes fails at once with "locked".
    """

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: Dialect, _record: object, given: list[Any], named: dict[str, Any]) -> Any:
        _make_private(given[0])
        patient: dict[str, Any] = {"timeout": statement_timeout, "factory": ImpatientSqlite}
        return sqlite3.connect(*given, **(named | patient))

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        _use_log(connection, statement_timeout)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", *(_FRUGAL if reads_only else ())):
            connection.execute(f"PRAGMA {pragma}")

    if reads_only:
        return

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _use_log(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to the write-ahead log. Where several processes open a new file, SQLite refuses at once instead of waiting
    for the one that switches. Raises sqlite3.OperationalError after `patience` seconds.
    """
    give_up = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _make_private(file: str) -> None:
    """Create a missing database file readable by this user only. SQLite gives its write-ahead log the same mode."""
    with suppress(OSError):  # it exists already, or SQLite reports the error
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _tame_postgres(engine: Engine, statement_timeout: float, *, reads_only: bool) -> None:
    """Limits for every statement, in a session of our own and in one that a pooler lends us for a transaction."""

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: Dialect, _record: object, given: list[Any], named: dict[str, Any]) -> Any:
        from ivr.adapters.sql import postgres  # psycopg: 7 MB, which a line on SQLite need not hold

        is_pooled = named.pop(POOLED, "") in _YES
        return postgres.connect(*given, statement_timeout=statement_timeout, is_pooled=is_pooled, **named)

    if reads_only:
        return

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        from ivr.adapters.sql.postgres import limits

        if getattr(connection.connection.dbapi_connection, "is_pooled", False):
            connection.exec_driver_sql(limits(statement_timeout))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; committed at the end, rolled back on an exception.

    On SQLite it takes the writers' lock at its start, so that it waits its turn instead of failing half-way.
    """
    with engine.execution_options(**{_IMMEDIATE: True}).begin() as connection:
        yield connection


def answers(engine: Engine) -> bool:
    """Return True if the database answers a query. Raises SQLAlchemyError if it does not."""
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT 1")) == 1)
