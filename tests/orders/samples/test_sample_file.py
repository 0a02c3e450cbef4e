import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from ivr.orders.identity.verification import Level, Policy, Why
from ivr.orders.model import Order, OrderStatus, TrackingStatus
from ivr.orders.order_source import KnownOrders
from ivr.orders.phone_parsing import as_written
from ivr.orders.samples.personas import PERSONAS
from ivr.orders.samples.sample_cities import PLACES, phone, typed
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.orders.samples.sample_journeys import DAYS_EARLY, drawn
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import COLUMNS, ImportSettings
from tests.orders.shop import Shop

NOON = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # eleven in the morning in San Francisco


def imported(tmp_path: Path, count: int, now: datetime = NOON) -> tuple[Shop, int, int]:
    """A sample's orders, the number of its rows, and the number of omitted ones."""
    file, shop = tmp_path / "orders.csv", Shop()
    rows = list(sample(count, 7, now))
    with file.open("w", newline="") as out:
        write_csv(out, rows)
    report = load(file, shop, ImportSettings(b"key", "US", now))
    return shop, len(rows), report.left_out


def known(shop: Shop, name: str) -> KnownOrders:
    number = PERSONAS[name].phone
    return KnownOrders.of(number, [each for each in shop.orders.values() if number in {p.e164 for p in each.phones}])


def order_of(shop: Shop, name: str) -> Order:
    return known(shop, name).orders[0]


def test_the_same_count_seed_and_time_give_the_same_file() -> None:
    once, again = io.StringIO(), io.StringIO()
    write_csv(once, sample(300, 1, NOON))
    write_csv(again, sample(300, 1, NOON))
    assert once.getvalue() == again.getvalue()
    assert next(csv.reader([once.getvalue().splitlines()[0]])) == list(COLUMNS)


def test_another_seed_gives_other_orders() -> None:
    assert list(sample(300, 1, NOON)) != list(sample(300, 2, NOON))


def test_the_number_asked_for_is_the_number_of_orders(tmp_path: Path) -> None:
    shop, rows, left_out = imported(tmp_path, 3000)
    assert len(shop.orders) + left_out == 3000
    assert rows > 3000
    assert 0 < left_out < 20


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_small_sample_holds_the_first_personas_only(tmp_path: Path, count: int) -> None:
    shop, _, left_out = imported(tmp_path, count)
    assert (len(shop.orders), left_out) == (count, 0)


def test_the_known_caller_has_a_window_today(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 100)
    order = order_of(shop, "out_for_delivery")
    (parcel,) = order.shipments
    assert (order.language, order.time_zone, parcel.status) == (
        "en-US", "America/Los_Angeles", TrackingStatus.OUT_FOR_DELIVERY,
    )  # fmt: skip
    assert parcel.windows[0].start == datetime(2026, 11, 22, 22, tzinfo=UTC)
    assert parcel.windows[0].end - parcel.windows[0].start == timedelta(hours=4)


def test_in_the_evening_the_window_is_tomorrows(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 5, NOON + timedelta(hours=9))
    (parcel,) = order_of(shop, "out_for_delivery").shipments
    assert (parcel.status, parcel.windows[0].start) == (
        TrackingStatus.IN_TRANSIT, datetime(2026, 11, 23, 22, tzinfo=UTC),
    )  # fmt: skip


def test_the_spanish_caller_has_a_window_too(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 100)
    order = order_of(shop, "spanish")
    assert (order.language, order.shipments[0].windows[0].start) == ("es-MX", datetime(2026, 11, 22, 19, tzinfo=UTC))


def test_every_persona_but_the_shared_one_is_known_by_number(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 100)
    standings = {name: Policy().recognise(known(shop, name), None, NOON) for name in PERSONAS}
    assert {name for name, each in standings.items() if each.level < Level.STATUS} == {"shared"}
    assert standings["shared"].why is Why.SHARED
    assert len({persona.phone for persona in PERSONAS.values()}) == len(PERSONAS)


def test_there_is_a_persona_for_every_status(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 100)
    orders = [order for name in PERSONAS for order in known(shop, name).orders]
    assert {parcel.status for order in orders for parcel in order.shipments} == set(TrackingStatus)
    missing = set(OrderStatus) - {order.status for order in orders}
    assert missing <= {OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PICKED_UP, OrderStatus.UNKNOWN}


def test_several_and_split_are_what_they_say(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 100)
    assert len(known(shop, "several").orders) == 3
    assert len(order_of(shop, "split").shipments) == 3


def test_lateness_follows_the_data_set() -> None:
    rng = Random(1)
    early = [drawn(DAYS_EARLY, rng) for _ in range(20_000)]
    assert 0.05 < sum(days < 0 for days in early) / len(early) < 0.09
    assert 11 < sorted(early)[10_000] < 13


def test_most_orders_are_american_and_some_are_not(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 3000)
    countries = Counter(order.country for order in shop.orders.values())
    assert set(countries) == {place.country for place in PLACES}
    assert countries["US"] > 2000
    assert {"en-US", "es-MX"} <= {order.language for order in shop.orders.values()}


def test_almost_every_number_can_be_looked_up(tmp_path: Path) -> None:
    shop, _, _ = imported(tmp_path, 3000)
    usable = sum(any(each.e164 for each in order.phones) for order in shop.orders.values())
    assert 0.98 < usable / len(shop.orders) < 1


@pytest.mark.parametrize("country", ["US", "CA", "MX", "GB", "FR", "DE"])
def test_no_two_customers_have_the_same_number(country: str) -> None:
    rng = Random(1)
    written = [typed(*phone(country, nth), rng) for nth in range(0, 70_000, 67)]
    numbers = {as_written(each, country, shop_country="US").e164 for each in written}
    assert None not in numbers
    assert len(numbers) == len(written)
