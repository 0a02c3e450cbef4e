"""The emulated shop over HTTP: tokens, GraphQL, bulk files."""

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.emulator.shop.orders import Members
from ivr.emulator.shop.shop import EmulatedShop
from ivr.orders.sources.shopify.documents import API_VERSION

_OPERATION = re.compile(r"\s*(?:query|mutation)\s+(\w+)")

Judge = Callable[[str, Members, Members], Members]
"""The answer to a document with variables, from the data that the shop gives for it."""


@dataclass
class Throttle:
    """The points that an app may spend: each document costs some, and they come back by the second."""

    cost: float = 10.0
    left: float = 2000.0
    most: float = 2000.0
    a_second: float = 100.0

    def spend(self) -> bool:
        """Pay for a document. Returns False if there are not enough points; each question brings some back."""
        if self.left < self.cost:
            self.left = min(self.most, self.left + self.a_second)
            return False
        self.left -= self.cost
        return True

    @property
    def extensions(self) -> Members:
        """What an answer says of the points."""
        status = {
            "maximumAvailable": self.most,
            "currentlyAvailable": self.left,
            "restoreRate": self.a_second,
        }
        return {"cost": {"requestedQueryCost": self.cost, "actualQueryCost": self.cost, "throttleStatus": dict(status)}}


@dataclass
class ShopServer:
    """A shop at an address. `asked` are the operations so far.

    Each request takes one of the `faults`, while there are some; one that is None leaves it to the shop.
    """

    shop: EmulatedShop
    url: str = ""
    judge: Judge = lambda _document, _variables, data: {"data": data}
    throttle: Throttle = field(default_factory=Throttle)
    faults: deque[Callable[[], Response | None]] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)


def shop_app(server: ShopServer) -> Flask:
    """The routes of a shop."""
    app = Flask("ivr.emulator.shop", static_folder=None)

    @app.before_request
    def fail() -> Response | None:
        return server.faults.popleft()() if server.faults else None

    @app.post("/admin/oauth/access_token")
    def token() -> ResponseReturnValue:
        given = request.get_json(silent=True) or request.form
        token = server.shop.token(given.get("client_id", ""), given.get("client_secret", ""))
        if token is None:
            return jsonify(error="invalid_client"), 401
        return jsonify(access_token=token, scope=",".join(server.shop.scopes), expires_in=86399)

    @app.post(f"/admin/api/{API_VERSION}/graphql.json")
    def graphql() -> ResponseReturnValue:
        if request.headers.get("X-Shopify-Access-Token", "") not in server.shop.tokens:
            return jsonify(errors="[API] Invalid API key or access token"), 401
        return jsonify(_answer(server, request.get_json()))

    @app.get("/bulk/<number>.jsonl")
    def bulk(number: str) -> ResponseReturnValue:
        file = server.shop.bulk_file(f"gid://shopify/BulkOperation/{number}")
        answer = Response(file, mimetype="application/jsonl")
        return answer.make_conditional(request, accept_ranges=True, complete_length=len(file))

    return app


def _answer(server: ShopServer, asked: dict[str, Any]) -> Members:
    document, variables = asked["query"], asked.get("variables") or {}
    found = _OPERATION.match(document)
    operation = found[1] if found else ""
    server.asked.append(operation)
    if not server.throttle.spend():
        error: Members = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return {"errors": [error], "extensions": server.throttle.extensions}
    try:
        data = server.shop.answer(operation, variables, server.url)
    except LookupError as unknown:
        return {"errors": [{"message": str(unknown)}]}
    return {**server.judge(document, variables, data), "extensions": server.throttle.extensions}


class _Quiet(WSGIRequestHandler):
    """Logs no requests."""

    def log_request(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def shop_server(shop: EmulatedShop, **more: Any) -> Iterator[ShopServer]:
    """Serve a shop on a free port of this machine."""
    server = ShopServer(shop, **more)
    http = make_server("127.0.0.1", 0, shop_app(server), threaded=True, request_handler=_Quiet)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
