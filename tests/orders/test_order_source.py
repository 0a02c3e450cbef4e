"""The orders that a source knows for a phone number."""

from dataclasses import replace

from ivr.orders.order_document import dump
from ivr.orders.order_source import KnownOrders, Origin
from tests.orders.making import ALICE, NOW, an_order

OURS, THEIRS, OF_ALL = (
    replace(an_order(number), brand=brand, customer=brand) for number, brand in (("1", "a"), ("2", "b"), ("3", ""))
)


def known() -> KnownOrders:
    orders = (OURS, THEIRS, OF_ALL)
    origins = tuple(Origin(order.number, NOW) for order in orders)
    found = KnownOrders.of(ALICE, orders, NOW)
    return replace(found, documents=tuple(map(dump, orders)), origins=origins)


def test_orders_of_another_brand_are_left_out_with_all_that_is_known_of_them():
    heard = known().of_brand("a")
    assert heard.orders == (OURS, OF_ALL)
    assert [each.customer for each in heard.placed] == ["a", ""]
    assert heard.documents == (dump(OURS), dump(OF_ALL))
    assert [each.source for each in heard.origins] == ["1", "3"]


def test_a_number_without_a_brand_has_the_orders_without_one():
    assert known().of_brand("").orders == (OF_ALL,)
