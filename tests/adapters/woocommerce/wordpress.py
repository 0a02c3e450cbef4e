"""A shop that answers as WordPress with WooCommerce does: key, lists, filters, error codes, webhooks."""

import json
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeAlias

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

KEY, SECRET = "ck_for_tests", "cs_for_tests"
Documents: TypeAlias = list[dict[str, Any]]
_ROUTES = Map(
    [
        Rule("/wp-json/", endpoint="index"),
        Rule("/wp-json/wc/v3/orders", endpoint="list_orders"),
        Rule("/wp-json/wc/v3/orders/<int:order>", endpoint="one_order"),
        Rule("/wp-json/wc/v3/orders/<int:order>/fulfillments", endpoint="fulfillments"),
        Rule("/wp-json/<path:space>/orders/<int:order>/shipment-trackings", endpoint="trackings"),
        Rule("/wp-json/wc/v3/webhooks", endpoint="webhooks"),
        Rule("/wp-json/wc/v3/webhooks/batch", endpoint="batch"),
        Rule("/wp-json/wc/v3/webhooks/<int:hook>", endpoint="webhook"),
    ]
)


class Refused(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.answer = told({"code": code, "message": code, "data": {"status": status}}, status)


def told(value: object, status: int = 200, **headers: str) -> Response:
    return Response(json.dumps(value), status, headers, mimetype="application/json")


@dataclass
class WordPress:
    """One shop. `fulfillments` and `trackings` are None without the feature, else lists by order."""

    orders: Documents = field(default_factory=list)
    fulfillments: dict[int, Documents] | None = None
    trackings: dict[int, Documents] | None = None
    tracking_space: str = "wc-shipment-tracking/v3"
    hooks: Documents = field(default_factory=list)
    may_write: bool = True
    knows_modified_after: bool = True
    faults: deque[Response] = field(default_factory=deque)
    """Answered first, one a request."""
    asked: list[Request] = field(default_factory=list)
    between: Callable[[int], None] = lambda _: None
    """Called with the number of each request before it is answered: things happen in a shop meanwhile."""
    url: str = ""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        request.get_data(cache=True)
        self.asked.append(request)
        self.between(len(self.asked))
        return (self.faults.popleft() if self.faults else self._answer(request))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
            if endpoint != "index":
                self._check_key(request)
            return getattr(self, f"_{endpoint}")(request, **values)
        except Refused as refused:
            return refused.answer
        except HTTPException:
            return Refused(404, "rest_no_route").answer

    def _check_key(self, request: Request) -> None:
        if request.headers.get("Authorization") != f"Basic {b64encode(f'{KEY}:{SECRET}'.encode()).decode()}":
            raise Refused(401, "woocommerce_rest_authentication_error")
        if request.method == "POST" and not self.may_write:
            raise Refused(401, "woocommerce_rest_authentication_error")

    def _index(self, request: Request) -> Response:
        return told({"name": "Mugs & More"})

    def _list_orders(self, request: Request) -> Response:
        asked = request.args
        leave_out = {int(each) for each in asked.get("exclude", "").split(",") if each}
        after = asked.get("modified_after", "") if self.knows_modified_after else ""
        found = [
            each
            for each in self.orders
            if (each["status"] == "trash") == (asked.get("status") == "trash")
            and each["id"] not in leave_out
            and after < (each["date_modified_gmt"] or "") < asked.get("modified_before", "9")
        ]
        found = found[:: 1 if len(self.asked) % 2 else -1]  # the order of equals is not defined
        found.sort(key=lambda each: each["id"] if asked.get("orderby") == "id" else each["date_modified_gmt"] or "")
        size, page = int(asked["per_page"]), int(asked.get("page", 1))
        return told(found[size * (page - 1) : size * page], **{"X-WP-Total": str(len(found))})

    def _one_order(self, request: Request, order: int) -> Response:
        return told(self._found(order, "woocommerce_rest_shop_order_invalid_id"))

    def _fulfillments(self, request: Request, order: int) -> Response:
        return self._parcels(self.fulfillments, order)

    def _trackings(self, request: Request, space: str, order: int) -> Response:
        return self._parcels(self.trackings if space == self.tracking_space else None, order)

    def _parcels(self, lists: dict[int, Documents] | None, order: int) -> Response:
        if lists is None:
            raise NotFound
        self._found(order, "woocommerce_rest_order_invalid_id")
        return told(lists.get(order, []))

    def _found(self, order: int, code: str) -> dict[str, Any]:
        found = next((each for each in self.orders if each["id"] == order), None)
        if found is None:
            raise Refused(404, code)
        return found

    def _webhooks(self, request: Request) -> Response:
        if request.method == "GET":
            size, page = int(request.args["per_page"]), int(request.args["page"])
            shown = [{name: hook[name] for name in hook if name != "secret"} for hook in self.hooks]
            return told(shown[size * (page - 1) : size * page])
        self.hooks.append({"id": len(self.hooks) + 1, **json.loads(request.get_data())})
        return told(self.hooks[-1], 201)

    def _batch(self, request: Request) -> Response:
        return told([])

    def _webhook(self, request: Request, hook: int) -> Response:
        self.hooks[hook - 1] |= json.loads(request.get_data())
        return told(self.hooks[hook - 1])


@contextmanager
def running(shop: WordPress) -> Iterator[WordPress]:
    """The shop at an address of this machine."""
    server = make_server("127.0.0.1", 0, shop, threaded=True)
    shop.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
