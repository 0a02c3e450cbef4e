"""An unreadable optional value is omitted and reported without loss of the order; an unambiguous value is read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.orders.model import Order, OrderStatus
from ivr.orders.sources.import_report import ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import COLUMNS, REQUIRED
from tests.orders.shop import READING, Shop

from .test_importing import FILLED, csv_of

Import = Callable[..., tuple[Order, ImportReport]]


@pytest.fixture
def one(tmp_path: Path) -> Import:
    """Import a file of one row; the order, which has to be there, and the report."""

    def import_(**values: str) -> tuple[Order, ImportReport]:
        shop, file = Shop(), tmp_path / "orders.csv"
        file.write_text(csv_of({**FILLED, "currency": "USD", **values}), errors="surrogateescape")
        report = load(file, shop, READING)
        assert (report.orders, report.clean) == (1, True)
        return shop.orders["1001"], report

    return import_


def told(report: ImportReport) -> list[str]:
    return [str(each) for each in report.notes]


@pytest.mark.parametrize(
    ("column", "value", "read_as"),
    [
        ("country", "USA", "US"),
        ("country", "United States", "US"),
        ("country", "u.s.a.", "US"),
        ("country", "Deutschland", "DE"),
        ("country", "México", "MX"),
        ("country", "840", "US"),
        ("country", "UK", "GB"),
        ("country", "NA", "NA"),
        ("language", "English", "en"),
        ("language", "en_US", "en-US"),
        ("language", "EN-us", "en-US"),
        ("language", "eng", "en"),
        ("language", "Español (México)", "es-MX"),
        ("language", "pt_BR.UTF-8", "pt-BR"),
        ("currency", "€", "EUR"),
        ("currency", "US Dollar", "USD"),
        ("loyalty_points", "1,200", 1200),
        ("loyalty_points", "120.0", 120),
        ("postcode", "94105.0", "94105"),
    ],
)
def test_a_value_with_one_reading_is_read(one: Import, column: str, value: str, read_as: object) -> None:
    order, report = one(**{column: value})
    assert getattr(order, column) == read_as
    assert told(report) == []


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12,50", "EUR", 1250),
        ("1.234,56", "EUR", 123456),
        ("1,234.56", "USD", 123456),
        ("1 234,56", "EUR", 123456),
        ("1'234.50", "CHF", 123450),
        ("1,23,456.50", "INR", 12345650),
        ("1,234", "USD", 123400),
        ("1.234.567", "EUR", 123456700),
        ("$12.50", "USD", 1250),
        ("US$ 12.50", "USD", 1250),
        ("12,50 €", "EUR", 1250),
        ("12.50 USD", "USD", 1250),
        ("R$ 12,50", "BRL", 1250),
        ("¥1,250", "JPY", 1250),
        ("1.250", "CLP", 1250),
        ("1.250", "KWD", 1250),
    ],
)
def test_an_amount_is_read_in_the_signs_of_its_country(one: Import, amount: str, currency: str, minor: int) -> None:
    order, report = one(total=amount, currency=currency)
    assert (order.total_cents, told(report)) == (minor, [])


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("country", "Atlantis", "is no country"),
        ("country", "ZZ", "is no country"),
        ("language", "spanish!", "is no language"),
        ("currency", "XXQ", "is no currency"),
        ("currency", "$", "is no currency"),
        ("total", "-1", "is no decimal number"),
        ("total", "1.005", "has more decimals than its currency"),
        ("total", "€12", "is in another currency"),
        ("loyalty_points", "12.5", "is no whole number"),
        ("loyalty_points", "1.200", "is no whole number"),
        ("time_zone", "Mars/Olympus", "is no IANA time zone"),
        ("time_zone", "../../etc/passwd", "is no IANA time zone"),
        ("tracking_url", "javascript:alert(1)", "is no web address"),
        ("tracking_url", "-", "says that there is none"),
        ("tracking_number", "9.40E+21", "has lost digits in a spreadsheet"),
        ("window_start", "soon", "is no ISO 8601 time"),
        ("window_start", "TBD", "says that there is none"),
        ("delivered_at", "FALSE", "says that there is none"),
        ("delivered_at", "2026-13-01", "is no ISO 8601 time"),
        ("last_scan_at", "0000-00-00 00:00:00", "is no ISO 8601 time"),
        ("last_scan_at", "2026-11-22 09:30:00", "has no offset"),
        ("last_scan_at", "1899-12-30", "lies outside the years 2000 to 2100"),
        ("email", "bob at b.example", "is no e-mail address"),
        ("carrier", "N/A", "says that there is none"),
        ("customer_name", "null", "says that there is none"),
        ("last_scan_city", "#N/A", "says that there is none"),
        ("items", "Caf\udce9", "is not UTF-8"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_and_its_order_kept(
    one: Import, column: str, value: str, why: str
) -> None:
    _, report = one(**{column: value})
    assert f"{column}: left out: {why} (1; line 2)" in told(report)


def test_an_amount_without_a_currency_is_left_out(one: Import) -> None:
    order, report = one(total="12.50", currency="")
    assert (order.total_cents, told(report)) == (None, ["total: left out: has no currency (1; line 2)"])


def test_a_window_that_ends_before_it_starts_is_no_window(one: Import) -> None:
    order, report = one(window_start="2026-11-24", window_end="2026-11-23")
    assert (order.promises, told(report)) == ((), ["window_end: left out: ends before it starts (1; line 2)"])


def test_a_start_whose_end_cannot_be_read_promises_nothing(one: Import) -> None:
    assert one(window_start="2026-11-24", window_end="Friday or so")[0].promises == ()


def test_a_time_without_an_offset_is_on_the_clock_of_the_zone_beside_it(one: Import) -> None:
    order, report = one(placed_at="2026-11-20 09:30:00", time_zone="America/New_York")
    assert (order.placed_at.isoformat(), told(report)) == ("2026-11-20T09:30:00-05:00", [])


def test_what_says_in_words_that_there_is_nothing_makes_no_parcel(one: Import) -> None:
    order, _ = one(carrier="-", tracking_number="N/A", tracking_url="null", delivered_at="FALSE", status="processing")
    assert (order.shipments, order.status) == ((), OrderStatus.PROCESSING)


def test_an_order_whose_cancelling_cannot_be_read_may_be_cancelled(one: Import) -> None:
    assert one(cancelled_at="yes", tracking_status="in_transit")[0].status is OrderStatus.UNKNOWN
    assert one(cancelled_at="FALSE", tracking_status="in_transit")[0].status is OrderStatus.SHIPPED


@pytest.mark.parametrize(("amount", "cents"), [("-12.50", 1250), ("(12.50)", 1250), ("-$12.50", 1250)])
def test_a_refund_is_the_same_below_nothing(one: Import, amount: str, cents: int) -> None:
    assert [each.cents for each in one(refund_amount=amount)[0].refunds] == [cents]


def test_an_amount_of_nothing_is_no_refund(one: Import) -> None:
    assert one(refund_amount="0.00")[0].refunds == ()


OPTIONAL = sorted(set(COLUMNS) - set(REQUIRED))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.dictionaries(st.sampled_from(OPTIONAL), st.text(st.characters(codec="utf-8"), max_size=30), max_size=6))
def test_no_text_in_an_optional_column_loses_an_order(one: Import, values: dict[str, str]) -> None:
    one(**values)


def test_a_parcel_has_the_place_where_it_was_left_or_waits(one: Import):
    order, report = one(
        left_at="Front Door/Porch", pickup_at="Corner Shop", pickup_until="2026-11-30", warehouse="Reno 2"
    )
    (parcel,) = order.shipments
    assert parcel.warehouse == "Reno 2"
    assert (parcel.left_at, parcel.pickup_at, parcel.pickup_until) == ("front_door", "Corner Shop", date(2026, 11, 30))
    assert not report.notes


def test_a_place_in_words_that_are_not_known_is_left_out_and_never_shown(one: Import):
    order, report = one(left_at="with Mrs. Doe at 5 Elm Street")
    assert order.shipments[0].left_at is None
    assert [str(note) for note in report.notes] == ["left_at: left out: is no place that is known (1; line 2)"]
