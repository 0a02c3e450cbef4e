"""A shop on WooCommerce: its orders by the REST API wc/v3, and its webhooks."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlsplit

from ivr.adapters.http_client import HttpRefused
from ivr.adapters.woocommerce.changed_orders import PER_PAGE, changed_orders
from ivr.adapters.woocommerce.client import DEADLINE, Params, WooCommerceClient, code_of, is_no_route
from ivr.orders.delivery_status import FORGOTTEN
from ivr.orders.news import News, OrderNews
from ivr.orders.sources.field_parsers import Unreadable, plain
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Access, Batch, Source, SourceSilent
from ivr.orders.sources.woocommerce.orders import (
    ParcelLists,
    ReadOrder,
    changed_at,
    has_fulfillments,
    may_have_trackings,
    read_order,
)
from ivr.orders.sources.woocommerce.webhooks import TOPICS, webhook_secret

_ORDERS = "/wc/v3/orders"
_WEBHOOKS = "/wc/v3/webhooks"
_FULFILLMENTS = "/wc/v3/orders/{}/fulfillments"
_TRACKINGS = (
    "/wc-shipment-tracking/v3/orders/{}/shipment-trackings",
    "/wc/v3/orders/{}/shipment-trackings",
    "/wc-ast/v3/orders/{}/shipment-trackings",
)
"""Shipment Tracking, its older versions, and Advanced Shipment Tracking."""
_NO_ORDER = "woocommerce_rest_shop_order_invalid_id"
_MOST_PAGES = 50
"""Pages of webhooks that are looked through."""
_TRASH = "trash "
"""Begins the cursor while orders in the trash are read."""


class WooCommerceShop:
    """A shop on WooCommerce. Every method raises SourceRefused and SourceSilent."""

    def __init__(self, source: Source, settings: ImportSettings, *, deadline: float = DEADLINE) -> None:
        self._source = source
        self._settings = settings
        self._deadline = deadline
        self._absent: set[str] = set()
        """Parts of the API that the shop turned out not to have."""

    @cached_property
    def _client(self) -> WooCommerceClient:
        """The client, made for the first request. Raises SourceRefused for an address that is none."""
        return WooCommerceClient(self._source, deadline=self._deadline)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def test(self) -> Access:
        """Ask for the shop's name, version and parcels, and whether the key may make webhooks."""
        newest = next(iter(self._client.objects(_ORDERS, {"per_page": 1, "_fields": "id,version"})), Payload())
        name = plain(self._client.object("/", {"_fields": "name"}).text("name"))
        return Access(
            name or urlsplit(self._client.address).hostname or "",
            missing=() if self._may_write() else ("Read/Write",),
            remarks=tuple(self._remarks(newest)),
        )

    def register(self, address: str) -> tuple[str, ...]:
        """Have orders sent to `address`: webhooks that are there are turned on again, and get the secret."""
        there = {each.text("topic"): each for each in self._webhooks(address)}
        for topic in TOPICS:
            name = there.get(topic, Payload()).text("id")
            self._client.send(f"{_WEBHOOKS}/{name}" if name else _WEBHOOKS, self._webhook(topic, address))
        return TOPICS

    def changed(self, since: datetime | None, cursor: str = "") -> Iterator[Batch]:
        """Orders that changed, then those that were put into the trash since then."""
        in_trash, after = _place(cursor, since)
        if not in_trash:
            yield from self._batches(after, {}, "")
        if since:
            yield from self._batches(after if in_trash else since, {"status": "trash"}, _TRASH)

    def order(self, source_id: str, *, patience: float) -> OrderNews | None:
        """One order as it is now; None if it is gone."""
        until = time.monotonic() + patience
        if not (source_id.isascii() and source_id.isdecimal()):
            return None
        try:
            found = self._client.object(f"{_ORDERS}/{source_id}", patience=patience)
            news = self._read(found, until).news
        except HttpRefused as error:
            if code_of(error) == _NO_ORDER:
                return None
            raise
        except Unreadable as error:
            raise SourceSilent(f"the shop answers with an order that cannot be read: {error}") from None
        return news if isinstance(news, OrderNews) else None

    def _batches(self, after: datetime | None, filters: Mapping[str, str], phase: str) -> Iterator[Batch]:
        done, totals = 0, list[int | None]()

        def ask(params: Params) -> list[Payload]:
            found, total = self._client.page(_ORDERS, {**params, **filters})
            totals.append(total)
            return found

        for page, reached in changed_orders(ask, after):
            done += len(page)
            yield self._batch(page, phase + _cursor(reached), done, max(totals[0] or 0, done))

    def _batch(self, page: list[Payload], cursor: str, done: int, of: int) -> Batch:
        news: list[News] = []
        notes: list[Note] = []
        for order in page:
            try:
                read = self._read(order) if self._may_be_told(order) else self._read_alone(order)
            except Unreadable as error:
                notes.append(Note(NoteKind.DROPPED, 0, "order", str(error)))
                continue
            news.extend([read.news] if read.news else [])
            notes.extend(read.notes)
        return Batch(tuple(news), cursor, tuple(notes), done, of)

    def _may_be_told(self, order: Payload) -> bool:
        """Whether callers may still hear of an order, so that its parcels are worth a request."""
        at = changed_at(order, self._settings)
        return at is not None and self._settings.now - at < FORGOTTEN

    def _read(self, order: Payload, until: float | None = None) -> ReadOrder:
        """The news of an order, with parcels that it does not tell itself."""
        name = order.text("id")
        parcels = ParcelLists(
            fulfillments=self._listed(_FULFILLMENTS, name, until) if has_fulfillments(order) else (),
            trackings=self._trackings(name, until) if may_have_trackings(order) else (),
        )
        return self._read_alone(order, parcels)

    def _read_alone(self, order: Payload, parcels: ParcelLists | None = None) -> ReadOrder:
        return read_order(order, self._source, self._settings, parcels)

    def _trackings(self, name: str, until: float | None = None) -> list[Payload]:
        """The parcels that a tracking plugin has of an order, whichever plugin is there."""
        for path in _TRACKINGS:
            found = self._listed(path, name, until)
            if path not in self._absent:
                return found
        return []

    def _listed(self, path: str, name: str, until: float | None = None) -> list[Payload]:
        """A list of an order; empty if the shop has no such lists."""
        if path in self._absent:
            return []
        patience = None if until is None else until - time.monotonic()
        try:
            return self._client.objects(path.format(name), patience=patience)
        except HttpRefused as error:
            if error.status != 404 or not code_of(error):
                raise
            if is_no_route(error):
                self._absent.add(path)
            return []

    def _may_write(self) -> bool:
        """Whether the key may make webhooks: asked with an empty list of them, which changes nothing."""
        try:
            self._client.send(f"{_WEBHOOKS}/batch", {})
        except HttpRefused as error:
            if error.status in (401, 403):
                return False
            raise
        return True

    def _remarks(self, newest: Payload) -> Iterator[str]:
        if version := plain(newest.text("version"), 20):
            yield f"WooCommerce {version}"
        if not (name := newest.text("id")):
            yield "no orders yet"
            return
        self._listed(_FULFILLMENTS, name)
        self._trackings(name)
        if _FULFILLMENTS not in self._absent:
            yield "order fulfillments are on"
        if not self._absent.issuperset(_TRACKINGS):
            yield "a tracking plugin is there"
        if self._absent.issuperset((_FULFILLMENTS, *_TRACKINGS)):
            yield "no tracking numbers: neither order fulfillments nor the plugin Shipment Tracking is there"

    def _webhooks(self, address: str) -> Iterator[Payload]:
        """The webhooks of this source, also those that were made for an earlier address."""
        names = {self._title(topic) for topic in TOPICS}
        for page in range(1, _MOST_PAGES):
            found = self._client.objects(_WEBHOOKS, {"per_page": PER_PAGE, "page": page})
            yield from (each for each in found if each.text("delivery_url") == address or each.text("name") in names)
            if len(found) < PER_PAGE:
                break

    def _webhook(self, topic: str, address: str) -> JsonValue:
        return {
            "name": self._title(topic),
            "topic": topic,
            "delivery_url": address,
            "secret": webhook_secret(self._source),
            "status": "active",
        }

    def _title(self, topic: str) -> str:
        return f"Wismo {self._source.name}: {topic}"


def _cursor(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _place(cursor: str, since: datetime | None) -> tuple[bool, datetime | None]:
    """Whether the trash is being read, and the time after which reading goes on; the begin without a cursor."""
    try:
        at = datetime.fromisoformat(cursor.removeprefix(_TRASH))
    except ValueError:
        return False, since
    return cursor.startswith(_TRASH), at if at.tzinfo else at.replace(tzinfo=UTC)
