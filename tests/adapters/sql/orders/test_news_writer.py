"""News of several sources, applied to the index."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, permutations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.orders.rows import portions
from ivr.orders.model import DeliveryWindow, Order, OrderStatus, Refund, RefundState, Shipment, TrackingStatus
from ivr.orders.news import News, OrderChanged, OrderGone, OrderNews, ParcelNews, PartNews, PrivacyRequest
from ivr.orders.order_document import load
from ivr.orders.sources.source import Source
from tests.adapters.sql.orders.erasing import erase_orders
from tests.orders.making import ALICE, BOB, NOW, an_order

SHOP = Source("shop", "shopify")
UPS = "1Z999AA10123456784"


@pytest.fixture
def index(database: Engine, database_url: str, tmp_path: Path) -> Iterator[OrderIndex]:
    reader = connect(database_url, tmp_path, reads_only=True)
    yield OrderIndex(database, reader, lambda: NOW)
    reader.dispose()


@pytest.fixture
def writer(database: Engine) -> NewsWriter:
    return NewsWriter(database, lambda: NOW)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def parcel(status: TrackingStatus = TrackingStatus.IN_TRANSIT, *, scanned: float | None = None, **rest) -> Shipment:
    at = ago(scanned) if scanned is not None else None
    return Shipment(**{"id": "P1", "status": status, "tracking_number": UPS, "last_scan_at": at, **rest})


def whole(*, minutes: float = 60, source: str = "shop", **order) -> OrderNews:
    made = replace(an_order(parcels=()), **{"source_id": "gid/1", "shipments": (parcel(),), **order})
    return OrderNews(source, made, ago(minutes))


def tracked(status: TrackingStatus, minutes: float, source: str = "tracker", **rest) -> ParcelNews:
    said = Shipment("", status, tracking_number="1z 999 aa1 01 2345 6784", last_scan_at=ago(minutes), **rest)
    return ParcelNews(source, said, ago(minutes))


def heard(index: OrderIndex, key: str = "1001") -> Order:
    found = index.by_identity(key)
    assert found
    return found


def test_an_order_of_a_shop_is_heard(index: OrderIndex, writer: NewsWriter) -> None:
    news = whole()
    assert writer.apply([news], SHOP).written == 1
    known = index.by_phone(ALICE)
    assert known.orders == (news.order,)
    assert (known.origins[0].source, known.origins[0].heard_at) == ("shop", NOW)


def test_older_news_changes_nothing_and_is_counted(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(minutes=10, tier="gold")], SHOP)
    applied = writer.apply([whole(minutes=11, tier="silver")], SHOP)
    assert (applied.written, applied.older, heard(index).tier) == (0, 1, "gold")


def test_orders_of_two_shops_with_the_same_number_are_two(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(), whole(source="other", shop="Other", source_id="gid/9", phones=an_order(phone=BOB).phones)])
    assert index.count() == 2
    assert [order.shop for order in index.by_number("1001")] in (["", "Other"], ["Other", ""])
    (of_bob,) = index.by_phone(BOB).orders
    assert index.by_identity(of_bob.key) == of_bob


def test_a_tracking_service_is_heard_whichever_comes_first(index: OrderIndex, writer: NewsWriter) -> None:
    window = DeliveryWindow(ago(0).date(), ago(0).date())
    news: list[News] = [tracked(TrackingStatus.OUT_FOR_DELIVERY, 5, windows=(window,)), whole()]
    for each in (news, news[::-1]):
        for one in each:
            writer.apply([one], SHOP)
        (shown,) = heard(index).shipments
        assert (shown.id, shown.status) == ("P1", TrackingStatus.OUT_FOR_DELIVERY)
        assert shown.windows[-1].source == "tracker"
        erase_orders(writer._engine, "alice")


def test_a_delivery_makes_the_order_delivered(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(), tracked(TrackingStatus.DELIVERED, 5)], SHOP)
    assert heard(index).status is OrderStatus.DELIVERED


def test_a_file_keeps_what_shop_and_tracker_said(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(tier="gold"), tracked(TrackingStatus.DELIVERED, 5)], SHOP)
    index.replace([replace(an_order(parcels=()), tier="silver", language="es-MX", shipments=(parcel(),))])
    order = heard(index)
    assert (order.tier, order.language, order.status) == ("gold", "es-MX", OrderStatus.DELIVERED)
    assert index.count() == 1


def test_a_file_alone_keeps_what_a_tracker_said(index: OrderIndex, writer: NewsWriter) -> None:
    order = replace(an_order(parcels=()), shipments=(parcel(),))
    index.replace([order])
    writer.apply([tracked(TrackingStatus.DELIVERED, 5)])
    index.replace([order])
    assert heard(index).status is OrderStatus.DELIVERED


def test_parts_are_laid_over_their_order(index: OrderIndex, writer: NewsWriter) -> None:
    refund = Refund(RefundState.PENDING, 500, "R1")
    scan = Shipment("P1", TrackingStatus.OUT_FOR_DELIVERY, last_scan_at=ago(1))
    writer.apply([whole(), PartNews("shop", "gid/1", refund, ago(5)), PartNews("shop", "gid/1", scan, ago(1))], SHOP)
    order = heard(index)
    assert (order.refunds, order.shipments[0].tracking_number) == ((refund,), UPS)
    assert order.shipments[0].status is TrackingStatus.OUT_FOR_DELIVERY


def test_the_same_order_comes_out_however_news_arrives(index: OrderIndex, writer: NewsWriter) -> None:
    news: list[News] = [
        whole(minutes=60),
        whole(minutes=20, tier="gold"),
        PartNews("shop", "gid/1", Refund(RefundState.COMPLETED, 500, "R1"), ago(10)),
        tracked(TrackingStatus.IN_TRANSIT, 30),
        tracked(TrackingStatus.OUT_FOR_DELIVERY, 3),
    ]
    outcomes = set()
    for each in islice(permutations(news), 0, None, 11):
        for one in (*each, *each):
            writer.apply([one], SHOP)
        outcomes.add(str(heard(index)))
        erase_orders(writer._engine, "alice")
        with writer._engine.begin() as connection:
            connection.execute(text("DELETE FROM parcel_reports"))
    assert len(outcomes) == 1


def test_a_part_of_an_order_that_is_not_here_is_asked_for(writer: NewsWriter) -> None:
    news = PartNews("shop", "gid/7", parcel(), ago(5))
    assert writer.apply([news], SHOP).unknown == (OrderChanged("shop", "gid/7", ago(5)),)


def test_a_change_that_is_here_already_is_not_asked_for(writer: NewsWriter) -> None:
    writer.apply([whole(minutes=5)], SHOP)
    seen, new = OrderChanged("shop", "gid/1", ago(6)), OrderChanged("shop", "gid/1", ago(4))
    assert writer.apply([seen], SHOP).unknown == ()
    assert writer.apply([new], SHOP).unknown == (new,)


def test_an_order_that_was_deleted_does_not_come_back_by_late_news(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(minutes=9), OrderGone("shop", "gid/1", ago(5))], SHOP)
    writer.apply([whole(minutes=7)], SHOP)
    assert index.count() == 0
    writer.apply([whole(minutes=1)], SHOP)
    assert index.count() == 1


def test_an_order_that_is_renumbered_at_its_shop_is_one(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(minutes=9)], SHOP)
    writer.apply([whole(minutes=5, number="1001-B")], SHOP)
    writer.apply([whole(minutes=7)], SHOP)
    assert [order.number for order in index.by_phone(ALICE).orders] == ["1001-B"]


def test_a_tracking_number_that_stands_in_for_many_is_no_parcels(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(number=str(number), source_id=f"gid/{number}") for number in range(30)], SHOP)
    assert writer.apply([tracked(TrackingStatus.DELIVERED, 5)]).written == 0


def test_news_of_the_future_does_not_outlast_what_comes_after(index: OrderIndex, writer: NewsWriter) -> None:
    writer.apply([whole(minutes=-60 * 24 * 365, tier="gold")], SHOP)
    later = NewsWriter(writer._engine, lambda: NOW + timedelta(hours=1))
    later.apply([whole(minutes=-50, tier="silver")], SHOP)
    assert heard(index).tier == "silver"


def test_two_processes_that_apply_at_once_lose_nothing(database: Engine, database_url: str, tmp_path: Path) -> None:
    orders = [whole(number=str(number), source_id=f"gid/{number}", minutes=99) for number in range(40)]
    tiers = {minutes: "gold" if minutes == 1 else f"tier {minutes}" for minutes in range(8, 0, -1)}

    def apply(seed: int) -> None:
        engine = connect(database_url, tmp_path)
        news = [replace(each, order=replace(each.order, tier=tiers[at]), at=ago(at)) for each in orders for at in tiers]
        Random(seed).shuffle(news)
        for portion in portions(news, 30):
            NewsWriter(engine, lambda: NOW).apply([*portion, tracked(TrackingStatus.DELIVERED, 5)])
        engine.dispose()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(apply, range(3)))
    with database.connect() as connection:
        found = [load(document) for document in connection.scalars(text("SELECT document FROM orders"))]
    assert {order.tier for order in found} == {"gold"}
    assert {order.status for order in found} == {OrderStatus.DELIVERED}


def test_requests_are_handed_on(writer: NewsWriter) -> None:
    request = PrivacyRequest("shop", erase=True, at=NOW, phones=(ALICE,))
    assert writer.apply([request], SHOP).requests == (request,)


def test_a_source_is_forgotten_and_what_others_said_stays(index: OrderIndex, writer: NewsWriter) -> None:
    index.replace([replace(an_order(parcels=()), tier="silver", shipments=(parcel(),))])
    writer.apply([whole(tier="gold"), whole(number="1002", source_id="gid/2"), tracked(TrackingStatus.DELIVERED, 5)])
    assert writer.forget("shop") == 2
    assert (index.count(), heard(index).tier, heard(index).status) == (1, "silver", OrderStatus.DELIVERED)
    assert writer.forget("tracker") == 1
    assert heard(index).shipments == (parcel(),)
    assert writer.forget("shop") == 0
