"""How the values of orders are read, whichever way they come."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.order_rows import ImportSettings
from ivr.settings import Settings


def reading_of(
    settings: Settings, now: datetime, dates: DateOrder | None = None, *, shop: str = "", brand: str = ""
) -> ImportSettings:
    """How values of orders are read on this line; `shop` and `brand` are those of orders that name none."""
    return ImportSettings(
        key=settings.secret_key.get_secret_value().encode(),
        shop_country=settings.country,
        now=now,
        shop_zone=ZoneInfo(settings.time_zone),
        date_order=dates,
        shop=shop,
        brand=brand,
    )
