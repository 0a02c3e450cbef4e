"""Times as WooCommerce writes them: a local one, and the same in GMT under a name that ends in `_gmt`."""

from datetime import UTC, date, datetime, tzinfo

from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.payload import Payload

_YEARS = range(2000, 2101)
_NO_TIME = "is no ISO 8601 time"


def gmt(text: str) -> datetime:
    """A time in GMT, which WooCommerce writes without an offset. Raises Unreadable."""
    return _on_clock(text, UTC)


def time_of(order: Payload, name: str, shop_zone: tzinfo) -> datetime | None:
    """A time of an order; from its local form, on the clock of the shop, if the one in GMT is missing or unreadable."""
    for text, zone in ((order.text(f"{name}_gmt"), UTC), (order.text(name), shop_zone)):
        try:
            return _on_clock(text, zone)
        except Unreadable:
            continue
    return None


def day_shipped(text: str, shop_zone: tzinfo) -> date:
    """A day: as a date, or as seconds since 1970, which the plugin stores. Raises Unreadable."""
    if text.isascii() and text.isdecimal() and len(text) > 8:
        return _of_seconds(int(text[:11])).astimezone(shop_zone).date()
    return gmt(text).date()


def _on_clock(text: str, zone: tzinfo) -> datetime:
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        raise Unreadable(_NO_TIME) from None
    if at.year not in _YEARS:
        raise Unreadable("lies outside the years 2000 to 2100")
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _of_seconds(seconds: int) -> datetime:
    if seconds > 4_102_444_800:
        raise Unreadable(_NO_TIME)
    return datetime.fromtimestamp(seconds, UTC)
