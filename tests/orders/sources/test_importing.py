from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    Order,
    OrderStatus,
    Phone,
    Refund,
    RefundState,
    Return,
    ReturnState,
    TrackingStatus,
)
from ivr.orders.sources.import_report import LINES_KEPT, FileRefused, ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import COLUMNS
from tests.orders.shop import READING, Shop

FILLED = {"order_number": "1001", "phone": "(415) 555-0100", "placed_at": "2026-11-20T09:30:00-08:00"}


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def csv_of(*rows: dict[str, str], delimiter: str = ",", ending: str = "\n") -> str:
    quoted = [['"' + row.get(name, "").replace('"', '""') + '"' for name in COLUMNS] for row in rows]
    return ending.join(delimiter.join(line) for line in [list(COLUMNS), *quoted]) + ending


def imported(file: Path, shop: Shop, *rows: dict[str, str]) -> ImportReport:
    file.write_text(csv_of(*({**FILLED, **row} for row in rows)))
    return load(file, shop, READING)


def one(file: Path, shop: Shop, **values: str) -> Order:
    """The one order of a file of one row."""
    assert imported(file, shop, values).problems == []
    return shop.orders["1001"]


def reason(file: Path, shop: Shop, **values: str) -> str:
    """Why a row was left out."""
    (problem,) = imported(file, shop, values).problems
    assert problem.line == 2
    assert shop.orders == {}
    return problem.reason


def test_three_columns_are_enough(file: Path, shop: Shop) -> None:
    file.write_text("order_number,phone,placed_at\n1001,(415) 555-0100,2026-11-20T09:30:00-08:00\n")
    assert load(file, shop, READING).clean
    order = shop.orders["1001"]
    assert order.phones == (Phone("+14155550100", "(415) 555-0100"),)
    assert (order.status, order.shipments) == (OrderStatus.PROCESSING, ())


def test_every_column_arrives_where_it_belongs(file: Path, shop: Shop) -> None:
    order = one(
        file,
        shop,
        language="es-MX",
        tier="Gold",
        postcode="94105",
        country="us",
        currency="usd",
        total="129.50",
        items="Mug|Lamp; small",
        tags="Clearance, Final Sale ,clearance",
        carrier="UPS",
        tracking_number="1Z",
        tracking_url="https://t.example/1Z",
        tracking_status="out_for_delivery",
        last_scan_at="2026-11-22T07:00:00-08:00",
        last_scan_city="Oakland",
        window_start="2026-11-22T14:00:00-08:00",
        window_end="2026-11-22T18:00:00-08:00",
        window_basis="guaranteed",
        refund_amount="5.00",
        refund_state="pending",
        return_state="received",
        loyalty_points="120",
        time_zone="America/Los_Angeles",
    )
    pacific = ZoneInfo("America/Los_Angeles")
    (parcel,) = order.shipments
    assert (order.language, order.tier, order.country, order.postcode) == ("es-MX", "gold", "US", "94105")
    assert (order.total_cents, order.currency, order.loyalty_points) == (12950, "USD", 120)
    assert order.items == ("Mug", "Lamp; small")
    assert order.tags == ("clearance", "final sale")
    assert (order.refunds, order.returns) == ((Refund(RefundState.PENDING, 500),), (Return(ReturnState.RECEIVED),))
    assert (parcel.id, parcel.carrier, parcel.status) == ("1Z", "UPS", TrackingStatus.OUT_FOR_DELIVERY)
    assert parcel.windows[0].basis is Basis.GUARANTEED
    assert parcel.windows[0].start == datetime(2026, 11, 22, 14, tzinfo=pacific)
    assert (parcel.last_scan_city, order.status) == ("Oakland", OrderStatus.SHIPPED)


@pytest.mark.parametrize(
    ("missing", "why"),
    [(name, f"{name} is missing") for name in ("order_number", "phone", "placed_at")],
)
def test_a_row_without_a_required_value_is_left_out(file: Path, shop: Shop, missing: str, why: str) -> None:
    assert reason(file, shop, **{missing: " "}) == why


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("placed_at", "yesterday", "placed_at is no ISO 8601 time"),
        ("placed_at", "2026-11-20T09:30:00", "placed_at has no offset"),
        ("placed_at", "2027-11-20T09:30:00Z", "placed_at lies in the future"),
        ("placed_at", "1926-11-20", "placed_at lies outside the years 2000 to 2100"),
        ("placed_at", "TBD", "placed_at says that there is none"),
        ("order_number", "###", "order_number is no order number"),
        ("order_number", "N/A", "order_number says that there is none"),
    ],
)
def test_a_bad_value_that_an_order_needs_is_named_with_its_column(
    file: Path, shop: Shop, column: str, value: str, why: str
) -> None:
    assert reason(file, shop, **{column: value}) == why


