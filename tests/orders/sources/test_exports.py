"""Files as shops and spreadsheets write them: continued rows, armour, days, broken quotes, encodings."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.orders.model import OrderStatus, TrackingStatus
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from tests.orders.shop import NOW, READING, Shop

HEAD = "order_number,email,phone,placed_at,country,currency,total,items,carrier,tracking_number,tracking_status\n"
FIRST = "1001,a@b.example,415 555 0131,2026-11-20,US,USD,30.00,Mug,UPS,1Z,in_transit\n"
START = "order_number,phone,placed_at\n"
GOOD = "1003,+14155550100,2026-11-20\n"

Import = Callable[..., tuple[Shop, ImportReport]]


@pytest.fixture
def imports(tmp_path: Path) -> Import:
    """Import a file. Returns the shop's orders and the report."""

    def import_(content: str | bytes, reading: ImportSettings = READING) -> tuple[Shop, ImportReport]:
        shop, file = Shop(), tmp_path / "orders.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return shop, load(file, shop, reading)

    return import_


def lines(report: ImportReport) -> list[int]:
    return [each.line for each in report.problems]


def test_a_row_with_an_item_alone_is_an_item_and_no_parcel(imports: Import) -> None:
    shop, report = imports(HEAD + FIRST + "1001,a@b.example,,,,,,Lamp,,,\n" + "1001,,,,,,,Rug,,,\n")
    order = shop.orders["1001"]
    assert (report.clean, order.items, order.status) == (True, ("Mug", "Lamp", "Rug"), OrderStatus.SHIPPED)
    assert [each.tracking_number for each in order.shipments] == ["1Z"]


def test_a_row_without_an_order_number_goes_on_with_the_one_above(imports: Import) -> None:
    shop, report = imports(
        HEAD + FIRST + ",,,,,,,Lamp,,,\n" + FIRST.replace("1001", "1002") + ",,,,,,,Rug,DHL,2Z,delivered\n"
    )
    assert report.clean
    assert [shop.orders[each].items for each in ("1001", "1002")] == [("Mug", "Lamp"), ("Mug", "Rug")]
    assert [each.tracking_number for each in shop.orders["1002"].shipments] == ["1Z", "2Z"]


@pytest.mark.parametrize("row", [",b@b.example,,,,,,Lamp,,,\n", ",,,,,,999.00,,,,\n", ",,415 555 0139,,,,,,,,\n"])
def test_a_row_of_a_customer_without_an_order_number_is_named(imports: Import, row: str) -> None:
    shop, report = imports(HEAD + FIRST + row)
    assert [str(each) for each in report.problems] == ["line 3: order_number is missing"]
    assert shop.orders["1001"].items == ("Mug",)


def test_a_row_after_one_that_is_broken_goes_on_with_no_order(imports: Import) -> None:
    shop, report = imports(HEAD + FIRST + '1002,"x"y,,,,,,,,,\n' + ",,,,,,,Lamp,,,\n")
    assert (lines(report), shop.orders["1001"].items) == ([3, 4], ("Mug",))


def test_the_first_row_may_leave_to_later_ones_what_it_does_not_say(imports: Import) -> None:
    rows = ["1001,,,,,,,Mug,,,\n", GOOD.strip() + ",,,,,,,,\n", "1001,,,,,,12.00,Lamp,,,\n"]
    shop, report = imports(
        HEAD
        + rows[0]
        + "1002,,415 555 0132,2026-11-20,,,,,,,\n"
        + rows[2]
        + "1001,,044 55 1234 5678,2026-11-20,MX,MXN,,,,,\n"
    )
    order = shop.orders["1001"]
    assert (report.clean, order.items, order.total_cents) == (True, ("Mug", "Lamp"), 1200)
    assert [each.e164 for each in order.phones] == ["+525512345678"]


def test_an_order_that_has_no_number_in_any_row_is_left_out_row_by_row(imports: Import) -> None:
    shop, report = imports(HEAD + "1001,,,2026-11-20,,,,Mug,,,\n1001,,,,,,,Lamp,,,\n")
    assert (lines(report), shop.orders) == ([2, 3], {})


def test_a_row_that_contradicts_its_order_is_still_named(imports: Import) -> None:
    _, report = imports(HEAD + FIRST + "1001,,,,US,USD,31.00,Lamp,,,\n")
    assert [str(each) for each in report.problems] == [
        "line 3: total_cents is another than in line 2, for the same order"
    ]


def test_an_item_that_is_left_out_is_no_parcel(imports: Import) -> None:
    shop, _ = imports(HEAD + FIRST.replace("in_transit", "delivered") + "1001,,,soon,,,,Lamp,,,\n")
    assert shop.orders["1001"].status is OrderStatus.DELIVERED


