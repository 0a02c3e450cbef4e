"""Every way of writing a file gives the same orders."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Order
from ivr.orders.sources.importing import load
from tests.orders.shop import READING, Shop

from .rewriting import Written, clean, exported

HEAD = {
    "customer_name": ("Ada Archer", "O'Neil, Kim", "'t Hooft"),
    "email": ("a@b.example", "c@d.example"),
    "language": ("English", "es_MX"),
    "postcode": ("02134", "94105"),
    "currency": ("USD", "€"),
    "total": ("12,50", "$1,200.00", "7"),
    "status": ("processing", "shipped"),
    "loyalty_points": ("1,200", "N/A"),
    "time_zone": ("America/New_York", "Europe/Berlin"),
    "cancelled_at": ("-",),
}
PARCEL = {
    "carrier": ("UPS", "DHL"),
    "tracking_status": ("in_transit", "Delivered"),
    "last_scan_city": ("Oakland", "Zürich", "'s-Hertogenbosch"),
    "delivered_at": ("2026-11-21", "2026-11-21 10:00:00"),
}
PLACES = st.sampled_from([("US", "415 555 0131"), ("MX", "044 55 1234 5678"), ("DE", "030/23125042"), ("", "n/a")])
ITEMS = st.lists(st.sampled_from(["Mug", "Lamp, red", 'Rug 27"', "Two\nlines", "Café;Tee"]), max_size=3, unique=True)


def some_of(columns: dict[str, tuple[str, ...]]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in columns.items()})


@st.composite
def orders(draw: st.DrawFn) -> list[Written]:
    made = []
    for number in draw(st.lists(st.sampled_from(["1001", "00123", "NW-7", "1001-1"]), min_size=1, unique=True)):
        country, phone = draw(PLACES)
        head = {**draw(some_of(HEAD)), "order_number": number, "phone": phone, "placed_at": "22.11.2026 09:30"}
        head |= {"country": country} if country else {}
        parcels = [
            {**each, "tracking_number": f"{number}/{at}"}
            for at, each in enumerate(draw(st.lists(some_of(PARCEL), max_size=2)))
        ]
        made.append(Written(head, draw(ITEMS), parcels))
    return made


def sorted_out(order: Order) -> Order:
    """An order, with what has no order among itself in one."""
    shipments = sorted((replace(each, id="") for each in order.shipments), key=lambda each: each.tracking_number)
    return replace(order, items=tuple(sorted(order.items)), shipments=tuple(shipments))


def read(file: Path, content: bytes) -> dict[str, Order]:
    shop = Shop()
    file.write_bytes(content)
    report = load(file, shop, READING)
    assert [str(each) for each in report.problems] == []
    return {number: sorted_out(order) for number, order in shop.orders.items()}


@given(orders(), st.integers(0, 2**32))
def test_a_file_gives_the_same_orders_however_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, written: list[Written], seed: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "rewritten.csv"
    assert read(file, exported(written, Random(seed))) == read(file, clean(written).encode())