def test_good_rows_are_kept_whatever_is_wrong_with_others(file: Path, shop: Shop) -> None:
    report = imported(file, shop, {}, {"order_number": "1002", "placed_at": "soon"}, {"order_number": "1003"})
    assert [str(problem) for problem in report.problems] == ["line 3: placed_at is no ISO 8601 time"]
    assert (report.orders, report.left_out, set(shop.orders)) == (2, 1, {"1001", "1003"})


def test_a_reason_never_repeats_what_was_written(file: Path, shop: Shop) -> None:
    report = imported(file, shop, {"placed_at": "+14155550100"}, {"country": "a@b.example", "phone": "call 555 Ann"})
    told = " ".join(map(str, (*report.problems, *report.notes)))
    assert "555" not in told
    assert "@" not in told


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("1250", "JPY", 1250), ("1.250", "KWD", 1250), ("7", "EUR", 700)]
)
def test_money_is_counted_in_the_minor_unit_of_its_currency(
    file: Path, shop: Shop, amount: str, currency: str, minor: int
) -> None:
    assert one(file, shop, total=amount, currency=currency).total_cents == minor


def test_several_rows_are_one_order_in_several_parcels(file: Path, shop: Shop) -> None:
    rows = [
        {"tracking_number": "A", "tracking_status": "delivered"},
        {"tracking_number": "B", "tracking_status": "lost"},
    ]
    assert imported(file, shop, *rows).orders == 1
    order = shop.orders["1001"]
    assert [(each.id, each.status, each.reason) for each in order.shipments] == [
        ("A", TrackingStatus.DELIVERED, ""),
        ("B", TrackingStatus.EXCEPTION, "lost"),
    ]
    assert order.status is OrderStatus.PARTIALLY_DELIVERED


def test_the_rows_of_an_order_need_not_stand_together(file: Path, shop: Shop) -> None:
    parcels = [{"tracking_number": "A"}, {"order_number": "1002"}, {"order_number": " 1001", "tracking_number": "B"}]
    assert imported(file, shop, *parcels).orders == 2
    assert [each.id for each in shop.orders["1001"].shipments] == ["A", "B"]


def test_a_row_that_contradicts_an_earlier_one_is_left_out(file: Path, shop: Shop) -> None:
    report = imported(file, shop, {"email": "a@b.example"}, {"email": "c@d.example"})
    assert [str(each) for each in report.problems] == ["line 3: email is another than in line 2, for the same order"]
    assert shop.orders["1001"].phones


def test_a_row_that_is_left_out_leaves_a_parcel_that_we_cannot_see(file: Path, shop: Shop) -> None:
    imported(file, shop, {"tracking_status": "delivered"}, {"tracking_status": "in_transit", "placed_at": "soon"})
    order = shop.orders["1001"]
    assert [each.status for each in order.shipments] == [TrackingStatus.DELIVERED, TrackingStatus.UNKNOWN]
    assert order.status is OrderStatus.PARTIALLY_DELIVERED


def test_the_same_row_twice_is_one_parcel(file: Path, shop: Shop) -> None:
    assert imported(file, shop, {"tracking_status": "in_transit"}, {"tracking_status": "in_transit"}).clean
    assert len(shop.orders["1001"].shipments) == 1


def test_a_later_window_of_the_same_parcel_is_added(file: Path, shop: Shop) -> None:
    rows = [{"tracking_number": "A", "window_start": f"2026-11-{day}"} for day in (24, 26)]
    assert imported(file, shop, *rows).clean
    (parcel,) = shop.orders["1001"].shipments
    assert [each.start for each in parcel.windows] == [date(2026, 11, 24), date(2026, 11, 26)]


