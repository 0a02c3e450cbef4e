from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.orders.model import Order, OrderStatus, Phone, TrackingStatus
from ivr.orders.order_document import dump, load
from ivr.orders.order_source import DECODED, LIKELY, SEEN
from tests.adapters.sql.orders.erasing import erase_orders
from tests.orders.making import ALICE, BOB, NOW, an_order


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def index(database: Engine, database_url: str, tmp_path: Path, clock: Clock) -> Iterator[OrderIndex]:
    reader = connect(database_url, tmp_path, reads_only=True)
    yield OrderIndex(database, reader, clock)
    reader.dispose()


def test_the_orders_of_a_number_come_newest_first(index: OrderIndex) -> None:
    old, new = an_order("1", days_ago=9), an_order("2", days_ago=1)
    index.replace([old, new, an_order("3", phone=BOB)])
    assert index.by_phone(ALICE).orders == (new, old)


def test_a_number_without_orders_is_known_to_have_none(index: OrderIndex) -> None:
    assert (index.by_phone(ALICE).orders, index.by_phone(ALICE).as_of) == ((), None)


@pytest.mark.parametrize("given", ["NW-1001", "nw1001", " #NW 1001 ", "691001"])
def test_an_order_is_found_however_its_number_was_given(index: OrderIndex, given: str) -> None:
    index.replace([an_order("NW-1001"), an_order("1002")])
    assert [order.number for order in index.by_number(given)] == ["NW-1001"]


def test_all_orders_that_a_caller_may_mean_are_found(index: OrderIndex) -> None:
    alike = ["1001-1", "10011", "NW-10011", "10011.0", "#1001 1"]
    index.replace(an_order(number, days_ago=day) for day, number in enumerate([*alike, "100110", "1001"]))
    assert [order.number for order in index.by_number("10011")] == alike


def test_an_order_is_found_by_its_very_number(index: OrderIndex) -> None:
    index.replace([an_order("1001-1"), an_order("10011"), an_order("nw-1"), an_order("NW-1")])
    for number in ("1001-1", "10011", "nw-1", "NW-1"):
        assert index.by_identity(number) == an_order(number)
    assert index.by_identity("1001 1") is index.by_identity("") is None


def test_where_too_many_sound_alike_none_is_found(index: OrderIndex) -> None:
    index.replace(an_order(f"100{'-' * dashes}1") for dashes in range(LIKELY))
    assert len(index.by_number("1001")) == LIKELY
    index.replace([an_order("#1001")])
    assert index.by_number("1001") == ()


def test_letters_that_share_a_key_are_told_apart_when_they_are_spoken(index: OrderIndex) -> None:
    index.replace([an_order("A1"), an_order("B1")])
    assert len(index.by_number("21")) == 2
    assert [order.number for order in index.by_number("b1")] == ["B1"]
    assert index.by_number("c1") == ()


@pytest.mark.parametrize("given", ["", "#", "999", "' OR 1=1 --", "Ω", "1" * 999, "\0"])
def test_there_is_nothing_under_another_number(index: OrderIndex, given: str) -> None:
    index.replace([an_order()])
    assert index.by_number(given) == ()


def test_an_order_is_replaced_as_a_whole(index: OrderIndex) -> None:
    index.replace([an_order("1001")])
    index.replace([an_order(" 1001 ", phone=BOB, customer="bob")])
    assert index.by_phone(ALICE).orders == ()
    assert index.by_phone(BOB).customers == 1
    assert index.count() == 1


def test_storing_the_same_orders_again_changes_nothing(index: OrderIndex) -> None:
    orders = [an_order(str(number)) for number in range(3)]
    index.replace(orders)
    before = index.by_phone(ALICE)
    index.replace([*orders, *orders])
    assert index.by_phone(ALICE) == before


def test_more_than_a_batch_is_stored(index: OrderIndex) -> None:
    assert index.replace(an_order(str(number)) for number in range(1203)) == 1203
    assert index.count() == 1203


def test_the_age_of_what_is_known_is_kept(index: OrderIndex, clock: Clock) -> None:
    index.replace([an_order("1")])
    clock.now += timedelta(hours=5)
    assert index.by_phone(ALICE).as_of == NOW


def test_a_shared_number_is_looked_at_but_not_read_whole(index: OrderIndex) -> None:
    index.replace(an_order(str(n), days_ago=n, customer=f"c{n}") for n in range(SEEN + 20))
    known = index.by_phone(ALICE)
    assert (len(known.orders), len(known.placed), known.customers) == (DECODED, SEEN, SEEN)
    assert known.placed[0].at > known.placed[-1].at


def test_the_most_shared_numbers_can_be_listed(index: OrderIndex) -> None:
    index.replace(an_order(str(n), customer=f"c{n % 3}") for n in range(5))
    index.replace([an_order("9", phone=BOB)])
    assert index.shared_numbers() == [(ALICE, 3, 5)]


def test_a_customer_is_erased_with_every_number(index: OrderIndex, database: Engine) -> None:
    index.replace([an_order("1"), an_order("2", phone=BOB), an_order("3", customer="bob")])
    assert erase_orders(database, "alice") == 2
    assert index.by_phone(BOB).orders == ()
    with database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM order_phones")) == 1


def test_an_order_without_a_usable_number_is_found_by_its_own(index: OrderIndex) -> None:
    order = an_order(phone=None)
    index.replace([order])
    assert index.by_number("1001") == (order,)


ORDERS = st.builds(
    Order,
    number=st.text(min_size=1),
    placed_at=st.datetimes(timezones=st.timezones()).map(lambda at: at.replace(fold=0)),
    customer=st.text(),
    status=st.sampled_from(OrderStatus),
    phones=st.lists(st.builds(Phone, st.none() | st.just(ALICE), st.text(), st.text())).map(tuple),
    items=st.lists(st.text(min_size=1)).map(tuple),
    total_cents=st.none() | st.integers(-(10**12), 10**12),  # a file gives 12 digits at most
    unknown_words=st.dictionaries(st.text(), st.text()),
)


@given(ORDERS)
def test_an_order_is_read_as_it_was_written(order: Order) -> None:
    assert load(dump(order)) == replace(order, placed_at=datetime.fromisoformat(order.placed_at.isoformat()))


@pytest.mark.parametrize("status", TrackingStatus)
def test_every_status_survives_storing(index: OrderIndex, status: TrackingStatus) -> None:
    index.replace([an_order(parcels=[status])])
    assert index.by_phone(ALICE).orders[0].shipments[0].status is status
