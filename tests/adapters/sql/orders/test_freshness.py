"""How fresh orders are, and the parcels that nobody has heard of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from ivr.adapters.sql.orders.freshness import Freshness, OrderFreshness, UnheardParcel
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.model import DeliveryWindow, Shipment, TrackingStatus
from ivr.orders.news import OrderNews, ParcelNews
from tests.orders.making import NOW, an_order

DAY = timedelta(days=1)


def parcel(number: str, *, scanned: float, status: TrackingStatus = TrackingStatus.IN_TRANSIT, **rest) -> Shipment:
    return Shipment(number, status, "UPS", number, last_scan_at=NOW - scanned * DAY, **rest)


@pytest.fixture
def writer(database: Engine) -> NewsWriter:
    return NewsWriter(database, lambda: NOW)


@pytest.fixture
def fresh(database: Engine) -> OrderFreshness:
    return OrderFreshness(database, lambda: NOW)


def news(number: str, *parcels: Shipment, source: str = "shop") -> OrderNews:
    order = replace(an_order(number, days_ago=9, parcels=()), source_id=f"gid/{number}", shipments=parcels)
    return OrderNews(source, order, NOW)


def test_each_source_is_counted(writer: NewsWriter, fresh: OrderFreshness) -> None:
    window = DeliveryWindow(NOW.date(), NOW.date())
    writer.apply(
        [
            news("1", parcel("PARCEL1", scanned=0.5, windows=(window,))),
            news("2", parcel("PARCEL2", scanned=4)),
            news("3", parcel("PARCEL3", scanned=5, status=TrackingStatus.DELIVERED)),
            news("4", parcel("PARCEL4", scanned=200), source="other"),
        ]
    )
    assert fresh.freshness() == (
        Freshness("other", orders=1, newest=NOW, under_way=1, with_window=0, silent_parcels=0),
        Freshness("shop", orders=3, newest=NOW, under_way=3, with_window=1, silent_parcels=1),
    )


def test_without_orders_there_are_no_figures(fresh: OrderFreshness) -> None:
    assert fresh.freshness() == ()


def test_parcels_are_asked_about_once_and_again_when_they_stay_silent(
    writer: NewsWriter, fresh: OrderFreshness, database: Engine
) -> None:
    writer.apply([news("1", parcel("PARCEL1", scanned=1)), news("2", parcel("PARCEL2", scanned=2))])
    writer.apply([news("3", parcel("PARCEL3", scanned=1)), ParcelNews("tracker", parcel("PARCEL3", scanned=1), NOW)])
    writer.apply([news("4", parcel("PARCEL4", scanned=1, status=TrackingStatus.DELIVERED))])
    assert fresh.parcels_without_news(DAY, 9) == (UnheardParcel("PARCEL2", "UPS"), UnheardParcel("PARCEL1", "UPS"))
    assert fresh.parcels_without_news(DAY, 1) == (UnheardParcel("PARCEL2", "UPS"),)
    assert len(fresh.parcels_without_news(DAY, 9, ("fedex", "ups"))) == 2
    assert fresh.parcels_without_news(DAY, 9, ("%", "ps")) == ()
    fresh.asked("PARCEL2", "tracker")
    assert fresh.parcels_without_news(DAY, 9) == (UnheardParcel("PARCEL1", "UPS"),)
    later = OrderFreshness(database, lambda: NOW + 2 * DAY)
    assert len(later.parcels_without_news(DAY, 9)) == 3


def test_being_asked_about_keeps_what_was_said(writer: NewsWriter, fresh: OrderFreshness, database: Engine) -> None:
    writer.apply([news("1", parcel("PARCEL1", scanned=3)), ParcelNews("tracker", parcel("PARCEL1", scanned=1), NOW)])
    fresh.asked("PARCEL1", "tracker")
    writer.apply([news("1", parcel("PARCEL1", scanned=3))])
    assert fresh.freshness()[0].silent_parcels == 0
