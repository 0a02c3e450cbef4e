"""A shop on Shopify: its orders, its webhooks, and what its app is granted."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from ivr.adapters.shopify.backfill import BULK, Backfill
from ivr.adapters.shopify.client import DEADLINE, ShopifyClient
from ivr.orders.news import News, OrderChanged, OrderNews
from ivr.orders.sources.field_parsers import plain
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify import documents
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.order_reader import last_change, read_order
from ivr.orders.sources.shopify.part_names import order_gid
from ivr.orders.sources.source import Access, Batch, OrderHidden, Source, SourceRefused

_ONE: Mapping[str, JsonValue] = {"items": 50, "parcels": 100, "parts": 10}
_PAGE: Mapping[str, JsonValue] = {"items": 10, "parcels": 5, "parts": 5}
_PAGE_PARCELS = 5
_ORDERS_A_PAGE = 5
"""A page of these costs at most 1,000 points, which is all that one document may."""
_TAKEN = "already been taken"
_DAYS = "only the orders of the last 60 days: the app has no access scope read_all_orders"
_PROTECTED = "no customer data: callers are not known by number until the app is granted protected customer data"


class ShopifyShop:
    """A shop on Shopify. Every method raises SourceRefused and SourceSilent."""

    def __init__(
        self,
        source: Source,
        settings: ImportSettings,
        *,
        deadline: float = DEADLINE,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source = source
        self._settings = settings
        self._client = ShopifyClient(source, deadline, pause=pause)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def test(self) -> Access:
        """Ask for the shop's name, the scopes granted, and whether customers' data is shown."""
        data = self._client.ask(documents.ACCESS).data
        granted = _scopes(data)
        missing = tuple(scope for scope in documents.NEEDED_SCOPES if not _is_granted(scope, granted))
        remarks = [] if documents.ALL_ORDERS_SCOPE in granted else [_DAYS]
        if not missing and self._client.ask(documents.PROTECTED_DATA).denied:
            remarks.append(_PROTECTED)
        return Access(plain(data.node("shop").text("name")), missing, tuple(remarks))

    def register(self, address: str) -> tuple[str, ...]:
        """Have all topics sent to `address`, those that are not yet."""
        there = {each.text("topic") for each in self._subscriptions() if each.text("uri") == address}
        for topic in documents.TOPICS:
            if topic not in there:
                self._subscribe(topic, address)
        return documents.TOPICS

    def changed(self, since: datetime | None, cursor: str = "") -> Iterator[Batch]:
        """Orders by the time of their last change; all of them by a bulk operation."""
        if since is None or cursor.startswith(f"{BULK} "):
            return Backfill(self._client, self._source, self._settings).batches(cursor)
        return self._pages(since, cursor)

    def order(self, source_id: str, *, patience: float) -> OrderNews | None:
        """One order as it is now, by its own name or by that of a part; None if there is none, or it is a test.

        Raises OrderHidden if it is not there, but might only be too old to be shown.
        """
        if not (name := order_gid(source_id)):
            return None
        until = time.monotonic() + patience
        found = self._client.ask(documents.ORDER, {"id": name, **_ONE}, patience=patience).data.node("node")
        order = found.node("order") or found
        if not order and documents.ALL_ORDERS_SCOPE not in self._granted(until - time.monotonic()):
            raise OrderHidden("Shopify shows only the orders of the last 60 days")
        return read_order(order, self._source, self._settings)[0] if order else None

    def _granted(self, patience: float) -> set[str]:
        """The access scopes that the app has."""
        return _scopes(self._client.ask(documents.ACCESS, patience=patience).data)

    def _pages(self, since: datetime, cursor: str) -> Iterator[Batch]:
        """Orders that changed since a time, oldest change first. The cursor is Shopify's own."""
        wanted = f"updated_at:>='{since.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}'"
        done, has_more = 0, True
        while has_more:
            asked = {"query": wanted, "first": _ORDERS_A_PAGE, "after": cursor or None, **_PAGE}
            page = self._client.ask(documents.CHANGED_ORDERS, asked).data.node("orders")
            orders, info = page.nodes("nodes"), page.node("pageInfo")
            done += len(orders)
            has_more = info.flag("hasNextPage") and info.text("endCursor") not in ("", cursor)
            cursor = info.text("endCursor") or cursor
            yield self._batch(orders, cursor, done)

    def _batch(self, orders: list[Node], cursor: str, done: int) -> Batch:
        news: list[News] = []
        notes: list[Note] = []
        for order in orders:
            found, noted = read_order(order, self._source, self._settings)
            if found and len(order.nodes("fulfillments")) >= _PAGE_PARCELS:
                found = None
                at = last_change(order) or self._settings.now
                news.append(OrderChanged(self._source.name, order.id("id"), at))
            news += [found] if found else []
            notes += noted
        return Batch(tuple(news), cursor, tuple(notes), done)

    def _subscriptions(self) -> Iterator[Node]:
        after: JsonValue = None
        while True:
            page = self._client.ask(documents.SUBSCRIPTIONS, {"after": after}).data.node("webhookSubscriptions")
            yield from page.nodes("nodes")
            info = page.node("pageInfo")
            if not info.flag("hasNextPage") or info.text("endCursor") in ("", after):
                return
            after = info.text("endCursor")

    def _subscribe(self, topic: str, address: str) -> None:
        data = self._client.ask(documents.SUBSCRIBE, {"topic": topic, "uri": address}).data
        made = data.node("webhookSubscriptionCreate")
        reasons = "; ".join(plain(error.text("message"), 100) for error in made.nodes("userErrors"))
        if not made.node("webhookSubscription").text("id") and _TAKEN not in reasons:
            raise SourceRefused(f"Shopify does not send {topic} to this line: {reasons or 'it gives no reason'}")


def _scopes(access: Node) -> set[str]:
    return {each.text("handle") for each in access.node("currentAppInstallation").nodes("accessScopes")}


def _is_granted(scope: str, granted: set[str]) -> bool:
    """Whether a scope was granted, itself or by the right to write."""
    return scope in granted or scope.replace("read_", "write_", 1) in granted