def test_news_of_a_parcel_may_be_spread_over_its_rows(imports: Import) -> None:
    shop, report = imports(HEAD + FIRST + "1001,,,,,,,Lamp,,1Z,\n" + "1001,,,,,,,Rug,UPS,,\n")
    (parcel,) = shop.orders["1001"].shipments
    assert (report.clean, parcel.carrier, parcel.status) == (True, "UPS", TrackingStatus.IN_TRANSIT)


@pytest.mark.parametrize("number", ['="00123"', "'00123", '"=""00123"""', "'00123'", "  '00123 ", '= "00123"'])
def test_armour_comes_off_an_order_number(imports: Import, number: str) -> None:
    shop, _ = imports(f'{START}{number},\'+14155550131,"=""2026-11-20"""\n')
    assert [order.number for order in shop.orders.values()] == ["00123"]


def test_armour_comes_off_every_value_but_not_off_a_city(imports: Import) -> None:
    shop, _ = imports(
        "order_number,phone,placed_at,postcode,last_scan_city,carrier\n"
        '1001,="4155550131",\'2026-11-20,="02134",\'s-Hertogenbosch,\'UPS\n'
    )
    order = shop.orders["1001"]
    assert (order.postcode, order.shipments[0].carrier) == ("02134", "UPS")
    assert (order.shipments[0].last_scan_city, order.phones[0].e164) == ("'s-Hertogenbosch", "+14155550131")


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ("22.11.2026", "5.6.2026", date(2026, 6, 5)),
        ("11/22/2026", "5/6/2026", date(2026, 5, 6)),
        ("22-11-26", "05-06-26", date(2026, 6, 5)),
        ("11/22/2026 3:30 PM", "5/6/2026 9:00 AM", date(2026, 5, 6)),
        ("22.11.2026 14:30", "5.6.2026 8.15", date(2026, 6, 5)),
        ("2026/11/22", "2026/5/6", date(2026, 5, 6)),
        ("22 Nov 2026", "6 May 2026", date(2026, 5, 6)),
        ("Nov 22, 2026", "May 6, 2026", date(2026, 5, 6)),
        ("Sun, 22 Nov 2026 09:30:00 -0800", "Wed, 6 May 2026 09:30:00 -0700", date(2026, 5, 6)),
        ("2026-11-20 09:30:00 -0800", "2026-05-06 09:30:00 -0700", date(2026, 5, 6)),
    ],
)
def test_a_column_of_days_is_read_as_the_whole_of_it_tells(imports: Import, first: str, second: str, day: date) -> None:
    shop, report = imports(f'{START}1001,+14155550100,"{first}"\n1002,+14155550100,"{second}"\n')
    assert (report.clean, shop.orders["1002"].placed_at.date()) == (True, day)


def test_days_that_can_be_read_in_two_ways_are_asked_about(imports: Import) -> None:
    content = "order_number,phone,placed_at,window_start\n1001,+14155550100,2026-05-01,5/6/2026\n"
    with pytest.raises(FileRefused, match=r"window_start .* 5 June 2026 \(day-first\) or 6 May 2026 \(month-first\)"):
        imports(content)
    for order, day in ((DateOrder.DAY_FIRST, date(2026, 6, 5)), (DateOrder.MONTH_FIRST, date(2026, 5, 6))):
        shop, _ = imports(content, ImportSettings(key=b"k", shop_country="US", now=NOW, date_order=order))
        assert shop.orders["1001"].promises[0].start == day


def test_a_column_with_days_in_both_orders_is_asked_about(imports: Import) -> None:
    with pytest.raises(FileRefused, match=r"placed_at are day-first in line 2 and month-first in line 3"):
        imports(f"{START}1001,+14155550100,22/11/2026\n1002,+14155550100,11/20/2026\n")


def test_a_day_that_says_the_same_both_ways_asks_nothing(imports: Import) -> None:
    assert imports(f"{START}1001,+14155550100,11/11/2026\n")[1].clean


def test_a_spreadsheets_time_is_on_the_clock_of_the_order_else_of_the_shop(imports: Import) -> None:
    reading = ImportSettings(key=b"k", shop_country="US", now=NOW, shop_zone=ZoneInfo("America/New_York"))
    content = "order_number,phone,placed_at,time_zone\n1,+14155550100,11/20/2026 3:30 PM,{}\n"
    placed = [imports(content.format(zone), reading)[0].orders["1"].placed_at for zone in ("", "America/Los_Angeles")]
    assert [each.astimezone(UTC).hour for each in placed] == [20, 23]


@pytest.mark.parametrize("row", ["1001,+14155550100,2026-11-20,,,\n", "1001,+14155550100,2026-11-20, , \n"])
def test_empty_cells_beyond_the_last_column_are_nothing(imports: Import, row: str) -> None:
    assert imports(START + row)[1].clean


