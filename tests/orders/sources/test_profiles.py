"""Profiles of other programs' exports: recognised by the header, wherever its columns stand."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.orders.model import Order, OrderStatus, RefundState
from ivr.orders.sources.csv.column_mapping import OWN, BoundColumns, TextPart
from ivr.orders.sources.csv.csv_layout import ColumnChoice, header_of, layout_of
from ivr.orders.sources.csv.profiles import BrokenProfile, profile_of, profiles, recognised
from ivr.orders.sources.import_report import FileRefused, ImportReport, NoteKind
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import COLUMNS, ImportSettings
from ivr.orders.sources.status_words import order_status, refund_state, tracking_status
from tests.orders.shop import NOW, Shop

EXPORTS = sorted((Path(__file__).parent / "exports").iterdir())
READING = ImportSettings(key=b"key", shop_country="US", now=NOW, shop_zone=ZoneInfo("America/New_York"))


def imported(file: Path, choice: ColumnChoice | None = None) -> tuple[dict[str, Order], ImportReport]:
    shop = Shop()
    report = load(file, shop, READING, choice)
    return shop.orders, report


def table(file: Path) -> list[list[str]]:
    with file.open(newline="") as opened:
        return list(csv.reader(opened, delimiter="\t" if file.suffix == ".txt" else ","))


def written(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def test_every_profile_has_an_export_to_be_tried_with():
    assert [each.stem for each in EXPORTS] == list(profiles())


@pytest.mark.parametrize("file", EXPORTS, ids=lambda each: each.stem)
def test_an_export_is_recognised_by_its_header_alone(file: Path):
    orders, report = imported(file)
    assert (report.profile, report.clean, report.unknown_columns) == (file.stem, True, ())
    assert orders
    assert not [note for note in report.notes if note.kind is not NoteKind.NO_NUMBER]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(file=st.sampled_from(EXPORTS), seed=st.integers(0, 2**32), delimiter=st.sampled_from(",;\t|"))
def test_columns_in_another_order_and_further_ones_change_nothing(
    tmp_path: Path, file: Path, seed: int, delimiter: str
):
    rows, rng = table(file), Random(seed)
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row)), "" if at else "Some other column"] for at, row in enumerate(rows)]
    places = rng.sample(range(width + 1), width + 1)
    shuffled = tmp_path / "export.csv"
    shuffled.write_text(written([[row[place] for place in places] for row in rows], delimiter))
    assert imported(shuffled)[0] == imported(file)[0]


@pytest.mark.parametrize("name", profiles())
def test_a_profile_writes_words_that_are_known(name: str):
    mapping = profiles()[name].mapping
    known = {"status": order_status, "tracking_status": tracking_status, "refund_state": refund_state}
    for then in (mapping.always, *(case.then for case in mapping.cases)):
        assert all(known[ours](word) for ours, word in then.items())


def test_a_profile_that_names_no_column_of_ours_is_refused():
    columns = {"order_number": "Name", "moon": "Phase"}
    with pytest.raises(BrokenProfile, match="shop: there is no column moon"):
        profile_of("shop", {"title": "Shop", "recognised_by": ["Name"], "times": "shop", "columns": columns})


def test_the_orders_file_is_no_export():
    assert recognised(COLUMNS) is None


@pytest.mark.parametrize(
    ("payment", "fulfilment", "status", "refunds"),
    [
        ("paid", "", OrderStatus.PROCESSING, []),
        ("paid", "fulfilled", OrderStatus.SHIPPED, []),
        ("voided", "unfulfilled", OrderStatus.CANCELLED, []),
        ("refunded", "fulfilled", OrderStatus.SHIPPED, [RefundState.COMPLETED]),
        ("partially_refunded", "partial", OrderStatus.PARTIALLY_SHIPPED, [RefundState.COMPLETED]),
        ("pending", "unfulfilled", OrderStatus.PENDING_PAYMENT, []),
        ("paid", "in limbo", OrderStatus.UNKNOWN, []),
    ],
)
def test_payment_and_fulfilment_together_are_the_status(
    tmp_path: Path, payment: str, fulfilment: str, status: OrderStatus, refunds: list[RefundState]
):
    file = tmp_path / "export.csv"
    header = "Name,Financial Status,Fulfillment Status,Created at,Lineitem name,Payment Method"
    file.write_text(f"{header}\n#1,{payment},{fulfilment},2026-11-20,Mug,Card\n")
    order = imported(file)[0]["#1"]
    assert (order.status, [each.state for each in order.refunds]) == (status, refunds)


def test_what_is_paid_at_the_door_is_not_waited_for(tmp_path: Path):
    file = tmp_path / "export.csv"
    header = "Name,Financial Status,Fulfillment Status,Created at,Lineitem name,Payment Method"
    file.write_text(f"{header}\n#1,pending,unfulfilled,2026-11-20,Mug,Cash on Delivery (COD)\n")
    assert imported(file)[0]["#1"].status is OrderStatus.PROCESSING


def test_a_number_that_is_none_costs_no_other_of_the_order(tmp_path: Path):
    file = tmp_path / "export.csv"
    file.write_text(
        "Name,Financial Status,Fulfillment Status,Created at,Lineitem name,Phone,Shipping Phone\n"
        "#1,paid,,2026-11-20,Mug,555-555-SHIP,415 555 0131\n"
    )
    assert [phone.e164 for phone in imported(file)[0]["#1"].phones] == [None, "+14155550131"]


def test_a_profile_is_asked_for_by_name(tmp_path: Path):
    file = tmp_path / "export.csv"
    file.write_text("Name,Created at,Phone\n#1,2026-11-20,415 555 0131\n")
    with pytest.raises(FileRefused, match="say --map THEIRS=OURS"):
        imported(file)
    orders, report = imported(file, ColumnChoice("shopify"))
    assert (list(orders), report.profile) == (["#1"], "shopify")


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (ColumnChoice("moon"), "there is no profile 'moon'; there are amazon_orders, "),
        (ColumnChoice("magento"), "the file has no column for order_number and placed_at"),
        (ColumnChoice(columns={"Ref": "order_number"}), "the file has no column for placed_at"),
        (ColumnChoice(columns={"Ref": "order_number", "On": "placed_at", "X": "phone"}), "the file has no column X"),
        (ColumnChoice(columns={"Ref": "order_number", "On": "placed_at", "Tel": "fax"}), "there is no column fax"),
    ],
)
def test_a_choice_that_does_not_fit_says_what_is_missing(tmp_path: Path, choice: ColumnChoice, reason: str):
    file = tmp_path / "export.csv"
    file.write_text("Ref;On;Tel\n1;2026-11-20;415 555 0131\n")
    with pytest.raises(FileRefused, match=reason):
        imported(file, choice)


def test_a_mapping_by_hand_goes_before_a_profile(tmp_path: Path):
    file = tmp_path / "export.csv"
    file.write_text(
        "Name,Financial Status,Fulfillment Status,Created at,Lineitem name,Parcel,Courier\n"
        "#1,paid,fulfilled,2026-11-20,Mug,1Z1,UPS\n"
    )
    choice = ColumnChoice(columns={"Parcel": "tracking_number", "Courier": "carrier"})
    (parcel,) = imported(file, choice)[0]["#1"].shipments
    assert (parcel.tracking_number, parcel.carrier) == ("1Z1", "UPS")


def test_columns_that_are_not_read_are_named_unless_a_profile_leaves_them_out(tmp_path: Path):
    file = tmp_path / "export.csv"
    file.write_text("Ref,On,Colour\n1,2026-11-20,red\n")
    choice = ColumnChoice(columns={"Ref": "order_number", "On": "placed_at"})
    assert layout_of(file, choice).unknown_columns == ("colour",)


@pytest.mark.parametrize("start", ["", "sep=;\n", "\ufeff"])
def test_a_header_is_told_as_it_is_written(tmp_path: Path, start: str):
    file = tmp_path / "export.csv"
    file.write_text(f"{start}Order No.;Ordered on\n1;2026-11-20\n")
    assert header_of(file) == ("Order No.", "Ordered on")


def test_items_within_a_text_are_found_between_their_markers():
    part = TextPart("details", "Name:", ", Weight")
    assert list(part.found_in("Name: Mug, large, Weight: 1 | Name: Lamp, Weight: 2")) == ["Mug, large", "Lamp"]
    assert list(part.found_in("nothing")) == []


@given(st.lists(st.text(max_size=5), max_size=40))
def test_any_row_is_read_without_an_error(row: list[str]):
    for mapping in (OWN, *(each.mapping for each in profiles().values())):
        names = [name for theirs in mapping.columns.values() for name in theirs]
        assert all(BoundColumns(mapping, names).values(row).values())
