"""The move to orders of several sources, and the way back."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, text

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.tables import order_phones, orders
from ivr.adapters.sql.schema import differences, upgrade
from ivr.orders.order_document import dump
from tests.migrated import move_to
from tests.orders.making import ALICE, NOW, an_order

BEFORE = "0020"
INSERT = text(
    "INSERT INTO orders (key, keypad, digits, customer, placed_at, stored_at, document)"
    " VALUES (:key, :key, :key, 'alice', 1, 1, :document)"
)


@pytest.fixture
def before(empty_database: Engine) -> Engine:
    """A database as the version before left it, with an order."""
    move_to(empty_database, BEFORE)
    with writing(empty_database) as connection:
        connection.execute(INSERT, {"key": "1001", "document": dump(an_order())})
        connection.execute(text("INSERT INTO order_phones VALUES (:phone, 1, '1001')"), {"phone": ALICE})
    return empty_database


def _found(engine: Engine) -> list[tuple[str, str]]:
    joined = select(order_phones.c.e164, orders.c.key).join(orders, orders.c.key == order_phones.c.order_key)
    with engine.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(joined)]


def test_orders_and_their_telephones_are_still_there(before: Engine) -> None:
    upgrade(before)
    assert _found(before) == [(ALICE, "1001")]
    assert differences(before) == ""


def test_an_order_of_before_is_replaced_by_the_next_file(before: Engine) -> None:
    upgrade(before)
    index = OrderIndex(before, before, lambda: NOW)
    index.replace([an_order("1001", phone="+14155550177")])
    assert _found(before) == [("+14155550177", "1001")]


def test_on_the_way_back_the_orders_of_named_shops_are_left_out(before: Engine) -> None:
    upgrade(before)
    index = OrderIndex(before, before, lambda: NOW)
    index.replace([replace(an_order("1001", phone="+14155550177"), shop="Other")])
    move_to(before, BEFORE)
    assert _found(before) == [(ALICE, "1001")]
    upgrade(before)
    assert differences(before) == ""