def test_a_row_that_ends_early_has_empty_cells(imports: Import) -> None:
    shop, report = imports(HEAD + "1001,,415 555 0131,2026-11-20\n")
    assert (report.clean, shop.orders["1001"].items) == (True, ())


def test_rows_of_blanks_are_no_rows(imports: Import) -> None:
    assert imports(START + " , ,\t\n,,\n \n" + GOOD)[1] == imports(START + GOOD)[1]


@pytest.mark.parametrize(
    "broken",
    [
        '1001,"+14155550100,2026-11-20\n',
        '"1001,+14155550100,2026-11-20\n',
        '1001,+14155550100,"2026-11-20\n',
        '"1001","+14155550100,"2026-11-20"\n',
        '1001,"Mug ""blue",+14155550100,2026-11-20"\n',
    ],
)
def test_an_unclosed_quote_costs_its_own_line(imports: Import, broken: str) -> None:
    after = GOOD + '"1004","+14155550100","2026-11-20"\n' + "1005,+14155550100,2026-11-20\n"
    shop, report = imports(START + GOOD.replace("1003", "1002") + broken + after)
    assert (sorted(shop.orders), lines(report)) == (["1002", "1003", "1004", "1005"], [3])


TITLES = st.sampled_from(["Mug", '"Rug 27"""', '"Lamp, red"', '"Two\nlines"', '"A\nB, 7\nC"', ""])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TITLES, min_size=2, max_size=6), st.data())
def test_a_quote_wherever_it_is_costs_no_other_row(imports: Import, titles: list[str], data: st.DataObject) -> None:
    rows = [f"{at},+14155550100,2026-11-20,{title},12.50,USD" for at, title in enumerate(titles)]
    at = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[at])))
    broken = [*rows[:at], f'{rows[at][:place]}"{rows[at][place:]}', *rows[at + 1 :]]
    shop, _ = imports("order_number,phone,placed_at,items,total,currency\n" + "\n".join(broken) + "\n")
    assert {str(other) for other in range(len(rows)) if other != at} <= set(shop.orders)


def test_a_quote_that_a_later_line_closes_swallows_no_row(imports: Import) -> None:
    header = "order_number,phone,placed_at,items\n"
    shop, report = imports(
        header
        + '1001,+14155550100,2026-11-20,"Mug\n1002,+14155550100,2026-11-20,Lamp\n1003,+14155550100,2026-11-20,27"\n'
    )
    assert (sorted(shop.orders), lines(report)) == (["1002", "1003"], [2])


@pytest.mark.parametrize("columns", ["items,order_number,phone,placed_at", "order_number,phone,placed_at,items"])
def test_a_value_of_several_lines_is_no_broken_row(imports: Import, columns: str) -> None:
    values = {
        "order_number": "1001",
        "phone": "+14155550100",
        "placed_at": "2026-11-20",
        "items": '"Mug,\nred\n\nor, 7 blue"',
    }
    row = ",".join(values[name] for name in columns.split(","))
    shop, report = imports(f"{columns}\n{row}\n")
    assert (report.clean, shop.orders["1001"].items) == (True, ("Mug, red or, 7 blue",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_of_spreadsheets_are_read(imports: Import, encoding: str, ending: str) -> None:
    content = "order_number,phone,placed_at,items\n1001,+14155550100,2026-11-20,Café\n".replace("\n", ending)
    shop, report = imports(content.encode(encoding))
    assert (report.clean, shop.orders["1001"].items) == (True, ("Café",))


@pytest.mark.parametrize("start", ["sep=;\n", '"sep=;"\r\n', "\ufeffSEP=;\n", "\n\nsep=;\n"])
def test_the_delimiter_may_be_named_in_a_line_of_its_own(imports: Import, start: str) -> None:
    shop, report = imports(
        start + "order_number;phone;placed_at\n1001;+14155550100;2026-11-20\n1002;+14155550100;soon\n"
    )
    assert (list(shop.orders), lines(report)) == (["1001"], [start.count("\n") + 3])


def test_a_time_of_midnight_without_an_offset_is_a_day(imports: Import) -> None:
    shop, _ = imports(f"{START}1001,+14155550100,2026-11-20 00:00:00\n")
    assert shop.orders["1001"].placed_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_rows_of_an_order_may_stand_anywhere(imports: Import) -> None:
    rows = [FIRST.replace("1001", number).replace("Mug", item) for item in "AB" for number in ("1", "2", "3")]
    shop, report = imports(HEAD + rows[0] + '4,"x"y,,,,,,,,,\n' + "".join(rows[1:]) + ",,,,,,,C,,,\n")
    assert (lines(report), {number: order.items for number, order in shop.orders.items()}) == (
        [3],
        {"1": ("A", "B"), "2": ("A", "B"), "3": ("A", "B", "C")},
    )
