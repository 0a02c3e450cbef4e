"""Real servers for the tests of adapters."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from sqlalchemy import Engine, create_engine, make_url, text

from ivr.adapters.redis.connections import connect as connect_redis
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.database import connect
from tests.migrated import make_tables

from .postgres import postgres

EMPTIED = """
DO $$ DECLARE it record; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    FOR it IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', it.name);
    END LOOP;
    FOR it IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(it.name::regclass, 1, false);
    END LOOP;
END $$
"""
"""No row is left, whatever the test before did, and numbers begin with 1. Statements that it left running are ended."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """An address of PostgreSQL: WISMO_TEST_DATABASE_URL's, or a server of our own."""
    if given := os.environ.get("WISMO_TEST_DATABASE_URL"):
        yield given
        return
    with postgres() as address:
        yield address


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """A new, empty database on a server."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"wismo_test_{uuid4().hex}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address of an empty database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/wismo.db"
        return
    if "database" in request.fixturenames:
        yield request.getfixturevalue("postgres_with_tables")
        return
    with new_database(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with every table, for one test after the other: the migrations take longer than most
    tests, and so does a copy of what they made.
    """
    with new_database(postgres_server) as address:
        engine = connect(address, tmp_path_factory.mktemp("migrated"))
        make_tables(engine)
        engine.dispose()
        yield address


@pytest.fixture
def empty_database(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables, on each engine in turn."""
    engine = connect(database_url, tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    """A database with every table and no row, on each engine in turn."""
    if empty_database.dialect.name == "sqlite":
        make_tables(empty_database)
    else:
        with empty_database.begin() as connection:
            connection.execute(text(EMPTIED))
    return empty_database


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """One embedded server for all tests that do not break it."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def store(redis_server: EmbeddedRedis) -> Iterator[redis.Redis]:
    """An empty Redis."""
    connection = connect_redis(redis_server.url, 1.0)
    connection.flushdb()
    yield connection
    connection.close()
