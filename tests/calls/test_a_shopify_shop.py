"""A shop on Shopify: all its orders at first, then its webhooks, and what its customers hear."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ivr.adapters.shopify.shop import ShopifyShop
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.emulator.shop import EmulatedShop, placed_order, sent_parcel, shop_server
from ivr.emulator.shop.orders import Members, part_to_send, scan
from ivr.orders.news import News
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify.webhooks import ShopifyWebhooks
from ivr.orders.sources.source import Source, Webhook
from tests.adapters.shopify.judged import by_schema
from tests.shop import ALICE, Shop

ORDER = "gid://shopify/Order/1001"


class Northwind:
    """The shop, and a line that has its orders."""

    def __init__(self, shop: EmulatedShop, url: str, writer: NewsWriter, now: Shop) -> None:
        self.shop = shop
        self.now = now.now
        self.settings = ImportSettings(key=b"key", shop_country="US", now=now.now())
        options = {"client_id": shop.client_id}
        self.source = Source("northwind", "shopify", "", url, "", options, {"client_secret": shop.client_secret})
        self.api = ShopifyShop(self.source, self.settings, pause=lambda _: None)
        self.writer = writer
        self.api.register("https://line.example/webhooks/northwind")

    def has(self, *parcels: Members, **members: object) -> None:
        """Place an order, three days ago, that was there before the line."""
        at = self.now() - timedelta(days=3)
        self.shop.put(placed_order(1001, at, phone="(415) 555-0100", fulfillments=list(parcels), **members), told=False)

    def synchronise(self) -> None:
        """Take all orders."""
        for batch in self.api.changed(None):
            self.writer.apply(batch.news, self.source)

    def deliver(self, address: str, headers: dict[str, str], body: bytes) -> None:
        """Take a webhook, and ask for what it does not tell."""
        webhook = Webhook({name.lower(): value for name, value in headers.items()}, body)
        rules = ShopifyWebhooks(self.settings)
        assert rules.is_proven(webhook, self.source)
        self.apply(rules.read(webhook, self.source)[0])

    def apply(self, news: tuple[News, ...]) -> None:
        for each in self.writer.apply(news, self.source).unknown:
            found = self.api.order(each.source_id, patience=5)
            self.writer.apply([found] if found else [], self.source)


@pytest.fixture
def northwind(stores: Stores, shop: Shop) -> Iterator[Northwind]:
    emulated = EmulatedShop(clock=shop.now)
    with shop_server(emulated, judge=by_schema) as server:
        connected = Northwind(emulated, server.url, NewsWriter(stores.engine, shop.now), shop)
        emulated.deliver = connected.deliver
        yield connected
        connected.api.close()


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
