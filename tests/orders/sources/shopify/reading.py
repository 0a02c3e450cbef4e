"""A shop of the tests, and its orders read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ivr.emulator.shop.orders import Members, in_answer, placed_order
from ivr.orders.model import Order
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.order_reader import read_order
from ivr.orders.sources.source import Source

SECRET = "client-secret-of-the-tests"
SHOP = Source("northwind", "shopify", address="northwind.myshopify.com", secrets={"client_secret": SECRET})
NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)
SETTINGS = ImportSettings(key=b"key", shop_country="US", now=NOW, shop_zone=ZoneInfo("America/New_York"))
DAY = timedelta(days=1)


def order_of(**members: object) -> Order:
    """The order that is read from one placed yesterday, with some members changed."""
    return order_in(placed_order(1001, NOW - DAY, **members))


def order_in(members: Members, notes: list[Note] | None = None) -> Order:
    """The order that is read from a query's answer."""
    news, found = read_order(Node(in_answer(members)), SHOP, SETTINGS)
    assert news is not None
    if notes is not None:
        notes.extend(found)
    return news.order
