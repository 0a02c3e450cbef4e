"""The kinds of sources of orders: the one place that lists them. What a kind needs is imported when it is used."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from sqlalchemy import Engine

from ivr.adapters.sql.sources.store import SqlSources
from ivr.app.carrier_services import CARRIERS
from ivr.app.tracking_services import TRACKING_SERVICES
from ivr.orders.sources.connector import Connector, Given
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Shop, Source, SourceKind, Tracker
from ivr.settings import Settings
from ivr.settings.source_secrets import source_secrets


def _shopify() -> Connector:
    from ivr.orders.sources.shopify.webhooks import ShopifyWebhooks

    def shop(source: Source, settings: ImportSettings) -> Shop:
        from ivr.adapters.shopify.shop import ShopifyShop

        return ShopifyShop(source, settings)

    return Connector(
        title="Shopify",
        address="Domain of the shop, as example.myshopify.com",
        options=(Given("client_id", "Client ID of the app; empty if you have an access token", is_needed=False),),
        secrets=(
            Given("client_secret", "Client secret of the app, which is also called API secret key"),
            Given("token", "Admin API access token (shpat_...); empty if there is a client ID", is_needed=False),
        ),
        webhooks=ShopifyWebhooks,
        shop=shop,
    )


def _woocommerce() -> Connector:
    from ivr.orders.sources.woocommerce.webhooks import WooCommerceWebhooks

    def shop(source: Source, settings: ImportSettings) -> Shop:
        from ivr.adapters.woocommerce.shop import WooCommerceShop

        return WooCommerceShop(source, settings)

    return Connector(
        title="WooCommerce",
        address="Address of the shop's first page, as https://shop.example",
        secrets=(
            Given("consumer_key", "Consumer key (ck_...), with the permissions Read/Write"),
            Given("consumer_secret", "Consumer secret (cs_...)"),
        ),
        webhooks=WooCommerceWebhooks,
        shop=shop,
    )


_CONNECTORS: Mapping[SourceKind, Callable[[], Connector]] = {
    "shopify": _shopify,
    "woocommerce": _woocommerce,
    **TRACKING_SERVICES,
    **CARRIERS,
}
CONNECTABLE: tuple[SourceKind, ...] = tuple(_CONNECTORS)


@cache
def connector_of(kind: SourceKind) -> Connector | None:
    """How a kind of source is connected; None for one that asks for nothing and sends no webhooks."""
    make = _CONNECTORS.get(kind)
    return make() if make else None


def connectors() -> dict[SourceKind, Connector]:
    """The kinds that can be connected, by name."""
    return {kind: found for kind in _CONNECTORS if (found := connector_of(kind))}


def shop_of(source: Source, settings: ImportSettings) -> Shop | None:
    """The shop of a source at its API; None if it has none."""
    connector = connector_of(source.kind)
    return connector.shop(source, settings) if connector and connector.shop else None


def tracker_of(source: Source, settings: ImportSettings) -> Tracker | None:
    """The tracking service of a source at its API; None if it has none."""
    connector = connector_of(source.kind)
    return connector.tracker(source, settings) if connector and connector.tracker else None


def webhook_address(settings: Settings, name: str) -> str:
    """Where the platform of a source sends its webhooks."""
    return f"{settings.public_url}/webhooks/{name}"


def can_reach_line(settings: Settings, source: Source) -> bool:
    """Whether a platform would send webhooks to PUBLIC_URL: by https alone, unless it runs on this machine."""
    is_here = urlsplit(source.address).hostname in ("localhost", "127.0.0.1", "::1")
    return settings.public_url.startswith("https://") or is_here


def sources_of(settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> SqlSources:
    """The sources of the line. Secrets in the environment come before stored ones."""
    key = settings.secret_key.get_secret_value().encode()
    return SqlSources(engine, clock, key, source_secrets(os.environ))
