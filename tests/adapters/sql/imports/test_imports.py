"""Imports are recorded, and undone in any order without losing what others said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from ivr.adapters.sql.imports.mappings import ColumnMappings, UnknownMapping
from ivr.adapters.sql.imports.records import KEPT, Imports
from ivr.adapters.sql.imports.tables import import_undo
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.routing.audit import audit_entries
from ivr.orders.model import Order
from ivr.orders.news import OrderGone, OrderNews
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.import_record import ImportState, NothingToUndo, Undone
from ivr.orders.sources.import_report import FileRefused
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor, AuditFilter
from tests.adapters.sql.orders.erasing import erase_orders
from tests.orders.making import NOW, an_order
from tests.orders.shop import READING

ADA = Actor("ada", "cli")
Items = dict[str, str]


@pytest.fixture
def imports(database: Engine) -> Imports:
    return Imports(database, lambda: NOW)


def taken(imports: Imports, tmp_path: Path, items: Items, broken: str = "") -> int:
    """Import orders, each with an item. Returns the number of the import."""
    file = tmp_path / "orders.csv"
    rows = [f"{number},+14155550100,2026-11-20,{item}\n" for number, item in items.items()]
    file.write_text("order_number,phone,placed_at,items\n" + "".join(rows) + broken)
    return imports.run(file, READING, actor=ADA)[0]


def stored(database: Engine, *numbers: str) -> Items:
    index = OrderIndex(database, database)
    found = {number: index.by_identity(number) for number in numbers or ("1", "2", "3")}
    return {number: "|".join(order.items) for number, order in found.items() if order}


def test_an_import_is_recorded_with_its_report(imports: Imports, tmp_path: Path):
    number = taken(imports, tmp_path, {"1": "Mug", "2": "Lamp"}, broken="3,,soon,\n")
    (record,) = imports.list()
    assert (record.id, record.file, record.who, record.state) == (number, "orders.csv", "ada", ImportState.DONE)
    assert (record.orders, record.added, record.left_out, record.can_be_undone) == (2, 2, 1, True)
    assert imports.report(number).splitlines()[0] == "2 orders imported, 1 rows left out."


def test_a_file_that_is_refused_is_recorded_with_the_reason(imports: Imports, tmp_path: Path):
    file = tmp_path / "moon.csv"
    file.write_text("moon\n1\n")
    with pytest.raises(FileRefused):
        imports.run(file, READING, actor=ADA)
    (record,) = imports.list()
    assert (record.state, record.can_be_undone) == (ImportState.FAILED, False)
    assert imports.report(record.id).startswith("Not imported: the first line")


def test_undoing_removes_what_was_added_and_brings_back_what_was_replaced(
    imports: Imports, database: Engine, tmp_path: Path
):
    taken(imports, tmp_path, {"1": "Mug", "2": "Lamp"})
    second = taken(imports, tmp_path, {"2": "Rug", "3": "Chair"})
    assert stored(database) == {"1": "Mug", "2": "Rug", "3": "Chair"}
    assert imports.undo(second, actor=ADA) == Undone(removed=1, restored=1)
    assert stored(database) == {"1": "Mug", "2": "Lamp"}
    with pytest.raises(NothingToUndo):
        imports.undo(second, actor=ADA)
    assert [record.state for record in imports.list()] == [ImportState.UNDONE, ImportState.DONE]


FILES: Sequence[Items] = ({"1": "A", "2": "A"}, {"2": "B", "3": "B"}, {"1": "A", "3": "C"})


@pytest.mark.parametrize(("first", "second"), list(product(range(3), range(3))))
def test_imports_are_undone_in_any_order(imports: Imports, database: Engine, tmp_path: Path, first: int, second: int):
    numbers = [taken(imports, tmp_path, items) for items in FILES]
    undone = dict.fromkeys((first, second))
    for each in undone:
        imports.undo(numbers[each], actor=ADA)
    left = [items for place, items in enumerate(FILES) if place not in undone]
    assert stored(database) == {number: item for items in left for number, item in items.items()}


def test_what_a_shop_says_stays_when_a_file_is_undone(imports: Imports, database: Engine, tmp_path: Path):
    number = taken(imports, tmp_path, {"1": "Mug"})
    order = replace(an_order(number="1"), items=("From the shop",), source_id="gid/1")
    NewsWriter(database, lambda: NOW).apply([OrderNews("shop", order, NOW)], Source("shop", "shopify"))
    imports.undo(number, actor=ADA)
    assert stored(database) == {"1": "From the shop"}


def test_an_order_that_was_deleted_meanwhile_does_not_come_back(imports: Imports, database: Engine, tmp_path: Path):
    taken(imports, tmp_path, {"1": "Mug"})
    number = taken(imports, tmp_path, {"1": "Lamp"})
    customer = _the(database, "1").customer
    erase_orders(database, customer)
    assert imports.list()[0].can_be_undone is False
    with pytest.raises(NothingToUndo):
        imports.undo(number, actor=ADA)
    assert stored(database) == {}


def _the(database: Engine, number: str) -> Order:
    found = OrderIndex(database, database).by_identity(number)
    assert found
    return found


def test_an_import_that_was_cut_off_is_told_and_can_be_undone(database: Engine, tmp_path: Path):
    imports = Imports(database, lambda: NOW)

    def cut_off(_: int) -> None:
        raise OperationalError("", {}, Exception())

    file = tmp_path / "orders.csv"
    file.write_text("order_number,phone,placed_at\n" + "".join(f"{n},+14155550100,2026-11-20\n" for n in range(600)))
    with pytest.raises(OperationalError):
        imports.run(file, READING, actor=ADA, progress=lambda done: cut_off(done) if done > 500 else None)
    assert imports.list()[0].state is ImportState.RUNNING
    later = Imports(database, lambda: NOW + timedelta(minutes=6))
    (record,) = later.list()
    assert (record.state, record.orders, record.can_be_undone) == (ImportState.CUT_OFF, 500, True)
    assert later.undo(record.id, actor=ADA).removed == 500
    assert OrderIndex(database, database).count() == 0


def test_only_the_last_imports_can_be_undone(imports: Imports, database: Engine, tmp_path: Path):
    numbers = [taken(imports, tmp_path, {"1": f"Mug {n}"}) for n in range(KEPT + 2)]
    assert [record.can_be_undone for record in imports.list()] == [True] * KEPT + [False] * 2
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(import_undo)) == KEPT
    with pytest.raises(NothingToUndo, match=f"no import {numbers[0]} that can be undone"):
        imports.undo(numbers[0], actor=ADA)


def test_every_import_and_every_undoing_is_in_the_audit(imports: Imports, database: Engine, tmp_path: Path):
    imports.undo(taken(imports, tmp_path, {"1": "Mug"}), actor=ADA)
    undone, run = audit_entries(database, limit=9, wanted=AuditFilter(action="import"))
    assert (run.who, run.subject, run.after) == ("ada", "orders.csv", "1 orders, 0 rows left out")
    assert undone.after == "undone: 1 removed, 0 brought back, 0 stay"


def test_a_mapping_is_kept_by_name(database: Engine):
    mappings = ColumnMappings(database, lambda: NOW)
    choice = ColumnChoice("shopify", {"Parcel": "tracking_number"})
    mappings.save("ours", ColumnChoice(), actor=ADA)
    mappings.save("ours", choice, actor=ADA)
    assert (mappings.get("ours"), mappings.names()) == (choice, ["ours"])
    mappings.remove("ours")
    with pytest.raises(UnknownMapping, match="there is no mapping 'ours'; there are none"):
        mappings.get("ours")


def test_an_order_that_its_shop_deleted_goes_with_the_file(imports: Imports, database: Engine, tmp_path: Path):
    number = taken(imports, tmp_path, {"1": "Mug"})
    writer, shop = NewsWriter(database, lambda: NOW), Source("shop", "shopify")
    order = replace(an_order(number="1"), source_id="gid/1")
    writer.apply([OrderNews("shop", order, NOW)], shop)
    writer.apply([OrderGone("shop", "gid/1", NOW)], shop)
    imports.undo(number, actor=ADA)
    assert stored(database) == {}
