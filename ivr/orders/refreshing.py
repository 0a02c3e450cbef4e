"""An order as its shop has it now, joined with what is known of its parcels from elsewhere."""

from dataclasses import replace

from ivr.orders.merging import ParcelReport, Rank, Report, merged
from ivr.orders.model import Order, Shipment
from ivr.orders.news import OrderNews


def refreshed(news: OrderNews, stored: Order, e164: str) -> Order | None:
    """The order that a caller hears; None if the answer is another order, or no longer has the caller's number."""
    fresh = news.order
    if (fresh.source_id, fresh.key) != (stored.source_id, stored.key):
        return None
    if not any(phone.e164 == e164 for phone in fresh.phones):
        return None
    return merged(
        [Report(news.source, fresh, news.at, Rank.SHOP)],
        [_kept(each, stored, news.source) for each in stored.shipments],
    ).order


def _kept(parcel: Shipment, stored: Order, shop: str) -> ParcelReport:
    """What is known of a parcel: its last scan, and windows that are not the shop's own, which it may have revised."""
    theirs = tuple(window for window in parcel.windows if window.source not in ("", shop))
    return ParcelReport("", replace(parcel, windows=theirs), parcel.last_scan_at or stored.placed_at)
