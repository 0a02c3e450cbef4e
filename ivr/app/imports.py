"""How files and requests with orders are read on this line, and the API that takes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ivr.adapters.redis.rate_limits.requests import RequestLimit
from ivr.adapters.redis.stored_replies import StoredReplies
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.app.parts import Parts
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.order_rows import ImportSettings
from ivr.settings import Settings
from ivr.web.api.orders import OrdersApi
from ivr.web.api.tokens import read_tokens


def reading_of(
    settings: Settings, now: datetime, dates: DateOrder | None = None, *, shop: str = "", brand: str = ""
) -> ImportSettings:
    """The settings of an import; `shop` and `brand` are those of orders that name none."""
    return ImportSettings(
        key=settings.secret_key.get_secret_value().encode(),
        shop_country=settings.country,
        now=now,
        shop_zone=ZoneInfo(settings.time_zone),
        date_order=dates,
        shop=shop,
        brand=brand,
    )


def orders_api_of(parts: Parts) -> OrdersApi:
    """The parts of the API of orders."""
    stores = parts.stores
    return OrdersApi(
        reading=lambda: reading_of(parts.settings, parts.clock()),
        apply=NewsWriter(stores.engine, parts.clock).apply,
        by_key=OrderIndex(stores.engine, stores.reader).by_identity,
        tokens=read_tokens(parts.settings.api_tokens),
        may_send=RequestLimit(stores.redis, parts.key).take,
        replies=StoredReplies(stores.redis, parts.key),
    )
