"""A shop on Shopify: all its orders at first, then its webhooks, and what its customers hear."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response

from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard
from ivr.emulator.shop import EmulatedShop, placed_order, sent_parcel, shop_server
from ivr.emulator.shop.orders import Members, part_to_send, scan
from ivr.emulator.shop.server import ShopServer
from ivr.orders.sources.shopify import documents
from ivr.orders.sources.source import Source, SourceState
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.adapters.shopify.judged import by_schema
from tests.calls.conftest import LINE
from tests.shop import ALICE, Shop

ORDER = "gid://shopify/Order/1001"
JOB = "from ivr.jobs import sync_sources; sync_sources()"


class Northwind:
    """The shop, and a line that is connected to it: webhooks come in by HTTP, and jobs apply them."""

    def __init__(self, server: ShopServer, intake: NewsIntake, app: Flask) -> None:
        self.server = server
        self.shop = shop = server.shop
        self.now = intake.clock
        self.intake = intake
        self.client = app.test_client()
        options = {"client_id": shop.client_id}
        self.source = Source("northwind", "shopify", "", server.url, "", options, {"client_secret": shop.client_secret})
        intake.sources.add(self.source, actor=Actor("ada", "cli"))
        intake.shop(self.source).register("https://line.example/webhooks/northwind")

    @property
    def state(self) -> SourceState:
        return self.intake.sources.state("northwind")

    def has(self, *parcels: Members, **members: object) -> None:
        """Place an order, three days ago, that was there before the line."""
        at = self.now() - timedelta(days=3)
        self.shop.put(placed_order(1001, at, phone="(415) 555-0100", fulfillments=list(parcels), **members), told=False)

    def synchronise(self) -> None:
        """The job that reads all orders."""
        self.intake.synchronise(self.source, self.intake.shop(self.source), lambda: True)

    def deliver(self, address: str, headers: dict[str, str], body: bytes) -> None:
        """A webhook comes in; then the jobs that apply it, and that ask for what it does not tell."""
        assert self.client.post(urlsplit(address).path, headers=headers, data=body).status_code == 200
        self.intake.consume(lambda: True)
        self.intake.ask_for_orders(self.source, self.intake.shop(self.source), lambda: True)


@pytest.fixture
def northwind(app: Flask, settings: Settings, stores: Stores, shop: Shop) -> Iterator[Northwind]:
    emulated = EmulatedShop(clock=shop.now, bulk_questions=0)
    with shop_server(emulated, judge=by_schema) as server:
        connected = Northwind(server, NewsIntake.of(settings, stores, shop.now), app)
        emulated.deliver = connected.deliver
        yield connected


def test_the_next_call_says_what_changed_in_the_shop(northwind: Northwind, phone: Phone):
    northwind.has(
        sent_parcel(1, northwind.now() - timedelta(days=1), estimatedDeliveryAt="2026-11-25T00:00:00Z"),
        displayFulfillmentStatus="FULFILLED",
        fulfillmentOrders=[],
    )
    northwind.synchronise()
    phone.dials().hears("on its way", "tomorrow").hangs_up()
    northwind.shop.happen(ORDER, scan("OUT_FOR_DELIVERY", northwind.now()))
    phone.dials().hears("out for delivery").hangs_up()
    northwind.shop.happen(ORDER, scan("DELIVERED", northwind.now()))
    phone.dials().hears("was delivered")


def test_an_order_that_was_placed_just_now_is_known(northwind: Northwind, phone: Phone):
    promise = {
        "methodType": "SHIPPING",
        "minDeliveryDateTime": "2026-11-26T14:00:00Z",
        "maxDeliveryDateTime": "2026-11-27T22:00:00Z",
    }
    part = part_to_send(1, northwind.now(), deliveryMethod=promise)
    northwind.shop.put(placed_order(1001, northwind.now(), phone=ALICE, fulfillmentOrders=[part]))
    phone.dials().hears("being prepared", "expected on Thursday or Friday")


def test_nobody_hears_why_an_order_is_held(northwind: Northwind, phone: Phone):
    hold = part_to_send(1, northwind.now(), "ON_HOLD", fulfillmentHolds=[{"reason": "HIGH_RISK_OF_FRAUD"}])
    northwind.has(displayFulfillmentStatus="ON_HOLD", fulfillmentOrders=[hold])
    northwind.synchronise()
    phone.dials().hears("on hold").does_not_hear("fraud", "risk")


def test_a_hold_is_heard_once_it_is_placed(northwind: Northwind, phone: Phone):
    northwind.has()
    northwind.synchronise()
    held = part_to_send(1001, northwind.now(), "ON_HOLD", fulfillmentHolds=[{"reason": "INVENTORY_OUT_OF_STOCK"}])
    northwind.shop.orders[ORDER]["fulfillmentOrders"] = [held]
    northwind.shop.tell("fulfillment_orders/placed_on_hold", {"fulfillment_order": {"id": held["id"]}})
    phone.dials().hears("waiting for stock")


def test_a_cancelled_order_is_heard_as_cancelled(northwind: Northwind, phone: Phone):
    northwind.has(sent_parcel(1, northwind.now() - timedelta(days=1)))
    northwind.synchronise()
    northwind.shop.cancel(ORDER)
    phone.dials().hears("was cancelled")


def test_an_unknown_state_of_a_parcel_is_no_guess(northwind: Northwind, phone: Phone):
    northwind.has(sent_parcel(1, northwind.now()), displayFulfillmentStatus="FULFILLED", fulfillmentOrders=[])
    northwind.synchronise()
    at = (northwind.now() + timedelta(seconds=1)).isoformat()
    event = {"order_id": 1001, "fulfillment_id": 1, "status": "on_the_moon", "happened_at": at, "created_at": at}
    northwind.shop.tell("fulfillment_events/create", event)
    phone.dials().hears("can't see").does_not_hear("on its way", "delivered")


def test_an_order_that_is_too_old_to_be_shown_is_not_lost(northwind: Northwind, phone: Phone):
    northwind.has(
        displayFulfillmentStatus="SCHEDULED", fulfillmentOrders=[part_to_send(1, northwind.now(), "SCHEDULED")]
    )
    northwind.synchronise()
    northwind.shop.scopes = documents.NEEDED_SCOPES
    del northwind.shop.orders[ORDER]
    northwind.shop.tell("orders/edited", {"order_edit": {"order_id": 1001, "updated_at": northwind.now().isoformat()}})
    phone.dials().hears("pre-order")


def test_an_order_that_was_deleted_is_no_longer_told(northwind: Northwind, phone: Phone):
    northwind.has()
    northwind.synchronise()
    northwind.shop.tell("orders/delete", {"id": 1001})
    phone.dials().hears("How can I help you?").does_not_hear("being prepared")


def test_a_backfill_whose_worker_is_killed_goes_on_in_mid_file(
    northwind: Northwind, settings: Settings, switchboard: Switchboard
):
    for number in range(1, 451):
        order = placed_order(number, northwind.now(), phone=f"+1415555{number:04}")
        northwind.shop.put(order, told=False)
    gone = threading.Event()
    before_the_file = [lambda: None] * 3  # the token, the start of the operation, its state
    northwind.server.faults += [*before_the_file, lambda: Response(two_thirds(northwind.shop, gone))]
    with subprocess.Popen([sys.executable, "-c", JOB], env=environment_of(settings)) as worker:
        while northwind.state.done < 200 and worker.poll() is None:
            time.sleep(0.02)
        worker.kill()
    gone.set()
    assert northwind.state.done == 200
    northwind.synchronise()
    assert northwind.server.asked.count("StartBulk") == 1
    for number in (1, 200, 201, 450):
        Phone(switchboard, number=f"+1415555{number:04}", to=LINE).dials().hears("being prepared").hangs_up()


def two_thirds(shop: EmulatedShop, gone: threading.Event) -> Iterator[bytes]:
    """The file of the bulk operation, which stops before its end until the reader is gone."""
    (operation,) = shop.operations
    file = shop.bulk_file(operation)
    yield file[: len(file) * 2 // 3]
    gone.wait(60)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of another process of the same line."""
    return os.environ | {
        "PUBLIC_URL": settings.public_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "REDIS_URL": settings.redis_url,
        "WISMO_DATA_DIR": str(settings.data_dir),
    }
