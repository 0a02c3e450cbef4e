"""A caller whose parcel nobody has spoken of for long hears as of when the news is."""

from datetime import timedelta

import pytest
from flask import Flask

from ivr.adapters.sql.orders.index import OrderIndex
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE
from tests.shop import Shop

AS_OF = "this is as of yesterday"


@pytest.fixture
def hours(request: pytest.FixtureRequest) -> float:
    return getattr(request, "param", 24.0)


@pytest.fixture
def app(settings: Settings, stores: Stores, shop: Shop, hours: float) -> Flask:
    changed = settings.model_copy(update={"orders_age_told_hours": hours})
    return create_app(changed, clock=shop.now, stores=stores)


@pytest.fixture
def old(stores: Stores, clock: VirtualClock) -> Shop:
    """A shop that was last heard of a good day ago."""
    return Shop(OrderIndex(stores.engine, stores.reader, lambda: clock.now() - timedelta(hours=25)), clock)


def test_of_old_news_it_is_not_known_whether_it_has_changed(shop: Shop, phone: Phone, clock: VirtualClock):
    shop.has_order(status="in_transit", day=5)
    phone.dials().hears("on its way").hangs_up()
    clock.advance(seconds=25 * 3600)
    phone.dials().hears(AS_OF, "on its way").does_not_hear("since your call")


def test_the_age_is_told_before_the_status(old: Shop, phone: Phone):
    old.has_order()
    phone.dials().hears(AS_OF, "on its way")


def test_it_is_told_in_spanish(old: Shop, phone: Phone):
    old.has_order(language="es-MX")
    phone.dials().hears("esto es lo último que sé, de ayer")


@pytest.mark.parametrize("status", ["delivered", "processing", "returned_to_sender"])
def test_what_is_not_on_its_way_has_no_age(old: Shop, phone: Phone, status: str):
    old.has_order(status=status)
    phone.dials().does_not_hear("as of")


def test_fresh_news_has_none(shop: Shop, phone: Phone):
    shop.has_order()
    phone.dials().hears("on its way").does_not_hear("as of")


@pytest.mark.parametrize("hours", [0.0, 26.0], indirect=True)
def test_a_shop_sets_the_age(old: Shop, phone: Phone):
    old.has_order()
    phone.dials().hears("on its way").does_not_hear("as of")


def test_of_two_orders_each_has_its_own(old: Shop, shop: Shop, phone: Phone):
    shop.has_order(number="7001", placed=-1)
    old.has_order(number="7002", customer=ALICE, placed=-5)
    phone.dials().hears("2 orders").presses("1").hears("on its way").does_not_hear("as of").hangs_up()
    phone.dials().hears("2 orders").presses("2").hears(AS_OF)


def test_whoever_names_an_order_hears_it_too(old: Shop, switchboard: Switchboard):
    old.has_order(number="5123")
    stranger = Phone(switchboard, number="+14155550177", to=LINE)
    stranger.dials().presses("1").presses("5123#").presses("94110#").hears(AS_OF)
