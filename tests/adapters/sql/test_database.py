from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, insert, inspect, select, text
from sqlalchemy.exc import OperationalError, StatementError

from ivr.adapters.sql.database import Utc, answers, close, connect, writing
from ivr.adapters.sql.fastpath import FastReader
from ivr.adapters.sql.schema import current, differences, head, upgrade
from tests.migrated import make_tables

AN_ORDER = """INSERT INTO orders (key, keypad, digits, customer, placed_at, stored_at, document)
    VALUES ('1', '1', '1', 'c', 1, 1, '{}')"""
moments = Table("moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", Utc))


def test_the_migrations_make_the_tables_that_the_code_declares(empty_database: Engine) -> None:
    upgrade(empty_database)
    assert {"orders", "order_phones"} <= set(inspect(empty_database).get_table_names())
    assert differences(empty_database) == ""


def test_a_missing_table_is_noticed(empty_database: Engine) -> None:
    make_tables(empty_database)
    with writing(empty_database) as connection:
        connection.execute(text("DROP TABLE order_phones"))
    assert "order_phones" in differences(empty_database)


def test_a_database_says_which_revision_it_is_at(empty_database: Engine) -> None:
    assert current(empty_database) is None
    upgrade(empty_database)
    assert current(empty_database) == head()


def test_several_processes_may_upgrade_at_once(database_url: str, tmp_path: Path) -> None:
    engines = [connect(database_url, tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, engines))
    assert all(current(engine) == head() for engine in engines)
    for engine in engines:
        engine.dispose()


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Switching to the write-ahead log is refused to all but one, some times in a thousand."""

    def write(engine: Engine) -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql("create table if not exists t (a)")

    for number in range(40):
        engines = [connect(f"sqlite:///{tmp_path}/{number}.db", tmp_path) for _ in range(6)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(write, engines))
        for engine in engines:
            engine.dispose()


def test_a_time_comes_back_in_utc(empty_database: Engine) -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=-8)))
    with writing(empty_database) as connection:
        moments.metadata.create_all(connection)
        connection.execute(insert(moments), [{"at": at}, {"at": None}])
        times = list(connection.scalars(select(moments.c.at).order_by(moments.c.id)))
    assert times == [at, None]
    assert times[0].tzinfo is UTC


def test_a_naive_time_is_refused(empty_database: Engine) -> None:
    with pytest.raises(StatementError, match="naive"), empty_database.connect() as connection:
        connection.execute(select(moments).where(moments.c.at == datetime(2026, 11, 22)))  # noqa: DTZ001


def test_writers_wait_for_each_other(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE counted (n INTEGER)"))
        connection.execute(text("INSERT INTO counted VALUES (0)"))

    def count(_: int) -> None:
        with writing(database) as connection:
            connection.execute(text("UPDATE counted SET n = n + 1"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(80)))
    with database.connect() as connection:
        assert connection.scalar(text("SELECT n FROM counted")) == 80


def test_what_fails_half_way_is_not_kept(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(database) as connection:
        connection.execute(text(AN_ORDER))
        raise ZeroDivisionError
    with database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM orders")) == 0


def test_a_reader_does_not_wait_for_a_writer(database: Engine) -> None:
    with writing(database) as writer, database.connect() as reader:
        writer.execute(text(AN_ORDER))
        assert reader.scalar(text("SELECT count(*) FROM orders")) == 0


def test_a_number_of_no_order_is_refused(database: Engine) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), writing(database) as connection:
        connection.execute(text("INSERT INTO order_phones VALUES ('+1', 1, 'none')"))


def test_without_an_address_a_file_in_the_data_directory_is_used(tmp_path: Path) -> None:
    engine = connect("", tmp_path / "var")
    assert answers(engine)
    assert (tmp_path / "var" / "wismo.db").exists()
    engine.dispose()


@pytest.mark.parametrize("address", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_every_spelling_of_postgresql_is_accepted(address: str, tmp_path: Path) -> None:
    assert connect(address, tmp_path).url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("address", ["mysql://u:secret@h/d", "secret", "sqlite://?secret", "sqlite:///:memory:?secret"])
def test_another_address_is_refused_without_repeating_it(address: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        connect(address, tmp_path)
    assert "secret" not in str(refused.value)


def test_a_statement_that_takes_too_long_is_cut_off(postgres_server: str, tmp_path: Path) -> None:
    engine = connect(postgres_server, tmp_path, statement_timeout=0.05)
    with pytest.raises(OperationalError, match="statement timeout"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_reader_gets_over_a_connection_that_died(postgres_server: str, tmp_path: Path) -> None:
    reader = FastReader(connect(postgres_server, tmp_path, reads_only=True))
    backend = reader.rows("SELECT pg_backend_pid() WHERE %s = 'x'", "x")[0][0]
    admin = create_engine(connect(postgres_server, tmp_path).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})
    admin.dispose()
    assert reader.rows("SELECT pg_backend_pid() WHERE %s = 'x'", "x")[0][0] != backend


@pytest.mark.parametrize("opened", ["before", "after"])
def test_a_connection_in_use_after_its_engine_was_closed_is_closed(database: Engine, opened: str) -> None:
    if opened == "after":
        close(database)
    with database.connect() as connection:
        driver = connection.connection.dbapi_connection
        if opened == "before":
            close(database)
        assert connection.scalar(text("SELECT 1")) == 1
    with pytest.raises(Exception, match="closed"):
        driver.execute("SELECT 1")
