"""Orders found for people, and what each source says of one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from ivr.adapters.sql.orders.finder import OrderFinder
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.merging import Winner
from ivr.orders.model import Shipment, TrackingStatus
from ivr.orders.news import OrderNews, ParcelNews
from ivr.orders.sources.field_parsers import email_hash
from tests.orders.making import NOW, an_order

UPS = "1Z999AA10123456784"
KEY = b"key"


@pytest.fixture
def finder(database: Engine) -> OrderFinder:
    index = OrderIndex(database, database, lambda: NOW)
    index.replace([an_order("NW-1001", customer=email_hash("alice@example.com", KEY)), an_order("2002", phone=None)])
    return OrderFinder(database, KEY, "US")


@pytest.mark.parametrize("text", ["NW-1001", "nw 1001", "1001", "(415) 555-0100", "+14155550100", "Alice@example.com "])
def test_an_order_is_found_by_number_telephone_and_mail(finder: OrderFinder, text: str) -> None:
    (found,) = finder.find(text)
    assert (found.order.number, found.source, found.heard_at) == ("NW-1001", "", NOW)


@pytest.mark.parametrize("text", ["", "   ", "bob@example.com", "9" * 99, "' OR 1=1", "\0"])
def test_nothing_else_is_found(finder: OrderFinder, text: str) -> None:
    assert finder.find(text) == ()


def test_it_is_shown_which_source_said_what_and_which_won(finder: OrderFinder, database: Engine) -> None:
    parcel = Shipment("P1", TrackingStatus.IN_TRANSIT, tracking_number=UPS, last_scan_at=NOW - timedelta(hours=5))
    order = replace(an_order("2002", phone=None, parcels=()), shipments=(parcel,), source_id="gid/1")
    scan = Shipment("", TrackingStatus.OUT_FOR_DELIVERY, tracking_number=UPS, last_scan_at=NOW - timedelta(hours=1))
    news = [OrderNews("shop", order, NOW), ParcelNews("tracker", scan, NOW)]
    NewsWriter(database, lambda: NOW).apply(news)
    assert [each.order.number for each in finder.find("1z 999 aa1 01 2345 6784")] == ["2002"]
    known = finder.reports_of("2002")
    assert known
    assert [each.source for each in known.reports] == ["shop", ""]
    assert [(each.source, each.parcel.status) for each in known.parcels] == [
        ("tracker", TrackingStatus.OUT_FOR_DELIVERY)
    ]
    assert known.merged.winners == (
        Winner("order", "shop", NOW),
        Winner("parcel", "tracker", NOW, parcel="P1"),
    )
    (found,) = finder.find("2002")
    assert found.order == known.merged.order


def test_an_order_of_one_source_is_shown_as_well(finder: OrderFinder) -> None:
    known = finder.reports_of("NW-1001")
    assert known
    assert ([each.source for each in known.reports], known.heard_at) == ([""], NOW)
    assert known.merged.order.heard_at == NOW
    assert finder.reports_of("3003") is None
