"""What several sources say of one order, merged: the order of arrival never matters."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.delivery_window import current_window
from ivr.orders.merging import ParcelReport, Rank, Report, merged, restated
from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    LeftAt,
    Order,
    OrderStatus,
    Refund,
    RefundState,
    Shipment,
    TrackingStatus,
)
from ivr.orders.report_updates import with_part, with_whole
from tests.orders.making import NOW, an_order

UPS = "1Z999AA10123456784"


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def parcel(status: str = "in_transit", scanned: float | None = None, **rest: object) -> Shipment:
    values = {"id": "P1", "tracking_number": UPS, "last_scan_at": ago(scanned) if scanned is not None else None}
    return Shipment(**{**values, "status": TrackingStatus(status), **rest})


def order(*parcels: Shipment, **rest: object) -> Order:
    return replace(an_order(parcels=()), shipments=parcels, **rest)


def shop(made: Order, hours: float = 1) -> Report:
    return Report("shop", made, ago(hours), Rank.SHOP)


def tracker(said: Shipment, hours: float = 0, name: str = "tracker", **rest: bool) -> ParcelReport:
    return ParcelReport(name, said, ago(hours), **rest)


def day(ahead: int, hours: float | None = None, basis: Basis = Basis.ESTIMATED, source: str = "") -> DeliveryWindow:
    on = NOW.date() + timedelta(days=ahead)
    return DeliveryWindow(on, on, basis, ago(hours) if hours is not None else None, source)


PARCELS = st.builds(
    Shipment,
    id=st.sampled_from(["P1", "P2"]),
    status=st.sampled_from(TrackingStatus),
    carrier=st.sampled_from(["", "UPS"]),
    tracking_number=st.sampled_from(["", UPS, "1z 999 AA1 0123 4567 84", "9400 1000 0000"]),
    reason=st.sampled_from(["", "lost"]),
    windows=st.lists(st.builds(day, st.integers(-2, 5), st.integers(0, 50)), max_size=2).map(tuple),
    last_scan_at=st.none() | st.integers(0, 50).map(ago),
    delivered_at=st.none() | st.integers(0, 50).map(ago) | st.just(NOW.date()),
    left_at=st.none() | st.sampled_from(LeftAt),
    pickup_at=st.sampled_from(["", "Corner Shop"]),
)
ORDERS = st.builds(
    order,
    status=st.sampled_from(OrderStatus),
    tier=st.sampled_from(["", "gold"]),
    refunds=st.sampled_from([(), (Refund(RefundState.PENDING, 5, "R"),)]),
    currency=st.sampled_from(["", "USD"]),
    total_cents=st.sampled_from([None, 0, 700]),
).flatmap(lambda made: st.lists(PARCELS, max_size=3).map(lambda those: replace(made, shipments=tuple(those))))
REPORTS = st.lists(
    st.builds(Report, st.sampled_from("abc"), ORDERS, st.none() | st.integers(0, 50).map(ago), st.sampled_from(Rank)),
    min_size=1,
    max_size=3,
    unique_by=lambda report: report.source,
)
TRACKED = st.lists(
    st.builds(ParcelReport, st.sampled_from("xy"), PARCELS, st.integers(0, 50).map(ago), st.booleans()),
    max_size=3,
    unique_by=lambda report: (report.source, report.parcel.tracking_number),
)


@given(REPORTS, TRACKED, st.randoms())
def test_no_order_of_arrival_makes_another_order(reports, tracked, chance):
    before = merged(reports, tracked)
    chance.shuffle(reports)
    chance.shuffle(tracked)
    assert merged(reports, tracked) == before


@given(ORDERS)
def test_what_one_source_says_is_told_as_it_says_it(made: Order):
    assert merged([shop(made)]).order == made


@given(REPORTS, TRACKED)
def test_the_merged_order_is_one_of_the_orders_with_parcels_of_one_source(reports, tracked):
    made = merged(reports, tracked).order
    assert made.number in {each.order.number for each in reports}
    assert [p.id for p in made.shipments] in [[p.id for p in each.order.shipments] for each in reports]


@given(ORDERS, st.lists(st.builds(Report, st.just("shop"), ORDERS, st.integers(0, 9).map(ago)), max_size=5))
def test_of_whole_orders_the_newest_is_kept_whenever_it_comes(first, later):
    reports = [Report("shop", first, ago(20)), *later]
    newest = max(each.at for each in reports)
    kept = None
    for each in reports:
        kept = with_whole(kept, each)
    assert kept.at == newest


@given(st.permutations([("gold", 5), ("silver", 3), ("R1", 2), ("R2", 1), ("scan", 1)]))
def test_parts_and_wholes_come_in_any_order(arrivals):
    kept = Report("shop", order(parcel()), ago(9))
    for name, hours in (*arrivals, *arrivals):
        if name in ("gold", "silver"):
            kept = with_whole(kept, Report("shop", order(parcel(), tier=name), ago(hours)))
        elif name == "scan":
            kept = with_part(kept, Shipment("P1", TrackingStatus.OUT_FOR_DELIVERY, last_scan_at=ago(hours)), ago(hours))
        else:
            kept = with_part(kept, Refund(RefundState.PENDING, 500, name), ago(hours))
    assert (kept.order.tier, {each.id for each in kept.order.refunds}) == ("silver", {"R1", "R2"})
    assert kept.order.shipments[0].status is TrackingStatus.OUT_FOR_DELIVERY
    assert kept.order.shipments[0].tracking_number == UPS


def test_older_news_of_a_part_changes_nothing():
    kept = with_part(Report("shop", order(parcel()), ago(9)), parcel("delivered"), ago(2))
    assert with_part(kept, parcel("in_transit"), ago(3)) is kept
    assert with_whole(kept, Report("shop", order(parcel()), ago(10))) is kept


def test_a_status_of_a_part_comes_with_its_own_reason_and_place():
    lost = parcel("exception", 9, reason="lost", last_scan_city="Reno", windows=(day(1),))
    kept = with_part(Report("shop", order(lost), ago(9)), parcel("in_transit", 2, tracking_number=""), ago(2))
    (found,) = kept.order.shipments
    assert (found.reason, found.last_scan_city, found.tracking_number, found.windows) == ("", "", UPS, (day(1),))


@pytest.mark.parametrize(
    ("at_shop", "at_service", "heard"),
    [
        (parcel("in_transit", 5), parcel("out_for_delivery", 2), "out_for_delivery"),
        (parcel("delivered", 1), parcel("in_transit", 2), "delivered"),
        (parcel("in_transit", 5), parcel("delivered", 5), "delivered"),
        (parcel("label_created"), parcel("in_transit", 40), "in_transit"),
        (parcel("in_transit"), parcel("out_for_delivery", 40), "out_for_delivery"),
        (parcel("in_transit", 5), parcel("unknown"), "in_transit"),
        (parcel("in_transit", 5), parcel("unknown", 1), "unknown"),
        (parcel("delivered"), parcel("in_transit", 3), "delivered"),
        (parcel("delivered", delivered_at=NOW.date()), parcel("in_transit", 3), "delivered"),
        (parcel("delivered", delivered_at=ago(3)), parcel("returning", 2), "returning"),
        (parcel("returned_to_sender", 3), parcel("out_for_delivery", 4), "returned_to_sender"),
        (parcel("delivered", 9), parcel("out_for_delivery", 2), "delivered"),
        (parcel("delivered", 30), parcel("out_for_delivery", 2), "out_for_delivery"),
        (parcel("in_transit", 0.5), parcel("out_for_delivery", -90), "out_for_delivery"),
        (parcel("delivered", 2), parcel("in_transit", -90), "delivered"),
    ],
)
def test_the_newest_scan_of_a_parcel_is_heard(at_shop: Shipment, at_service: Shipment, heard: str):
    (found,) = merged([shop(order(at_shop))], [tracker(at_service)]).order.shipments
    assert found.status is TrackingStatus(heard)


def test_what_a_service_does_not_repeat_is_kept_from_the_shop():
    at_shop = parcel("in_transit", 5, carrier="UPS", tracking_url="https://track.example/1")
    (found,) = merged([shop(order(at_shop))], [tracker(parcel("delivered", 2, id=""))]).order.shipments
    assert (found.id, found.carrier, found.tracking_url) == ("P1", "UPS", "https://track.example/1")


def test_windows_count_by_whose_they_are_and_then_by_their_age():
    promise, of_shop, of_service = day(1, 90, Basis.PROMISED), day(2, 1), day(3, 0)
    old, new = day(4, 50, source="UPS"), day(5, 20, source="UPS")
    at_shop = order(parcel(windows=(of_shop,)), promises=(promise,))
    at_service = tracker(parcel("in_transit", 3, windows=(new, old, of_service)))
    made = merged([shop(at_shop)], [at_service]).order
    assert [each.start for each in made.shipments[0].windows] == [
        each.start for each in (of_shop, of_service, old, new)
    ]
    assert made.shipments[0].windows[1].source == "tracker"
    assert current_window(made, made.shipments[0]) == new


def test_a_window_of_the_carrier_itself_counts_more_than_one_that_a_service_estimates():
    says = tracker(parcel(windows=(day(3, 0),))), tracker(parcel(windows=(day(2, 9),)), name="ups", is_carrier=True)
    made = merged([shop(order(parcel()))], says).order
    assert current_window(made, made.shipments[0]).source == "ups"


def test_facts_are_the_shops_then_of_ones_own_program_then_of_a_file():
    reports = [
        Report("", order(tier="bronze", language="es-MX", loyalty_points=3), ago(0), Rank.FILE),
        Report("api", order(tier="silver", loyalty_points=2), ago(5), Rank.API),
        Report("shop", order(tier="gold"), ago(9), Rank.SHOP),
    ]
    found = merged(reports)
    assert (found.order.tier, found.order.loyalty_points, found.order.language) == ("gold", 2, "es-MX")
    assert {each.part: each.source for each in found.winners} == {
        "order": "shop",
        "language": "",
        "loyalty_points": "api",
    }


def test_money_of_two_reports_is_not_mixed():
    in_dollars = order(currency="USD", refunds=(Refund(RefundState.PENDING, 500, "R"),))
    found = merged([shop(order(currency="JPY", total_cents=9)), Report("", in_dollars, ago(0))]).order
    assert (found.currency, found.refunds) == ("JPY", ())


def test_parcels_are_those_of_one_report():
    other = Report("", order(parcel(id="A", tracking_number="9400 1000"), parcel("delivered", 1, id="B")), ago(0))
    found = merged([shop(order(parcel("in_transit", 5))), other]).order
    assert [(each.id, each.status) for each in found.shipments] == [("P1", TrackingStatus.DELIVERED)]
    assert len(merged([shop(order()), other]).order.shipments) == 2


def test_another_customers_order_of_long_before_with_the_same_number_is_left_out():
    old = replace(an_order(days_ago=400, customer="bob"), tier="gold", shipments=())
    assert merged([shop(order()), Report("", old, ago(0))]).order.tier == ""


def test_a_tracking_number_that_was_used_before_says_nothing_of_this_order():
    before = tracker(parcel("delivered", 24 * 90))
    assert merged([shop(order(parcel("label_created")))], [before]).order.shipments[0].status == "label_created"


@pytest.mark.parametrize(
    ("said", "parcels", "now", "status"),
    [
        ("shipped", ["in_transit"], ["delivered"], "delivered"),
        ("delivered", ["delivered"], ["in_transit"], "shipped"),
        ("partially_shipped", ["in_transit"], ["delivered"], "partially_delivered"),
        ("partially_shipped", ["in_transit", "label_created"], ["delivered", "delivered"], "delivered"),
        ("partially_delivered", ["delivered"], ["in_transit"], "partially_shipped"),
        ("on_hold", ["label_created"], ["label_created"], "on_hold"),
        ("on_hold", ["label_created"], ["in_transit"], "shipped"),
        ("cancelled", ["label_created"], ["in_transit"], "cancelled"),
        ("unknown", ["unknown"], ["in_transit"], "shipped"),
        ("unknown", ["in_transit"], ["delivered"], "unknown"),
    ],
)
def test_the_whole_follows_its_parcels(said: str, parcels: list[str], now: list[str], status: str):
    before = order(*map(parcel, parcels), status=OrderStatus(said))
    assert restated(before, [parcel(each) for each in now]) is OrderStatus(status)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_times_at_the_ends_of_the_calendar_are_times(day: str):
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    made = order(parcel("delivered", last_scan_at=at), placed_at=at)
    far = ParcelReport("tracker", parcel("in_transit", last_scan_at=at), at)
    assert merged([Report("shop", made)], [far]).order.shipments[0].status is TrackingStatus.DELIVERED


def test_an_unknown_word_for_the_whole_stays_unknown():
    made = order(parcel("unknown"), status=OrderStatus.UNKNOWN, unknown_words={"status": "in_limbo"})
    assert merged([shop(made)], [tracker(parcel("delivered", 1))]).order.status is OrderStatus.UNKNOWN


@pytest.mark.parametrize("arrivals", list(permutations(range(3))))
def test_a_date_alone_is_a_delivery_until_its_day_is_over(arrivals):
    today = date(2026, 11, 22)
    said = [
        tracker(parcel("delivered", delivered_at=today), 1),
        tracker(parcel("in_transit", 2), 2, "b"),
        tracker(parcel("in_transit", 30), 3, "c"),
    ]
    found = merged([shop(order(parcel()))], [said[at] for at in arrivals]).order
    assert found.status is OrderStatus.DELIVERED
