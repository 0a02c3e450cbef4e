"""The work list at 100,000 items on PostgreSQL: each statement reads a page by an index, and never the table."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, event, text

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.work.store import SqlWork
from ivr.reporting.work_items import WorkDesk, WorkFilter, WorkMark
from tests.adapters.conftest import new_database
from tests.migrated import make_tables
from tests.requests_made import NOW

MANY = 100_000
MIDDLE = datetime(2026, 11, 22, tzinfo=UTC)
"""A time about which half of them are due."""
_FILL = """
INSERT INTO work_items (id, kind, call_sid, queue, language, line, caller_key, number, hint, recording, made_at, due_at,
    is_timed, state, taken_by, changed_at, revision, note, outcome, reached_in, tries)
SELECT 'ms-CA' || n, 'missed', 'CA' || n, 'q' || n % 20, 'en-US', '', 'k' || n, '', '', '', at, at + interval '4 hours',
    true, CASE n % 10 WHEN 0 THEN 'taken' ELSE 'open' END, CASE n % 10 WHEN 0 THEN 'u' || n % 7 ELSE '' END, at,
    0, '', '', '', 0
FROM (
    SELECT n, timestamptz '2026-11-20 00:00+00' + n * interval '3 seconds' AS at FROM generate_series(1, :many) n
) each
"""
WANTED = {
    "all": WorkFilter(),
    "overdue": WorkFilter(is_overdue=True),
    "one queue": WorkFilter(queue="q7"),
    "queues of a user": WorkFilter(queues=("q3", "q4")),
    "mine": WorkFilter(mine="u3"),
    "done": WorkFilter(state="done"),
    "open": WorkFilter(state="open"),
}


@pytest.fixture(scope="module")
def crowded(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with so many items that are not done."""
    with new_database(postgres_server) as address:
        engine = connect(address, tmp_path_factory.mktemp("crowded"))
        make_tables(engine)
        with writing(engine) as connection:
            connection.execute(text(_FILL), {"many": MANY})
            connection.execute(text("ANALYZE work_items"))
        yield engine
        engine.dispose()


def desk(engine: Engine) -> WorkDesk:
    return SqlWork(engine, lambda: NOW, None, lambda _: None, lambda _: False)  # type: ignore[arg-type]


def plans(engine: Engine, act) -> list[str]:
    """The plans of the statements that something reads by."""
    asked: list[tuple[str, object]] = []
    listen = lambda *told: asked.append((told[2], told[3]))  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    act()
    event.remove(engine, "before_cursor_execute", listen)
    with engine.connect() as connection:
        explained = [connection.exec_driver_sql(f"EXPLAIN {sql}", given) for sql, given in asked]
        return ["\n".join(row[0] for row in rows) for rows in explained]


@pytest.mark.parametrize("name", WANTED)
def test_a_page_is_read_by_an_index(crowded: Engine, name: str):
    for since in (None, WorkMark(MIDDLE, "ms-CA5")):
        (plan,) = plans(crowded, lambda since=since: desk(crowded).listed(WANTED[name], since=since))
        assert "Seq Scan on work_items" not in plan, plan
        assert name == "done" or "Sort" not in plan.split("work_items")[1], plan


def test_the_page_of_an_item_and_that_of_its_call_are_read_by_indexes(crowded: Engine):
    for act in (lambda: desk(crowded).story("ms-CA7"), lambda: desk(crowded).of_call("CA7")):
        assert [plan for plan in plans(crowded, act) if "Seq Scan on work_items" in plan] == []


def test_all_are_counted_in_one_statement(crowded: Engine):
    (_,) = plans(crowded, counted := desk(crowded).counts)
    assert sum(each.count for each in counted()) == MANY
