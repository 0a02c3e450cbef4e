"""News, imports and figures find their rows by indexes, however many orders there are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.finder import OrderFinder
from ivr.adapters.sql.orders.freshness import OrderFreshness
from ivr.adapters.sql.orders.index import _BY_IDENTITY, _BY_NUMBER, _BY_PHONE, OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.model import Refund, RefundState, Shipment, TrackingStatus
from ivr.orders.news import OrderChanged, OrderGone, OrderNews, ParcelNews, PartNews
from tests.migrated import make_tables
from tests.orders.making import ALICE, NOW, an_order

PARCEL = Shipment("P1", TrackingStatus.IN_TRANSIT, tracking_number="1Z999AA10123456784")
ORDER = replace(an_order(parcels=()), source_id="1", shipments=(PARCEL,))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/wismo.db", tmp_path)
    make_tables(engine)
    yield engine
    engine.dispose()


def whole_tables(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """The tables of ours that a statement reads from end to end."""
    with engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    return [f"{step[3]} in {statement}" for step in steps if step[3].startswith("SCAN") and "VIRTUAL" not in step[3]]


def test_news_of_every_kind_and_imports_read_no_whole_table(engine: Engine) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, parameters, _context, is_many):
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE") and "FROM sources" not in statement:
            asked.append((statement, parameters[0] if is_many else parameters))

    writer, index = NewsWriter(engine, lambda: NOW), OrderIndex(engine, engine, lambda: NOW)
    index.replace([an_order(), replace(an_order("2"), shipments=(PARCEL,))])
    index.replace([an_order()])
    writer.apply([OrderNews("shop", ORDER, NOW), ParcelNews("tracker", PARCEL, NOW), OrderChanged("shop", "1", NOW)])
    writer.apply([PartNews("shop", "1", Refund(RefundState.PENDING, 5, "R"), NOW), OrderGone("shop", "1", NOW)])
    finder = OrderFinder(engine, b"key", "US")
    assert finder.find("1001")
    assert finder.find(ALICE)
    assert finder.reports_of("1001")
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) > 20
    assert [step for each in asked for step in whole_tables(engine, *each)] == []


def test_figures_read_an_index_and_a_sample(engine: Engine) -> None:
    NewsWriter(engine, lambda: NOW).apply([OrderNews("shop", ORDER, NOW)])
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    fresh = OrderFreshness(engine, lambda: NOW)
    fresh.freshness()
    fresh.parcels_without_news(timedelta(days=1), 9)
    found = [step for each in list(asked) for step in whole_tables(engine, *each)]
    assert all("USING COVERING INDEX ix_orders_source_stored_at" in step for step in found)


@pytest.mark.parametrize("statement", [_BY_PHONE, _BY_NUMBER, _BY_IDENTITY])
def test_a_look_up_of_a_call_reads_no_whole_table(engine: Engine, statement: str) -> None:
    found = whole_tables(engine, statement.format("?"), ("1001",))
    assert [step for step in found if "given" not in step and "CONSTANT ROW" not in step] == []
