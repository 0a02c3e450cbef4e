"""Orders that a program of one's own sends: a list of objects in the form of the JSON file, each judged alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.orders.model import Order
from ivr.orders.news import OrderNews
from ivr.orders.order_numbers import identity
from ivr.orders.sources.import_report import Note, NoteKind, RowProblem
from ivr.orders.sources.json.json_file import decoded, read_order
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source

_LONGEST_ID = 128
YEARS = range(2000, 2101)
MOST = 1000
"""Orders in one request."""
SOURCE = Source("api", "api")
"""The source of all orders that come by the API."""


class UnreadableBatch(ValueError):
    """The request as a whole cannot be read; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Item:
    """One order of a request: its news, or the reason why it is refused; and what was left out of it."""

    news: OrderNews | None = None
    reason: str = ""
    notes: tuple[Note, ...] = ()


def read_batch(body: bytes, settings: ImportSettings) -> Sequence[Item]:
    """The items of a request. Raises UnreadableBatch."""
    try:
        documents = decoded(body.decode("utf-8-sig"))
    except ValueError:
        raise UnreadableBatch("send JSON in UTF-8: a list of orders") from None
    if not isinstance(documents, list) or not documents:
        raise UnreadableBatch("send a list of orders, with at least one")
    if len(documents) > MOST:
        raise UnreadableBatch(f"send at most {MOST} orders at once")
    return [_item(document, settings) for document in documents]


def source_id_of(shop: str, number: str) -> str:
    """The name of an order at the source `api`."""
    return f"{shop}/{identity(number)}"[:_LONGEST_ID]


def _item(document: JsonValue, settings: ImportSettings) -> Item:
    """The order of one object. Its `updated_at` is the time of the news, else the time of the request."""
    notes: list[Note] = []
    at = settings.now
    if isinstance(document, dict) and (updated_at := document.get("updated_at")) is not None:
        document = {name: value for name, value in document.items() if name != "updated_at"}
        at = _moment(updated_at, notes) or at
    order, reason = None, "is no order"
    for found in read_order(document, 0, settings):
        if isinstance(found, Order):
            order = found
        elif isinstance(found, RowProblem):
            reason = found.reason
        else:
            notes.append(found)
    if order is None:
        return Item(reason=reason)
    named = replace(order, source_id=source_id_of(order.shop, order.number))
    return Item(OrderNews(SOURCE.name, named, at), notes=tuple(notes))


def _moment(value: JsonValue, notes: list[Note]) -> datetime | None:
    """A time with an offset; any other value is noted."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.year not in YEARS:
        notes.append(Note(NoteKind.DROPPED, 0, "updated_at", "is no ISO 8601 time with an offset"))
        return None
    return at