def test_two_phones_of_an_order_are_both_kept(file: Path, shop: Shop) -> None:
    imported(file, shop, {"tracking_number": "A"}, {"tracking_number": "B", "phone": "415 555 0111 x7"})
    assert [(each.e164, each.extension) for each in shop.orders["1001"].phones] == [
        ("+14155550100", ""),
        ("+14155550111", "7"),
    ]


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        ("exception(lost)", TrackingStatus.EXCEPTION, "lost"),
        ("Exception (Held at customs)", TrackingStatus.EXCEPTION, "held_at_customs"),
        ("damaged", TrackingStatus.EXCEPTION, "damaged"),
        ("Out for delivery", TrackingStatus.OUT_FOR_DELIVERY, ""),
        ("exception", TrackingStatus.EXCEPTION, ""),
        *((each.value, each, "") for each in TrackingStatus),
    ],
)
def test_tracking_words_are_the_canonical_ones(
    file: Path, shop: Shop, said: str, status: TrackingStatus, why: str
) -> None:
    order = one(file, shop, tracking_status=said)
    assert (order.shipments[0].status, order.shipments[0].reason) == (status, why)
    assert order.unknown_words == {}


@pytest.mark.parametrize("column", ["status", "tracking_status", "window_basis", "refund_state", "return_state"])
def test_a_word_that_is_not_known_is_kept_and_spoken_as_unknown(file: Path, shop: Shop, column: str) -> None:
    order = one(file, shop, **{"window_start": "2026-11-24", column: "in limbo\x00"})
    assert order.unknown_words == {column: "in limbo"}
    states = [order.status, *(each.status for each in order.shipments), *(each.basis for each in order.promises)]
    states += [each.state for each in (*order.refunds, *order.returns)]
    assert "unknown" in states


def test_unknown_words_are_counted_and_named_with_their_lines(file: Path, shop: Shop) -> None:
    rows = [{"order_number": str(number), "tracking_status": "In limbo"} for number in range(LINES_KEPT + 1)]
    (counted,) = imported(file, shop, *rows, {"tracking_status": "delivered"}).notes
    lines = ", ".join(str(line) for line in range(2, LINES_KEPT + 2))
    assert str(counted) == f"tracking_status: unknown word: in_limbo ({LINES_KEPT + 1}; lines {lines}, ...)"


def test_orders_that_nobody_can_call_about_are_counted_with_their_lines(file: Path, shop: Shop) -> None:
    phones = ["1.41555E+10", "ask Bob", "415 555 0131", "-"]
    report = imported(file, shop, *({"order_number": str(each), "phone": phone} for each, phone in enumerate(phones)))
    assert (report.orders, report.clean) == (4, True)
    assert [str(each) for each in report.notes] == ["orders without a number that can call (3; lines 2, 3, 5)"]


def test_a_number_that_cannot_be_read_beside_one_that_can_is_told(file: Path, shop: Shop) -> None:
    report = imported(file, shop, {"phone": "415 555 0131 or 415 555 O132"})
    assert [str(each) for each in report.notes] == ["phone: left out: is no telephone number (1; line 2)"]


def test_a_word_that_may_be_a_customers_is_counted_and_not_shown(file: Path, shop: Shop) -> None:
    (counted,) = imported(file, shop, {"status": "left with bob@b.example"}).notes
    assert str(counted) == "status: unknown word (1; line 2)"


@pytest.mark.parametrize("zone", ["", "America/New_York"])
def test_a_time_is_on_the_clock_of_its_offset_unless_a_zone_is_named(file: Path, shop: Shop, zone: str) -> None:
    order = one(
        file, shop, window_start="2026-11-24T12:00:00-08:00", window_end="2026-11-24T14:00:00-08:00", time_zone=zone
    )
    start = order.promises[0].start
    assert isinstance(start, datetime)
    assert start == datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert start.hour == (15 if zone else 12)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24", "2026-11-25"),
        ("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
        ("2026-11-24", "2026-11-25T18:00:00-08:00"),
    ],
)
def test_a_day_is_a_day_and_so_is_midnight_utc(file: Path, shop: Shop, start: str, end: str) -> None:
    order = one(file, shop, window_start=start, window_end=end)
    assert order.promises == (DeliveryWindow(date(2026, 11, 24), date(2026, 11, 25)),)


def test_a_day_of_placing_begins_at_its_midnight(file: Path, shop: Shop) -> None:
    order = one(file, shop, placed_at="2026-11-20", time_zone="America/Los_Angeles")
    assert order.placed_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def customers(file: Path, shop: Shop, *rows: dict[str, str]) -> list[str]:
    imported(file, shop, *({"order_number": str(place), **row} for place, row in enumerate(rows)))
    return [shop.orders[str(place)].customer for place in range(len(rows))]


