"""Orders of several shops and trackers, as their callers hear them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.app.parts import Stores, editor_of, store_of
from ivr.emulator import Phone, Switchboard
from ivr.orders.model import Order, Shipment, TrackingStatus
from ivr.orders.news import OrderNews, ParcelNews
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, of_json, read_file, to_json
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL
from tests.shop import Shop

OUTLET = "+18005550111"
BOB = "+14155550122"


@pytest.fixture
def brands(settings: Settings, stores: Stores, shop: Shop) -> None:
    """Two brands with a number each, and a number without a brand."""
    numbers = {LINE: {"language": "en-US", "brand": "north"}, OUTLET: {"language": "en-US", "brand": "outlet"}}
    names = {"north": {"name": "Northwind"}, "outlet": {"name": "Outlet"}}
    store = store_of(settings, stores.engine, shop.now, editor_of(settings))
    document = {**to_json(read_file(DEFAULT)), "numbers": numbers, "brands": names}
    store.publish(of_json(document), actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()


@pytest.fixture
def outlet(switchboard: Switchboard) -> Phone:
    """Alice's phone, about to ring the outlet."""
    switchboard.add_number(OUTLET, f"{PUBLIC_URL}/voice#rc=2&rp=all", fallback_url=f"{PUBLIC_URL}/voice/fallback")
    return Phone(switchboard, number=ALICE, to=OUTLET)


@pytest.fixture
def writer(stores: Stores, shop: Shop) -> NewsWriter:
    return NewsWriter(stores.engine, shop.now)


def of_outlet(shop: Shop, order: Order, **changed: object) -> OrderNews:
    """The order with the same number at the outlet."""
    changes = {"shop": "Outlet", "brand": "outlet", "source_id": "9", **changed}
    return OrderNews("outlet", replace(order, **changes), shop.now())


def test_the_same_number_of_two_shops_is_heard_on_its_own_line_alone(phone, outlet, shop, writer, brands):
    here = shop.has_order(number="1001", status="out_for_delivery", brand="north")
    there = replace(here.shipments[0], status=TrackingStatus.READY_FOR_PICKUP, tracking_number="94001000")
    writer.apply([of_outlet(shop, here, shipments=(there,))])
    phone.dials().hears("out for delivery").does_not_hear("pickup").hangs_up()
    outlet.dials().hears("ready for pickup").does_not_hear("out for delivery")


def test_an_order_of_another_brand_is_as_unknown_as_none(phone, outlet, shop, brands):
    shop.has_order(number="5123", status="out_for_delivery", brand="north", phone=BOB)
    outlet.dials().presses("1").hears("order number").presses("5123#").hears("ZIP code").presses("94110#")
    outlet.hears("order number")
    phone.dials().presses("1").presses("5123#").presses("94110#").hears("out for delivery")


def test_one_customer_of_both_brands_has_one_order_on_each_line(phone, outlet, shop, writer, brands):
    here = shop.has_order(number="1001", status="out_for_delivery", brand="north", loyalty_points=70)
    writer.apply([of_outlet(shop, here, loyalty_points=5, customer="another mail address")])
    outlet.dials().hears("out for delivery").says("loyalty points").presses("94110#").hears("5 points").hangs_up()
    phone.dials().says("loyalty points").presses("94110#").hears("70 points")


def test_two_orders_with_one_number_are_told_by_their_key(phone, shop, writer):
    here = shop.has_order(number="1001", status="out_for_delivery")
    there = replace(here.shipments[0], status=TrackingStatus.READY_FOR_PICKUP, tracking_number="94001000")
    writer.apply([of_outlet(shop, here, brand="", shipments=(there,), placed_at=here.placed_at - timedelta(days=1))])
    phone.dials().hears("2 orders").presses("2").hears("ready").hangs_up()
    phone.dials().presses("1").hears("out for delivery")


def test_a_tracker_is_heard_at_once_and_its_newer_window_counts(phone, shop, writer):
    shop.has_order(number="1001", status="in_transit", day=1)
    said = Shipment(
        "",
        TrackingStatus.OUT_FOR_DELIVERY,
        tracking_number="1z 999 aa1 01 2345 6784",
        windows=(shop.window("14:00-18:00", 0),),
        last_scan_at=shop.now(),
    )
    writer.apply([ParcelNews("tracker", said, shop.now())])
    phone.dials().hears("out for delivery", "today between 2 and 6 p.m.")


def test_a_file_of_last_night_does_not_undo_what_was_delivered_since(phone, shop, writer):
    order = shop.has_order(number="1001", status="in_transit", day=1)
    said = shop.parcel("delivered", delivered=0)
    writer.apply([ParcelNews("tracker", said, shop.now())])
    shop.store.replace([order])
    phone.dials().hears("delivered")
