"""All orders of a shop by a bulk operation."""

from collections.abc import Iterator
from itertools import islice

import pytest
from flask import Response
from graphql import graphql_sync

from ivr.adapters.shopify import backfill
from ivr.emulator.shop.orders import Members, placed_order, sent_parcel
from ivr.emulator.shop.server import ShopServer
from ivr.orders.news import OrderChanged, OrderNews
from ivr.orders.sources.shopify.documents import ALL_ORDERS
from ivr.orders.sources.source import Batch, SourceRefused, SourceSilent
from tests.orders.sources.shopify.published import our_schema
from tests.orders.sources.shopify.reading import NOW

from .conftest import Connected

OPERATION = "gid://shopify/BulkOperation/1"
ALL = [f"#{number}" for number in range(1, 11)]


@pytest.fixture
def stocked(served: ShopServer, monkeypatch: pytest.MonkeyPatch) -> ShopServer:
    """A shop with ten orders, read four at a time."""
    monkeypatch.setattr(backfill, "_BATCH", 4)
    for number in range(1, 11):
        served.shop.put(placed_order(number, NOW, items=["Mug", "Tea"], fulfillments=[sent_parcel(number, NOW)]))
    return served


def numbers(batches: Iterator[Batch] | list[Batch]) -> list[str]:
    return [each.order.number for batch in batches for each in batch.news if isinstance(each, OrderNews)]


def test_the_emulated_file_is_what_the_schema_gives(stocked: ShopServer) -> None:
    result = graphql_sync(our_schema(), ALL_ORDERS, root_value=stocked.shop.all_orders())
    assert result.errors is None
    assert len(result.data["orders"]["edges"]) == 10


def test_all_orders_come_with_progress(stocked: ShopServer, connected: Connected, waits: list[float]) -> None:
    stocked.shop.bulk_questions = 3
    batches = list(connected().changed(None))
    assert numbers(batches) == ALL
    assert [(batch.done, batch.of) for batch in batches[-3:]] == [(4, 10), (8, 10), (10, 10)]
    assert waits == [1, 2, 4]


def test_a_backfill_that_was_killed_goes_on_from_its_cursor(stocked: ShopServer, connected: Connected) -> None:
    first = list(islice(connected().changed(None), 3))
    rest = list(connected().changed(None, first[-1].cursor))
    assert numbers(first) + numbers(rest) == ALL
    assert stocked.asked.count("StartBulk") == 1
    assert rest[-1].done == 10


def test_one_killed_while_shopify_works_starts_no_second_operation(stocked: ShopServer, connected: Connected) -> None:
    begun = next(iter(connected().changed(None)))
    assert numbers(connected().changed(None, begun.cursor)) == ALL
    assert stocked.asked.count("StartBulk") == 1


@pytest.mark.parametrize("cursor", ["bulk 77 3 9 1", "bulk", "bulk x y z 1", "bulk 1 -1 0 0", "eyJsYXN0X2lkIjoxfQ"])
def test_a_cursor_that_leads_nowhere_starts_again(cursor: str, stocked: ShopServer, connected: Connected) -> None:
    assert numbers(connected().changed(None, cursor)) == ALL


@pytest.mark.parametrize("status", ["FAILED", "CANCELED", "EXPIRED"])
def test_an_operation_that_failed_is_started_again_next_time(
    status: str, stocked: ShopServer, connected: Connected
) -> None:
    batches = connected().changed(None)
    begun = next(batches)
    stocked.shop.operations[OPERATION].status = status
    with pytest.raises(SourceSilent, match="started again"):
        list(batches)
    assert numbers(connected().changed(None, begun.cursor)) == ALL


def test_a_file_that_breaks_off_in_mid_line_is_read_on(stocked: ShopServer, connected: Connected) -> None:
    batches = connected().changed(None)
    begun = list(islice(batches, 2))
    cut = stocked.shop.bulk_file(OPERATION)[:3000]
    stocked.faults += [lambda: None, lambda: Response(cut)]
    assert numbers(begun) + numbers(batches) == ALL
    assert not stocked.faults


def test_a_file_that_stays_too_short_is_asked_for_anew(stocked: ShopServer, connected: Connected) -> None:
    stocked.judge = lambda _document, _variables, data: {"data": with_more_lines(data)}
    taken: list[Batch] = []
    with pytest.raises(SourceSilent, match="too early"):
        taken.extend(iter(connected().changed(None)))
    batches = connected().changed(None)
    *_, last = (next(batches) for _ in range(6))
    assert last.cursor == ""


def with_more_lines(data: Members) -> Members:
    """A state that tells of more lines than the file has."""
    state = data.get("bulkOperation")
    return {"bulkOperation": {**state, "objectCount": "99"}} if isinstance(state, dict) else data


def test_an_order_that_lost_a_line_is_asked_for(stocked: ShopServer, connected: Connected) -> None:
    batches = connected().changed(None)
    next(batches)
    lines = stocked.shop.operations[OPERATION].lines
    del lines[0]
    found = [each for batch in batches for each in batch.news]
    assert found[0] == OrderChanged("northwind", "1", NOW)
    assert len(found) == 10


def test_a_shop_without_orders_has_none(served: ShopServer, connected: Connected) -> None:
    assert numbers(connected().changed(None)) == []


def test_a_shop_that_is_busy_is_asked_later(served: ShopServer, connected: Connected) -> None:
    busy = {"bulkOperation": None, "userErrors": [{"code": "OPERATION_IN_PROGRESS", "message": "busy"}]}
    served.judge = lambda *_: {"data": {"bulkOperationRunQuery": busy}}
    with pytest.raises(SourceSilent) as silent:
        list(connected().changed(None))
    assert silent.value.wait > 0


def test_an_operation_without_rights_is_refused_and_later_started_again(
    stocked: ShopServer, connected: Connected
) -> None:
    batches = connected().changed(None)
    begun = next(batches)
    honest = stocked.judge
    state = {"id": OPERATION, "status": "FAILED", "errorCode": "ACCESS_DENIED"}
    stocked.judge = lambda *_: {"data": {"bulkOperation": state}}
    with pytest.raises(SourceRefused):
        list(batches)
    stocked.judge = honest
    stocked.shop.operations[OPERATION].status = "FAILED"
    assert numbers(connected().changed(None, begun.cursor)) == ALL
