import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import exc, func, select, text
from structlog.testing import capture_logs

from ivr.adapters.redis.event_stream import EVENTS, FIELD, REFUSED, pack
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.stream_consumer import Drained, drain
from ivr.adapters.sql.records.tables import calls, hops


def put(store, *events):
    for event in events:
        store.xadd(EVENTS, {FIELD: event if isinstance(event, str) else pack(event)})


def number_of(database, table):
    with database.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def unwritable(happened, sid="CA666"):
    """A status that no integer column takes."""
    return replace(happened.status(sid), seconds=2**63)


def test_events_go_from_the_stream_to_sql(store, database, happened):
    put(store, happened.turn("CA1"), happened.turn("CA2"))
    assert drain(store, database) == Drained(recorded=2)
    assert (store.xlen(EVENTS), number_of(database, calls)) == (0, 2)


def test_an_empty_stream_is_nothing_to_do(store, database):
    assert drain(store, database) == Drained()


def test_more_events_than_a_batch_holds_are_all_recorded(store, database, happened):
    put(store, *(happened.turn(f"CA{number}") for number in range(25)))
    assert drain(store, database, batch=10) == Drained(recorded=25)
    assert number_of(database, hops) == 50


def test_what_is_no_event_is_set_aside(store, database, happened):
    put(store, "not JSON", "[1]", json.dumps({"kind": "Unheard"}), happened.turn())
    assert drain(store, database) == Drained(recorded=1, refused=3)
    assert store.xlen(REFUSED) == 3


def test_an_event_that_no_column_takes_is_set_aside_and_named(store, database, happened):
    put(store, happened.turn("CA1"), unwritable(happened), happened.turn("CA2"))
    with capture_logs() as logs:
        assert drain(store, database) == Drained(recorded=2, refused=1)
    assert [line["call"] for line in logs] == ["CA666"]
    assert [fields["event"] for _, fields in store.xrange(REFUSED)] == [pack(unwritable(happened))]


def test_events_wait_while_the_database_has_no_tables(store, empty_database, happened):
    put(store, happened.turn())
    with pytest.raises(exc.DBAPIError):
        drain(store, empty_database)
    assert (store.xlen(EVENTS), store.xlen(REFUSED)) == (1, 0)


def test_events_wait_while_there_is_no_database(store, tmp_path, happened):
    put(store, happened.turn())
    nowhere = connect(f"sqlite:///{tmp_path}/missing/wismo.db", tmp_path)
    with pytest.raises(exc.OperationalError):
        drain(store, nowhere)
    assert (store.xlen(EVENTS), store.xlen(REFUSED)) == (1, 0)


def test_events_wait_while_the_database_only_reads(store, database, happened):
    put(store, happened.turn())
    if database.dialect.name == "sqlite":
        pytest.skip("SQLite has no read-only transactions by default")
    with database.begin() as connection:
        connection.execute(text("ALTER ROLE wismo SET default_transaction_read_only = on"))
    database.dispose()
    try:
        with pytest.raises(exc.DBAPIError):
            drain(store, database)
    finally:
        with database.begin() as connection:
            connection.execute(text("SET TRANSACTION READ WRITE"))
            connection.execute(text("ALTER ROLE wismo RESET default_transaction_read_only"))
        database.dispose()
    assert (store.xlen(EVENTS), store.xlen(REFUSED)) == (1, 0)


def test_two_who_drain_at_once_record_everything_once(store, database, happened):
    put(store, *(happened.turn(f"CA{number:03}") for number in range(200)))
    both = [threading.Thread(target=drain, args=(store, database), kwargs={"batch": 20}) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert (number_of(database, calls), number_of(database, hops), store.xlen(EVENTS)) == (200, 400, 0)
