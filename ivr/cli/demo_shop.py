"""The shop of the demo: Shopify, emulated on this machine, and connected to the line as a real one would be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import httpx2

from ivr.adapters.sql.orders.index import OrderIndex
from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores, open_stores
from ivr.app.source_connections import SourceConnections
from ivr.cli.environment import redis_at
from ivr.cli.installation import COMMAND_PATIENCE, this_user
from ivr.emulator.shop import EmulatedShop, placed_order, sent_parcel, shop_server
from ivr.emulator.shop.orders import gid, scan
from ivr.orders.model import TrackingStatus
from ivr.orders.sources.source import Source
from ivr.settings import Settings

CUSTOMER = "+14155550177"
PATIENCE = 30.0
"""Seconds for a webhook to be applied."""
_NUMBER = 5001


@dataclass(frozen=True, slots=True)
class DemoShop:
    """The shop, with one order under way."""

    shop: EmulatedShop
    index: OrderIndex

    def loads_the_parcel(self) -> float:
        """The carrier takes the parcel out for delivery. Returns the seconds until the line knew."""
        began = time.monotonic()
        self.shop.happen(gid("Order", _NUMBER), scan("OUT_FOR_DELIVERY", _now(), estimate=_day(0)))
        while time.monotonic() < began + PATIENCE:
            if self._status() is TrackingStatus.OUT_FOR_DELIVERY:
                return time.monotonic() - began
            time.sleep(0.05)
        raise click.ClickException("the shop's webhook was not applied")

    def _status(self) -> TrackingStatus | None:
        [order] = self.index.by_phone(CUSTOMER).orders
        return order.shipments[0].status if order.shipments else None


@contextmanager
def connected_shop(settings: Settings) -> Iterator[DemoShop]:
    """Run the shop, and connect it: its orders are read, and its webhooks come to the line."""
    emulated = EmulatedShop(deliver=_post)
    with shop_server(emulated) as server, redis_at(settings) as url:
        line = settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE})
        stores = open_stores(line)
        try:
            _place_order(emulated)
            _connect(emulated, server.url, line, stores)
            yield DemoShop(emulated, OrderIndex(stores.engine, stores.reader))
        finally:
            stores.close()


def _place_order(shop: EmulatedShop) -> None:
    at = _now() - timedelta(days=2)
    parcel = sent_parcel(1, at, estimatedDeliveryAt=_day(1).isoformat())
    order = placed_order(_NUMBER, at, phone=CUSTOMER, fulfillments=[parcel], fulfillmentOrders=[])
    shop.put({**order, "displayFulfillmentStatus": "FULFILLED"}, told=False)


def _connect(shop: EmulatedShop, address: str, settings: Settings, stores: Stores) -> None:
    options, secrets = {"client_id": shop.client_id}, {"client_secret": shop.client_secret}
    source = Source("northwind", "shopify", address=address, options=options, secrets=secrets)
    SourceConnections.of(settings, stores, _now).connect(source, actor=this_user())
    intake = NewsIntake.of(settings, stores, _now)
    intake.synchronise(source, intake.shop(source), lambda: True)


def _post(address: str, headers: dict[str, str], body: bytes) -> None:
    httpx2.post(address, content=body, headers=headers, timeout=10).raise_for_status()


def _day(offset: int) -> datetime:
    """A day at the customer's, counted from today, as Shopify writes one: midnight UTC."""
    on = datetime.now(ZoneInfo("America/New_York")).date() + timedelta(days=offset)
    return datetime.combine(on, datetime.min.time(), UTC)


def _now() -> datetime:
    return datetime.now(UTC)
