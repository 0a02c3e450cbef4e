"""The move from folded order numbers to numbers as they are written: nothing is split, lost or doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.tables import order_phones, orders
from ivr.adapters.sql.schema import upgrade
from ivr.orders.model import Order
from ivr.orders.order_document import dump
from tests.migrated import move_to
from tests.orders.making import ALICE, BOB, an_order

FOLDED, LATER = "0016", 5


@pytest.fixture
def before(empty_database: Engine) -> Engine:
    """A database as the version before left it."""
    move_to(empty_database, FOLDED)
    return empty_database


@pytest.fixture
def index(before: Engine, database_url: str, tmp_path: Path) -> Iterator[OrderIndex]:
    reader = connect(database_url, tmp_path, reads_only=True)
    yield OrderIndex(before, reader)
    reader.dispose()


def _imported_before(engine: Engine, *written: tuple[str, Order], stored_at: int = 1) -> None:
    """Orders as the version before wrote them, each under its folded number."""
    row = {"customer": "c", "stored_at": stored_at}
    with writing(engine) as connection:
        for key, order in written:
            placed = int(order.placed_at.timestamp())
            spelled = {"key": key, "keypad": key, "digits": key, "placed_at": placed, "document": dump(order)}
            connection.execute(insert(orders), [{**row, **spelled}])
            phones = [{"e164": phone.e164, "placed_at": placed, "order_key": key} for phone in order.phones]
            connection.execute(insert(order_phones), phones)


def _keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(orders.c.key)))


@pytest.mark.parametrize(
    ("folded", "written", "key"),
    [
        ("10011", "10011", "10011"),
        ("10011", "1001-1", "1001-1"),
        ("NW1", "#nw 1", "#nw 1"),
        ("100230", "10023.0", "10023.0"),
        ("00123", '="00123"', "00123"),
        ("E1", "e\u03011", "é1"),
        ("1" * 40, "-" * 40 + "1" * 40, "1" * 40),
    ],
)
def test_an_order_keeps_its_telephones_and_gets_its_own_number(
    before: Engine, index: OrderIndex, folded: str, written: str, key: str
) -> None:
    _imported_before(before, (folded, an_order(written)))
    upgrade(before)
    assert _keys(before) == [key]
    assert [order.placed_at for order in index.by_phone(ALICE).orders] == [an_order().placed_at]


@pytest.mark.parametrize("written", ["1001-1", "#nw 1", '="00123"', "e\u03011", "10023.0"])
def test_an_import_after_the_move_replaces_what_was_imported_before(
    before: Engine, index: OrderIndex, written: str
) -> None:
    folded = "".join(filter(str.isalnum, written)).upper()
    _imported_before(before, (folded, an_order(written)))
    upgrade(before)
    index.replace([an_order(written, phone=BOB)])
    assert (index.count(), index.by_phone(ALICE).orders) == (1, ())
    assert len(index.by_phone(BOB).orders) == 1


def test_what_is_one_order_in_two_forms_of_unicode_stays_as_it_was_stored_last(
    before: Engine, index: OrderIndex
) -> None:
    _imported_before(before, ("É1", an_order("é1", phone=ALICE)), stored_at=LATER)
    _imported_before(before, ("E1", an_order("e\u03011", phone=BOB)))
    upgrade(before)
    assert (_keys(before), index.by_phone(BOB).orders) == (["é1"], ())
    assert [order.number for order in index.by_phone(ALICE).orders] == ["é1"]


def test_many_orders_are_moved_and_all_are_there(before: Engine, index: OrderIndex) -> None:
    written = [f"{'#' if n % 3 else ''}NW-{n}" for n in range(1203)]
    _imported_before(before, *[("".join(filter(str.isalnum, number)), an_order(number)) for number in written])
    upgrade(before)
    assert _keys(before) == sorted(written)
    assert all(index.by_identity(number) for number in written)
    with before.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM order_phones")) == len(written)


def test_the_way_back_keeps_the_order_that_was_stored_last(before: Engine, index: OrderIndex) -> None:
    upgrade(before)
    index.replace([an_order("1001-1"), an_order("NW-2", phone=BOB)])
    move_to(before, FOLDED)
    assert _keys(before) == ["10011", "NW2"]
    with before.connect() as connection:
        assert connection.scalar(select(order_phones.c.order_key).where(order_phones.c.e164 == BOB)) == "NW2"
