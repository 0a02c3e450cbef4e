"""Behind pgbouncer in transaction mode: the sessions of the server are shared, statement by statement."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from ivr.adapters.sql.database import answers, connect, writing
from ivr.adapters.sql.fastpath import FastReader
from ivr.adapters.sql.schema import differences, upgrade
from tests.adapters.conftest import new_database
from tests.adapters.pgbouncer import pgbouncer

ASK = "SELECT id FROM (VALUES ('x', pg_backend_pid())) AS known(name, id) WHERE name = %s"


@pytest.fixture
def direct(postgres_server: str) -> Iterator[str]:
    """A database, asked without anything between."""
    with new_database(postgres_server) as address:
        yield address


@pytest.fixture
def pooled(direct: str) -> Iterator[str]:
    """The same database behind pgbouncer."""
    with pgbouncer(direct) as address:
        yield address


@pytest.fixture
def engine(pooled: str, tmp_path: Path) -> Iterator[Engine]:
    engine = connect(pooled, tmp_path)
    yield engine
    engine.dispose()


def reading(address: str, **how: float) -> FastReader:
    return FastReader(connect(address, Path(), reads_only=True, **how))


def ask_at_once(reader: FastReader, times: int) -> set[int]:
    with ThreadPoolExecutor(24) as callers:
        return {rows[0][0] for rows in callers.map(lambda _: reader.rows(ASK, "x", patience=20), range(times))}


def is_late(reader: FastReader, statement: str) -> bool:
    try:
        reader.rows(statement, "x", patience=0.2)
    except TimeoutError:
        return True
    return False


def can_be_asked(engine: Engine) -> bool:
    try:
        return answers(engine)
    except OperationalError:
        return False


@pytest.mark.parametrize("told", ["", "&pgbouncer=true"])
def test_callers_who_share_the_servers_sessions_are_all_answered(pooled: str, told: str):
    assert len(ask_at_once(reading(pooled + told), 2000)) <= 4


def test_it_is_found_out_where_pgbouncer_swallows_what_it_is_asked_at_the_start(direct: str):
    with pgbouncer(direct, ignore_startup_parameters="options") as address:
        assert len(ask_at_once(reading(address), 2000)) <= 4


def test_statements_are_prepared_where_nothing_stands_between(direct: str, pooled: str):
    prepared = "SELECT count(*) FROM pg_prepared_statements WHERE %s <> ''"
    for address, kept in ((direct, 1), (pooled, 0)):
        reader = reading(address)
        assert [reader.rows(prepared, "x")[0][0] for _ in range(8)][-1] == kept


def test_the_tables_are_made_by_several_processes_at_once(pooled: str, tmp_path: Path):
    engines = [connect(pooled, tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(3) as machines:
        list(machines.map(upgrade, engines))
    assert differences(engines[0]) == ""
    for engine in engines:
        engine.dispose()


def test_a_statement_that_takes_too_long_is_cut_off_and_no_other_client_is_limited(pooled: str):
    impatient, other = connect(pooled, Path(), statement_timeout=0.05), connect(pooled, Path())
    for _ in range(8):
        with pytest.raises(OperationalError, match="statement timeout"), impatient.connect() as connection:
            connection.execute(text("SELECT pg_sleep(5)"))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_sleep(0.2)"))
        assert connection.scalar(text("SHOW lock_timeout")) == "30s"
    impatient.dispose()
    other.dispose()


def test_what_a_caller_does_not_wait_for_any_more_is_no_longer_asked(pooled: str, direct: str, tmp_path: Path):
    reader, admin = reading(pooled), connect(direct, tmp_path)
    assert is_late(reader, "SELECT pg_sleep(60) WHERE %s = 'x'")
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'")
    for _ in range(200):
        with admin.connect() as connection:
            if not (goes_on := connection.scalar(asked)):
                break
        time.sleep(0.05)
    admin.dispose()
    assert not goes_on


@contextmanager
def frozen(engine: Engine) -> Iterator[None]:
    """Freeze the only session of the server."""
    with engine.connect() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_server_that_hangs_behind_it_keeps_no_caller_waiting(direct: str, tmp_path: Path):
    with pgbouncer(direct, connections=1) as address:
        reader, engine = reading(address), connect(address, tmp_path)
        reader.rows(ASK, "x")
        with frozen(engine):
            assert is_late(reader, ASK)
        assert reader.rows(ASK, "x", patience=20)
        engine.dispose()


def test_a_server_that_hangs_behind_it_keeps_no_job_waiting(direct: str, tmp_path: Path):
    with pgbouncer(direct, connections=1) as address:
        engine = connect(address, tmp_path, statement_timeout=0.2)
        with frozen(engine):
            assert not can_be_asked(engine)
        assert can_be_asked(engine)
        engine.dispose()


def test_writers_wait_for_each_other(engine: Engine):
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counted (n INTEGER)"))
        connection.execute(text("INSERT INTO counted VALUES (0)"))

    def count(_: int) -> None:
        with writing(engine) as connection:
            connection.execute(text("UPDATE counted SET n = n + 1"))

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(count, range(80)))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT n FROM counted")) == 80
