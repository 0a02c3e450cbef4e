"""All orders of a shop by a bulk operation: started, waited for, and its file read from any line on."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from ivr.adapters.shopify.client import ShopifyClient
from ivr.orders.news import News, OrderChanged
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify import documents
from ivr.orders.sources.shopify.bulk_file import BulkOrder, FilePlace, orders_in
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.order_reader import read_order
from ivr.orders.sources.source import Batch, Source, SourceRefused, SourceSilent

BULK = "bulk"
"""Begins the cursor of a backfill."""
_BATCH = 200
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_MOST_IN_VAIN = 2
"""Downloads of a file that bring no order, before all orders are asked for again."""
_RUNNING = frozenset({"CREATED", "RUNNING", "CANCELING"})
_LOST = frozenset({"", "CANCELED", "EXPIRED", "FAILED"})
_BUSY = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED"})
_BUSY_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backfill goes on: an operation, a place in its file, and the orders before it."""

    operation: str = ""
    file: FilePlace = field(default_factory=FilePlace)
    orders: int = 0

    @classmethod
    def at(cls, cursor: str) -> Self:
        """The place that a cursor names; the begin for any other text."""
        kind, *parts = cursor.split(" ")
        if kind != BULK or len(parts) != 4 or not all(part.isascii() and part.isdecimal() for part in parts):
            return cls()
        line, byte, orders = map(int, parts[1:])
        return cls(parts[0], FilePlace(line, byte), orders)

    @property
    def cursor(self) -> str:
        return f"{BULK} {self.operation} {self.file.line} {self.file.byte} {self.orders}"


class Backfill:
    """The backfill of one source."""

    def __init__(self, client: ShopifyClient, source: Source, settings: ImportSettings) -> None:
        self._client = client
        self._source = source
        self._settings = settings

    def batches(self, cursor: str) -> Iterator[Batch]:
        """All orders, from a cursor on. An operation that is lost or failed is started again."""
        place = Place.at(cursor)
        state = self._state(place.operation) if place.operation else Node()
        if state.text("status") in _LOST:
            place = Place(self._started())
        yield Batch((), place.cursor, done=place.orders)
        state = yield from self._finished(place)
        yield from self._read(place, state)

    def _finished(self, place: Place) -> Generator[Batch, None, Node]:
        """The state of an operation once it has ended; a batch without news for each time it was asked for."""
        pause = _FIRST_PAUSE
        while (state := self._state(place.operation)).text("status") in _RUNNING:
            self._client.pause(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
            yield Batch((), place.cursor, done=place.orders)
        if state.text("errorCode") == "ACCESS_DENIED":
            raise SourceRefused("Shopify has not granted the app what the bulk operation needs: test the source")
        if state.text("status") in _LOST:
            raise SourceSilent("Shopify's bulk operation came to no end; it is started again")
        return state

    def _read(self, place: Place, state: Node) -> Iterator[Batch]:
        """The orders of a file; a shop without orders has none. A file that breaks off is read on from there."""
        address, expected, of = state.text("url"), state.whole("objectCount") or 0, state.whole("rootObjectCount")
        vain = 0
        while address and place.file.line < expected:
            if vain == _MOST_IN_VAIN:
                yield Batch((), "", done=place.orders)
                raise SourceSilent(
                    "the file of Shopify's bulk operation ends too early; all orders are asked for again"
                )
            before = place.file
            for orders in _in_batches(orders_in(self._client.lines(address, before.byte), before)):
                place = Place(place.operation, orders[-1].end, place.orders + len(orders))
                yield self._batch(orders, place, of)
            vain = vain + 1 if place.file == before else 0

    def _batch(self, orders: list[BulkOrder], place: Place, of: int | None) -> Batch:
        news: list[News] = []
        notes: list[Note] = []
        for order in orders:
            if not order.is_whole:
                news.append(OrderChanged(self._source.name, order.node.id("id"), self._settings.now))
                notes.append(Note(NoteKind.DROPPED, order.line, "order", "has lost a line, and is asked for"))
                continue
            found, noted = read_order(order.node, self._source, self._settings, order.line)
            news += [found] if found else []
            notes += noted
        return Batch(tuple(news), place.cursor, tuple(notes), place.orders, of)

    def _started(self) -> str:
        """The number of a new operation."""
        data = self._client.ask(documents.START_BULK, {"query": documents.ALL_ORDERS}).data
        started = data.node("bulkOperationRunQuery")
        codes = {error.text("code") for error in started.nodes("userErrors")}
        if codes & _BUSY:
            raise SourceSilent("Shopify is still busy with another bulk operation", _BUSY_WAIT)
        if not (number := started.node("bulkOperation").id("id")):
            raise SourceRefused("Shopify does not start the bulk operation that reads all orders")
        return number

    def _state(self, number: str) -> Node:
        """The state of an operation; empty if Shopify does not know it."""
        asked = f"gid://shopify/BulkOperation/{number}"
        return self._client.ask(documents.BULK_STATE, {"id": asked}).data.node("bulkOperation")


def _in_batches(orders: Iterable[BulkOrder]) -> Iterator[list[BulkOrder]]:
    batch: list[BulkOrder] = []
    for order in orders:
        batch.append(order)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
