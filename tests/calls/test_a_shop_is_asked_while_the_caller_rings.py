"""The newest order of a caller is asked for at its shop where our copy is old; without an answer the copy is told."""

from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from werkzeug.wrappers import Response

from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress, running
from tests.orders.sources.woocommerce.orders_json import tracking_meta, woo_order
from tests.shop import Shop

PARCEL = {"status": "completed", "meta_data": [tracking_meta({"tracking_number": "1Z999AA10123456784"})]}


def changed(at: datetime, **changes: Any) -> dict[str, Any]:
    return woo_order(date_modified_gmt=f"{at:%Y-%m-%dT%H:%M:%S}", **changes)


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with running(WordPress()) as wordpress:
        yield wordpress


@pytest.fixture
def intake(settings: Settings, stores: Stores, shop: Shop, clock: VirtualClock, wordpress: WordPress) -> NewsIntake:
    """The shop is connected and was read five minutes ago; a parcel left since then."""
    intake = NewsIntake.of(settings, stores, clock.now)
    secrets = {"consumer_key": KEY, "consumer_secret": SECRET}
    source = Source("mugs", "woocommerce", address=wordpress.url, secrets=secrets)
    intake.sources.add(source, actor=Actor("ada", "cli"))
    wordpress.orders = [changed(clock.now())]
    intake.synchronise(source, intake.shop(source), lambda: True)
    clock.advance(seconds=301)
    wordpress.orders = [changed(clock.now(), **PARCEL)]
    wordpress.asked.clear()
    return intake


def test_the_caller_hears_what_the_shop_says_now(intake: NewsIntake, phone: Phone):
    phone.dials().hears("with the carrier")


def test_what_the_shop_said_is_stored_and_not_asked_for_again(intake: NewsIntake, phone: Phone, wordpress: WordPress):
    phone.dials().hears("with the carrier")
    intake.consume(lambda: True)
    asked = len(wordpress.asked)
    phone.dials().hears("with the carrier")
    assert (asked > 0, len(wordpress.asked)) == (True, asked)


@pytest.mark.parametrize("answer", [Response("", 401), Response("<html>", 500), Response('{"id":', 200), Response("")])
def test_a_shop_in_trouble_costs_the_caller_nothing(
    intake: NewsIntake, phone: Phone, wordpress: WordPress, answer: Response
):
    wordpress.faults.extend([answer] * 9)
    phone.dials().hears("being prepared")


def test_a_shop_that_never_answers_is_given_up_within_the_deadline(
    intake: NewsIntake, phone: Phone, wordpress: WordPress
):
    hanging = Event()
    wordpress.between = lambda _: hanging.wait(20)
    phone.dials().hears("being prepared")
    hanging.set()


def test_an_order_that_lost_the_callers_number_is_told_as_it_was(
    intake: NewsIntake, phone: Phone, wordpress: WordPress, clock: VirtualClock
):
    billing = {**woo_order()["billing"], "phone": "+1 415 555 0199"}
    wordpress.orders = [changed(clock.now(), billing=billing, **PARCEL)]
    phone.dials().hears("being prepared")
    intake.consume(lambda: True)
    phone.dials().does_not_hear("being prepared").does_not_hear("with the carrier")


def test_an_order_that_has_arrived_is_not_asked_for(
    intake: NewsIntake, shop: Shop, phone: Phone, wordpress: WordPress, clock: VirtualClock
):
    shop.has_order(phone=phone.number, status="delivered", placed=0)
    phone.dials()
    assert wordpress.asked == []


def test_a_paused_shop_is_not_asked(intake: NewsIntake, phone: Phone, wordpress: WordPress):
    intake.sources.pause("mugs", paused=True, actor=Actor("ada", "cli"))
    phone.dials().hears("being prepared")
    assert wordpress.asked == []
