"""The orders API: programs of one's own send orders, look them up and delete them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from flask import Blueprint, Response, jsonify, request

from ivr.adapters.redis.stored_replies import BUSY, NEW, OTHER
from ivr.orders.model import Order
from ivr.orders.news import News, OrderGone
from ivr.orders.order_document import dump
from ivr.orders.order_numbers import order_key
from ivr.orders.sources.api.batch import SOURCE, Item, UnreadableBatch, read_batch, source_id_of
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source
from ivr.web.api.problem_documents import Repeated, UnknownOrder, UnreadableRequest, handle, problem_body
from ivr.web.api.tokens import Holder, TokenBook
from ivr.web.gateway import LARGEST_WEBHOOK_BODY

PATH = "/api/v1/orders"
LONGEST_KEY = 255
"""Characters of an Idempotency-Key."""


class Outcome(Protocol):
    """How many orders were written, and how many were older than what is stored."""

    @property
    def written(self) -> int: ...

    @property
    def older(self) -> int: ...


class Replies(Protocol):
    """The replies to requests with an Idempotency-Key."""

    def begin(self, holder: str, name: str, body: bytes) -> str:
        """The stored reply; or NEW, BUSY or OTHER."""

    def finish(self, holder: str, name: str, body: bytes, reply: str) -> None:
        """Keep the reply to a request."""

    def give_up(self, holder: str, name: str) -> None:
        """Let a request that failed be sent again."""


@dataclass(frozen=True, slots=True)
class OrdersApi:
    """The dependencies of the API."""

    reading: Callable[[], ImportSettings]
    apply: Callable[[Iterable[News], Source], Outcome]
    by_key: Callable[[str], Order | None]
    tokens: TokenBook
    replies: Replies
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))

    def post(self, holder: Holder, body: bytes) -> Mapping[str, Any]:
        """Store the orders of a request. Raises UnreadableRequest."""
        try:
            items = read_batch(body, self.reading())
        except UnreadableBatch as error:
            raise UnreadableRequest(str(error)) from None
        applied = self.apply([item.news for item in items if item.news], SOURCE)
        refused = sum(item.news is None for item in items)
        counts = {"stored": applied.written, "older": applied.older, "refused": refused}
        self.log.info("orders received", by=holder.name, **counts)
        return {**counts, "items": [_told(place, item) for place, item in enumerate(items)]}

    def get(self, number: str, shop: str) -> Response:
        """An order as callers hear of it. Raises UnknownOrder."""
        order = self.by_key(order_key(shop, number))
        if order is None:
            raise UnknownOrder("no order of this shop has this number")
        return Response(dump(order), mimetype="application/json")

    def delete(self, holder: Holder, number: str, shop: str) -> Response:
        """Forget what was sent of an order. Raises UnknownOrder."""
        gone = OrderGone(SOURCE.name, source_id_of(shop, number), self.reading().now)
        if not self.apply([gone], SOURCE).written:
            raise UnknownOrder("no order of this shop and number was sent by this API")
        self.log.info("order deleted", by=holder.name)
        return jsonify({"deleted": True})


def orders_api(line: OrdersApi) -> Blueprint:
    """The routes under /api/v1/orders. They require a token with the scope `orders`."""
    blueprint = Blueprint("orders_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.post("")
    def send() -> Response:
        request.max_content_length = LARGEST_WEBHOOK_BODY
        holder = _sender(line)
        if not request.is_json:
            raise UnreadableRequest("send a list of orders, with Content-Type: application/json")
        return _once(line, holder, request.get_data(cache=False))

    @blueprint.get("/<number>")
    def look_up(number: str) -> Response:
        _sender(line)
        return line.get(number, request.args.get("shop", ""))

    @blueprint.delete("/<number>")
    def delete(number: str) -> Response:
        return line.delete(_sender(line), number, request.args.get("shop", ""))

    return blueprint


def _sender(line: OrdersApi) -> Holder:
    return line.tokens.holder(request, "orders")


def _once(line: OrdersApi, holder: Holder, body: bytes) -> Response:
    """Handle a request, or repeat the reply to the one with the same Idempotency-Key."""
    name = request.headers.get("Idempotency-Key", "")
    if not name:
        return jsonify(line.post(holder, body))
    if len(name) > LONGEST_KEY or not name.isprintable():
        raise UnreadableRequest(f"an Idempotency-Key has at most {LONGEST_KEY} printable characters")
    found = line.replies.begin(holder.name, name, body)
    if found == BUSY:
        raise Repeated("the first request with it is still being handled; send it again in a moment")
    if found == OTHER:
        raise Repeated("it came with another body; give each request a key of its own")
    if found != NEW:
        return Response(found, mimetype="application/json")
    try:
        reply = jsonify(line.post(holder, body))
    except BaseException:
        line.replies.give_up(holder.name, name)
        raise
    line.replies.finish(holder.name, name, body, reply.get_data(as_text=True))
    return reply


def _told(place: int, item: Item) -> Mapping[str, Any]:
    """What became of one order."""
    if item.news is None:
        return {"index": place, **problem_body(422, "This order cannot be used", item.reason)}
    return {
        "index": place,
        "status": 200,
        "number": item.news.order.number,
        "shop": item.news.order.shop,
        "notes": list(map(_note, item.notes)),
    }


def _note(note: Note) -> str:
    return ": ".join(part for part in (note.name, note.kind.value, note.detail) if part)
