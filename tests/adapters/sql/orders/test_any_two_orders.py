"""Two orders with different numbers stay apart, for any numbers that sound alike and any way of import."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.tables import orders
from ivr.orders.identity.verification import Policy, prove
from ivr.orders.order_numbers import digits, folded, keypad
from ivr.orders.sources.importing import load
from tests.orders.making import ALICE, BOB, NOW
from tests.orders.shop import READING

POSTCODES = {ALICE: "94105", BOB: "10001"}
NOBODY = Policy().recognise(None, None, NOW)

NUMBERS = st.text("019AaBW-#./_ é１,;", min_size=1, max_size=7).map(str.strip).filter(folded)
"""Out of few signs, so that numbers often differ in signs and case alone."""


@st.composite
def alike(draw: st.DrawFn) -> tuple[str, str]:
    """Two numbers; often the second is the first with other signs in it."""
    one = draw(NUMBERS)
    signs = draw(st.lists(st.sampled_from(["", "-", ".", " ", "#", "/"]), min_size=len(one), max_size=len(one)))
    respelled = "".join(a + b for a, b in zip(signs, one, strict=True))
    other = draw(NUMBERS | st.sampled_from([one.lower(), one.upper(), f"{one}.0", f"0{one}", folded(one), respelled]))
    assume(one != other.strip())
    return one, other.strip()


@pytest.fixture
def index(database: Engine, database_url: str, tmp_path: Path) -> Iterator[OrderIndex]:
    reader = connect(database_url, tmp_path, reads_only=True)
    yield OrderIndex(database, reader)
    reader.dispose()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=alike(), kinds=st.lists(st.sampled_from([".csv", ".json"]), min_size=2, max_size=2), together=st.booleans()
)
def test_each_owner_hears_of_their_own_and_the_postcode_tells_which_is_meant(
    index: OrderIndex, database: Engine, tmp_path: Path, numbers: tuple[str, str], kinds: list[str], together: bool
) -> None:
    with writing(database) as connection:
        connection.execute(delete(orders))
    whose = list(zip(numbers, (ALICE, BOB), strict=True))
    for place, file in enumerate([whose] if together else [[each] for each in whose]):
        report = load(_written(tmp_path / f"orders-{place}{kinds[place]}", file), index, READING)
        assert (report.orders, report.problems) == (len(file), [])
    for number, phone in whose:
        _hears_only_of(index, number, phone)
        for spelled in {folded(number), keypad(number), digits(number)} - {""}:
            found = prove(NOBODY, named=index.by_number(spelled), postcode=POSTCODES[phone])
            assert [order.number for order in found.about] == [number]


def _hears_only_of(index: OrderIndex, number: str, phone: str) -> None:
    (order,) = Policy().recognise(index.by_phone(phone), None, NOW).spoken
    assert (order.number, order.postcode, len(order.shipments)) == (number, POSTCODES[phone], 2)
    assert index.by_identity(order.key) == order


def _written(path: Path, whose: list[tuple[str, str]]) -> Path:
    """A file of orders of two parcels each; in CSV the rows of different orders take turns."""
    heads = [{"placed_at": "2026-11-20", "postcode": POSTCODES[phone], "country": "US"} for _, phone in whose]
    if path.suffix == ".json":
        parcels = [{"tracking_number": each, "status": "in_transit"} for each in ("A1", "A2")]
        found = zip(whose, heads, strict=True)
        documents = [{**head, "number": n, "phones": [phone], "shipments": parcels} for (n, phone), head in found]
        path.write_text(json.dumps(documents), encoding="utf-8")
        return path
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["order_number", "phone", "tracking_number", "tracking_status", *heads[0]])
        for parcel in ("A1", "A2"):
            rows.writerows(
                [n, phone, parcel, "in_transit", *head.values()] for (n, phone), head in zip(whose, heads, strict=True)
            )
    return path
