"""A small shop that speaks Shopify's Admin API: orders, bulk operations and signed webhooks, for tests and the demo."""

from ivr.emulator.shop.orders import placed_order, sent_parcel
from ivr.emulator.shop.server import shop_app, shop_server
from ivr.emulator.shop.shop import EmulatedShop

__all__ = ["EmulatedShop", "placed_order", "sent_parcel", "shop_app", "shop_server"]
