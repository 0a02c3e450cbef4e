"""Orders that were stored under an old spelling of a telephone number are found under today's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.tables import order_phones, orders
from ivr.adapters.sql.schema import upgrade
from ivr.orders.model import Order, OrderStatus, Phone
from ivr.orders.order_document import dump
from ivr.orders.phone_numbers import plain
from tests.migrated import move_to

BEFORE = "0015"
PLACED = datetime(2026, 11, 20, tzinfo=UTC)
_KEYS = count(1)


@pytest.fixture
def reader(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    reader = connect(database_url, tmp_path, reads_only=True)
    yield reader
    reader.dispose()


def stored(database: Engine, *numbers: str) -> None:
    """Put an order into an empty database as an earlier release did."""
    move_to(database, BEFORE)
    order = Order(str(next(_KEYS)), PLACED, "c", OrderStatus.SHIPPED, tuple(Phone(each, each) for each in numbers))
    row = {"key": order.number, "keypad": order.number, "digits": order.number, "customer": "c", "stored_at": 0}
    phones = [{"e164": each, "placed_at": 1, "order_key": order.number} for each in numbers]
    with writing(database) as connection:
        connection.execute(insert(orders).values(placed_at=1, document=dump(order), **row))
        connection.execute(insert(order_phones), phones)


@pytest.mark.parametrize(
    "numbers",
    [
        ("+5491112345678",),
        ("+551187654321",),
        ("+5491112345678", "+541112345678"),
        ("+551123454321",),
        ("+14155550100",),
    ],
)
def test_an_order_under_an_old_spelling_is_found_by_the_number_that_rings(
    empty_database: Engine, reader: Engine, numbers: tuple[str, ...]
) -> None:
    stored(empty_database, *numbers)
    upgrade(empty_database)
    today = plain(numbers[0]) or ""
    (order,) = OrderIndex(empty_database, reader).by_phone(today).orders
    assert {phone.e164 for phone in order.phones} == {today}
