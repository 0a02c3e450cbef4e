"""Files of bulk operations."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ivr.emulator.shop.orders import bulk_lines, in_answer, placed_order
from ivr.orders.sources.shopify.bulk_file import BulkOrder, orders_in

from .reading import NOW

ORDERS = [placed_order(number, NOW, items=["Mug"] * (number % 3)) for number in range(1, 6)]
LINES = [json.dumps(line).encode() for line in bulk_lines([{"node": in_answer(order)} for order in ORDERS])]


def names(orders: list[BulkOrder]) -> list[str]:
    return [order.node.id("id") for order in orders]


def test_an_order_is_read_with_its_parts() -> None:
    first, second, *_ = orders_in(LINES)
    assert (first.line, first.end.line, second.line) == (1, 3, 4)
    assert [len(each.node.nodes("lineItems")) for each in (first, second)] == [1, 2]
    assert len(first.node.nodes("fulfillmentOrders")) == 1
    assert names(list(orders_in(LINES))) == ["1", "2", "3", "4", "5"]


@given(st.integers(0, 4))
def test_it_goes_on_behind_any_order(done: int) -> None:
    end = list(orders_in(LINES))[done].end
    assert b"\n".join(LINES)[end.byte :] == b"\n".join(LINES[end.line :])
    assert list(orders_in(LINES[end.line :], end)) == list(orders_in(LINES))[done + 1 :]


@given(st.integers(0, len(b"\n".join(LINES)) - 1))
def test_a_file_that_breaks_off_gives_whole_orders_alone(length: int) -> None:
    """Every order that is given has all its parts, but for one that ends exactly at the end of a line."""
    found = list(orders_in(b"\n".join(LINES)[:length].split(b"\n")))
    whole = list(orders_in(LINES))
    assert [(each.line, each.node.id("id")) for each in found] == [
        (each.line, each.node.id("id")) for each in whole[: len(found)]
    ]
    assert found[:-1] == whole[: max(0, len(found) - 1)]


def test_an_order_that_lost_a_line_is_not_whole() -> None:
    broken = [line if place != 4 else b'{"id": "gid://shopi' for place, line in enumerate(LINES)]
    assert [each.is_whole for each in orders_in(broken)] == [True, False, True, True, True]


def test_parts_without_their_order_name_it() -> None:
    found = list(orders_in(LINES[1:]))
    assert (names(found)[0], found[0].is_whole) == ("1", False)


def test_blank_lines_and_strange_objects_are_passed_over() -> None:
    strange = json.dumps({"id": "gid://shopify/Metafield/1", "__parentId": ORDERS[0]["id"]}).encode()
    first = next(orders_in([LINES[0], b"", strange, *LINES[1:]]))
    assert "Metafield" not in repr(first.node)
    assert len(first.node.nodes("lineItems")) == 1