def test_a_customer_is_an_email_else_a_name_else_a_number(file: Path, shop: Shop) -> None:
    mail = {"email": "Alice@B.example", "customer_name": "Alice"}
    keys = customers(
        file, shop, mail, {"email": "alice@b.example "}, {"customer_name": "ALICE  Liddell"},
        {"customer_name": "alice liddell"}, {}, {},
    )  # fmt: skip
    assert keys[0] == keys[1]
    assert keys[2] == keys[3]
    assert keys[4] == keys[5]
    assert len(set(keys)) == 3


def test_what_is_no_address_makes_nobody_the_same_customer(file: Path, shop: Shop) -> None:
    first, second = customers(
        file, shop, {"email": "n/a", "customer_name": "A"}, {"email": "n/a", "customer_name": "B"}
    )
    assert first != second


def test_neither_name_nor_address_is_kept(file: Path, shop: Shop) -> None:
    order = one(file, shop, email="alice@b.example", customer_name="Alice Liddell")
    assert "alice" not in repr(order).lower()


def test_the_same_file_again_changes_nothing(file: Path, shop: Shop) -> None:
    imported(file, shop, {"tracking_number": "A"}, {"order_number": "1002"})
    before = dict(shop.orders)
    assert load(file, shop, READING).orders == 2
    assert shop.orders == before


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_usual_delimiters_are_recognised(file: Path, shop: Shop, delimiter: str) -> None:
    file.write_text(csv_of(FILLED, delimiter=delimiter))
    assert load(file, shop, READING).orders == 1


def test_a_file_as_excel_writes_it_is_read(file: Path, shop: Shop) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + csv_of({**FILLED, "items": "Mug\r\n|Lamp"}, ending="\r\n\r\n").encode())
    assert load(file, shop, READING).clean
    assert shop.orders["1001"].items == ("Mug", "Lamp")


def test_lines_are_counted_as_an_editor_counts_them(file: Path, shop: Shop) -> None:
    file.write_text(csv_of({**FILLED, "items": "a\nb\nc"}, {**FILLED, "placed_at": "soon"}))
    assert [problem.line for problem in load(file, shop, READING).problems] == [5]


def test_columns_that_are_not_known_are_told(file: Path, shop: Shop) -> None:
    file.write_text("order_number,phone,placed_at,tracking_staus\n1001,+14155550100,2026-11-20,x\n")
    report = load(file, shop, READING)
    assert (report.orders, report.unknown_columns) == (1, ("tracking_staus",))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"a,b,c\n1,2,3\n", "name the columns"),
        (b"order_number,phone\n1,2\n", "required"),
        (b"order_number,phone,placed_at,phone\n1,2,3,4\n", "twice: phone"),
        (b"PK\x03\x04\x00\x00", "workbook"),
        ("order_number,phone,placed_at".encode("utf-16-le"), "not UTF-8"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused(file: Path, shop: Shop, content: bytes, why: str) -> None:
    file.write_bytes(content)
    with pytest.raises(FileRefused, match=why):
        load(file, shop, READING)


def test_a_header_alone_is_a_file_without_orders(file: Path, shop: Shop) -> None:
    file.write_text(csv_of())
    assert load(file, shop, READING) == ImportReport()


START = "order_number,phone,placed_at\n"
GOOD = "1003,+14155550100,2026-11-20\n"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"1001,+14155550100\n", "placed_at is missing"),
        (b"1001,+14155550100,2026-11-20,x,y\n", "there are 5 values, but 3 columns"),
        (b"Jos\xe9,+14155550100,2026-11-20\n", "order_number is not UTF-8"),
        (b'1001,"a"b,2026-11-20\n', "cannot be taken apart"),
        (b"1001," + b"5" * 10_000_000 + b",2026-11-20\n", "cannot be taken apart"),
        (b"\x00\xff\xfe,,\n", "not UTF-8"),
    ],
)
def test_a_line_that_is_broken_costs_only_itself(file: Path, shop: Shop, row: bytes, why: str) -> None:
    file.write_bytes(START.encode() + row + GOOD.encode())
    report = load(file, shop, READING)
    assert (report.orders, [each.line for each in report.problems]) == (1, [2])
    assert why in report.problems[0].reason


@given(st.binary(max_size=400))
def test_no_file_is_too_odd_to_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "odd.csv"
    file.write_bytes(START.encode() + content)
    report = load(file, Shop(), READING)
    assert report.orders <= content.count(b"\n") + content.count(b"\r") + 1
