"""A shop served by the emulator, judged by Shopify's schema: it refuses what Shopify would refuse."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from ivr.adapters.shopify.shop import ShopifyShop
from ivr.emulator.shop import EmulatedShop, shop_server
from ivr.emulator.shop.server import ShopServer
from ivr.orders.sources.source import Source
from tests.adapters.shopify.judged import by_schema
from tests.orders.sources.shopify.reading import NOW, SETTINGS, SHOP

Connected = Callable[..., ShopifyShop]


@pytest.fixture
def served() -> Iterator[ShopServer]:
    with shop_server(EmulatedShop(clock=lambda: NOW), judge=by_schema) as server:
        yield server


@pytest.fixture
def source(served: ShopServer) -> Source:
    options = {"client_id": served.shop.client_id}
    return replace(SHOP, address=served.url, options=options, secrets={"client_secret": served.shop.client_secret})


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the shop's client waited."""
    return []


@pytest.fixture
def connected(source: Source, waits: list[float]) -> Iterator[Connected]:
    made: list[ShopifyShop] = []

    def connect(**changes: object) -> ShopifyShop:
        made.append(ShopifyShop(replace(source, **changes), SETTINGS, deadline=2, pause=waits.append))
        return made[-1]

    yield connect
    for each in made:
        each.close()
