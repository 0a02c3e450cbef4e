"""A shop names carrier and tracking number; the carrier is asked, and the next caller hears its window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.orders.sources.source import Source
from ivr.orders.sources.woocommerce.orders import read_order
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.adapters.twilio.standin import StandIn, Told, stand_in
from tests.orders.sources.carriers.answers import ups_package
from tests.orders.sources.woocommerce.orders_json import SHOP, payload, tracking_meta, woo_order
from tests.shop import Shop

TOKEN = Told(200, {"access_token": "t", "expires_in": "14399"})
PARCEL = tracking_meta({"tracking_number": "1Z999AA10123456784", "tracking_provider": "UPS"})


@pytest.fixture
def ups() -> Iterator[StandIn]:
    with stand_in() as carrier:
        yield carrier


@pytest.fixture
def intake(settings: Settings, stores: Stores, shop: Shop, ups: StandIn) -> NewsIntake:
    intake = NewsIntake.of(settings, stores, shop.now)
    secrets = {"client_id": "c", "client_secret": "s"}
    intake.sources.add(Source("ups", "ups", address=ups.url, secrets=secrets), actor=Actor("ada", "cli"))
    mugs = replace(SHOP, brand="")
    news = read_order(payload(woo_order(status="completed", meta_data=[PARCEL])), mugs, intake.reading).news
    assert news
    intake.writer.apply([news], mugs)
    return intake


def ask_ups(intake: NewsIntake) -> int:
    return intake.follow_parcels(intake.sources.get("ups"), lambda: True)


def test_a_carriers_window_is_heard(intake: NewsIntake, ups: StandIn, phone: Phone):
    phone.dials().does_not_hear("between")
    ups.answers += [TOKEN, Told(200, ups_package())]
    assert ask_ups(intake) == 1
    phone.dials().hears("tomorrow").hears("between 2:15 and 4:15 p.m.").hears("U P S")


def test_a_carrier_that_knows_nothing_changes_nothing(intake: NewsIntake, ups: StandIn, phone: Phone):
    ups.answers += [TOKEN, Told(404, {"response": {"errors": [{"code": "TW0001"}]}})]
    assert ask_ups(intake) == 1
    assert ask_ups(intake) == 0
    phone.dials().does_not_hear("between")
