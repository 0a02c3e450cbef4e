"""Why people call: the reasons of whole calls, and their counts by day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from ivr.adapters.sql.orders.tables import orders
from ivr.adapters.sql.reasons.day_counts import count_day, count_parcels, count_reasons
from ivr.adapters.sql.reasons.store import SqlContactReasons
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.reporting.contact_reasons import ALL, ContactReason
from tests.calls.test_the_record import rows
from tests.shop import NEW_YORK

TODAY = date(2026, 11, 24)
ZONE = ZoneInfo(NEW_YORK)
CALIFORNIA = ContactReason("carrier_region", "ups|US-CA")


@pytest.fixture
def counted(stores):
    """Counts the days, and gives the calls by reason of the last one."""

    def count(today: date = TODAY) -> dict[ContactReason, int]:
        drain(stores.redis, stores.engine)
        count_reasons(stores.engine, today, ZONE)
        return {each.reason: each.calls for each in SqlContactReasons(stores.engine).days([today])}

    return count


def test_a_call_about_an_order_counts_for_what_the_order_was_then(phone, shop, counted):
    shop.has_order(
        number="1001",
        items=("Desk lamp",),
        status="shipped",
        shipments=(shop.parcel("in_transit", day=-4, warehouse="Reno"),),
    )
    phone.dials().hangs_up()
    shop.has_order(number="1001", status="shipped", shipments=(shop.parcel("delivered", delivered=0, carrier="DHL"),))
    facts = {
        ("carrier", "ups"),
        ("region", "US-CA"),
        ("product", "Desk lamp"),
        ("lateness", "3_7"),
        ("warehouse", "Reno"),
    }
    found = counted()
    assert facts | {("status", "in_transit")} < {(each.kind, each.key) for each in found}
    assert (found[ALL], found[CALIFORNIA], found[ContactReason("issue", "order_status")]) == (1, 1, 1)
    assert ContactReason("carrier", "dhl") not in found


def test_an_order_in_several_parcels_counts_for_those_still_to_come(phone, shop, counted):
    parcels = (
        shop.parcel("delivered", delivered=-1, carrier="DHL", tracking_number="JD014600003"),
        shop.parcel("in_transit", day=1, tracking_number="1Z999AA10123456785"),
        shop.parcel("in_transit", day=2, tracking_number="1Z999AA10123456786"),
    )
    shop.has_order(status="shipped", shipments=parcels)
    phone.dials().hangs_up()
    found = counted()
    assert found[CALIFORNIA] == 1
    assert ContactReason("carrier", "dhl") not in found


def test_a_caller_who_is_nobody_counts_for_what_was_asked(phone, shop, counted):
    phone.dials(from_="anonymous").says("I want my money back").hangs_up()
    found = counted()
    assert (found[ALL], found[ContactReason("issue", "refund")]) == (1, 1)
    assert not [each for each in found if each.kind == "carrier"]


def test_counting_again_gives_the_same_even_after_the_order_was_erased(phone, shop, stores, counted):
    shop.has_order()
    phone.dials().hangs_up()
    first = counted()
    with stores.engine.begin() as connection:
        connection.execute(delete(orders))
    assert counted() == first


def test_calls_belong_to_the_day_on_which_they_began_in_the_shop_and_to_its_hour(phone, shop, clock, stores, counted):
    clock.advance(seconds=14.5 * 3600)  # 00:30 in New York
    phone.dials().hangs_up()
    assert ALL not in {each for each, calls in counted().items() if calls}
    assert counted(TODAY + timedelta(days=1))[ALL] == 1
    (row,) = rows(stores, "select by_hour from contact_reasons where day = '2026-11-25' and kind = 'all'")
    assert str(row[0]).replace(" ", "").startswith("[1,0")


def test_an_hour_that_comes_twice_holds_the_calls_of_both(stores, counted):
    add = "insert into calls values (:sid, :at, :at, '', '', '', '', 0, 'completed', 1, :at, 9, null, '', '')"
    beginnings = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (3, 4, 5, 6, 7)]  # clocks go back at 6
    with stores.engine.begin() as connection:
        for at in beginnings:
            connection.exec_driver_sql(
                add.replace(":sid", f"'{at}'").replace(":at", f"'{at:%Y-%m-%d %H:%M:%S}.000000'")
            )
    count_day(stores.engine, date(2026, 11, 1), ZONE)
    (day,) = SqlContactReasons(stores.engine).days([date(2026, 11, 1)])
    assert (day.calls, day.by_hour[:4]) == (4, (1, 2, 1, 0))


def test_the_rate_refers_to_the_parcels_under_way_and_is_unknown_where_none_were_counted(phone, shop, stores, counted):
    for number in range(4):
        parcel = shop.parcel("in_transit", day=1, tracking_number=f"1Z999AA1012345678{number}")
        shop.has_order(phone=f"+1415555010{number}", number=f"200{number}", status="shipped", shipments=(parcel,))
    phone.dials().hangs_up()
    counted()
    reasons = SqlContactReasons(stores.engine)
    assert reasons.totals(since=TODAY, until=TODAY)[CALIFORNIA].parcels is None
    assert count_parcels(stores.engine, shop.now()) == 4
    found = reasons.totals(since=TODAY, until=TODAY)[CALIFORNIA]
    assert (found.calls, found.counted_calls, found.parcels) == (1, 1, 4)
