"""Orders by the JSON API: sent in batches, heard by callers, looked up and deleted; judged by its own description."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import EnvironBuilder, TestResponse

from ivr.adapters.redis.rate_limits import requests as request_limits
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.settings import Settings
from tests.calls.conftest import ALICE, app, clock, phone, redis_url, shop, stores, switchboard
from tests.calls.conftest import settings as settings_of_a_shop
from tests.shop import Shop
from tests.web.api_description import described

__all__ = ["app", "clock", "phone", "redis_url", "settings_of_a_shop", "shop", "stores", "switchboard"]

TOKENS = {"admin": "an-admin", "reader": "a-reader", "orders": "a-program", "requests": "a-help-desk"}
JSON = "application/json"


@pytest.fixture
def settings(settings_of_a_shop: Settings) -> Settings:
    tokens = tuple(f"{role}:{role}:{sha256(token.encode()).hexdigest()}" for role, token in TOKENS.items())
    return settings_of_a_shop.model_copy(update={"api_tokens": tokens})


class Api:
    """The API; every request and answer is judged by the description that it serves."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._judge = described(self._client)

    def __call__(
        self,
        method: str,
        path: str = "",
        body: Any = None,
        *,
        role: str = "orders",
        judged: bool = True,
        **headers: str,
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {TOKENS.get(role, role)}", **named}
        data = None if body is None else body if isinstance(body, bytes | str) else json.dumps(body)

        def build() -> EnvironBuilder:
            kind = JSON if data is not None else None
            url, base = f"/api/v1/orders{path}", "https://line.example"
            return EnvironBuilder(url, base, method=method, data=data, headers=sent, content_type=kind)

        answer = self._client.open(build())
        if judged:
            request = WerkzeugOpenAPIRequest(build().get_request())
            self._judge.validate_request(request)
            self._judge.validate_response(request, WerkzeugOpenAPIResponse(answer))
        return answer


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app)


def order(number: str = "A-1", **more: Any) -> Mapping[str, Any]:
    head = {"number": number, "placed_at": "2026-11-20T12:00:00-08:00", "phones": ["(415) 555-0100"], "country": "US"}
    return {**head, **more}


def on_its_way(**more: Any) -> Mapping[str, Any]:
    return order(shipments=[{"status": "out_for_delivery", "carrier": "UPS"}], **more)


def test_an_order_that_is_sent_is_heard_by_the_next_caller(api: Api, phone: Phone):
    answer = api("POST", body=[on_its_way()])
    assert (answer.status_code, answer.get_json()["stored"]) == (200, 1)
    assert answer.get_json()["items"] == [{"index": 0, "status": 200, "number": "A-1", "shop": "", "notes": []}]
    phone.dials().hears("Your order is out for delivery", "U P S")


def test_each_order_is_judged_alone(api: Api):
    reply = api("POST", body=[order("1"), {"number": "2"}, 3, order("4", country="Atlantis")], judged=False).get_json()
    assert (reply["stored"], reply["refused"]) == (2, 2)
    told = [(item["status"], item.get("detail"), item.get("notes")) for item in reply["items"]]
    assert told == [
        (200, None, []),
        (422, "placed_at is missing", None),
        (422, "is no order", None),
        (200, None, ["country: left out: is no country"]),
    ]
    assert reply["items"][1]["type"] == "about:blank"


def test_older_news_changes_nothing(api: Api, phone: Phone):
    api("POST", body=[on_its_way(updated_at="2026-11-24T12:00:00Z")])
    reply = api("POST", body=[order(status="cancelled", updated_at="2026-11-24T11:00:00Z")]).get_json()
    assert (reply["stored"], reply["older"]) == (0, 1)
    phone.dials().hears("out for delivery")


@pytest.mark.parametrize("updated_at", ["soon", "2026-11-24T12:00:00", 7, "0001-01-01T00:00:00Z"])
def test_a_time_of_news_that_is_none_is_noted_and_the_order_kept(api: Api, updated_at: Any):
    (item,) = api("POST", body=[order(updated_at=updated_at)], judged=False).get_json()["items"]
    assert (item["status"], item["notes"]) == (
        200,
        ["updated_at: left out: is no ISO 8601 time with an offset"],
    )


def test_orders_of_two_shops_with_one_number_are_two(api: Api):
    api("POST", body=[order("1", shop="north", items=["Mug"]), order("1", shop="south", items=["Rug"])])
    assert api("GET", "/1?shop=south").get_json()["items"] == ["Rug"]
    assert api("DELETE", "/1?shop=south").status_code == 200
    assert api("GET", "/1?shop=south").status_code == 404
    assert api("GET", "/1?shop=north").get_json()["items"] == ["Mug"]
    assert api("GET", "/1").status_code == 404


def test_an_order_that_was_deleted_is_not_heard(api: Api, phone: Phone):
    api("POST", body=[on_its_way()])
    assert api("DELETE", "/A-1").get_json() == {"deleted": True}
    assert api("DELETE", "/A-1").status_code == 404
    phone.dials().does_not_hear("out for delivery")


def test_an_order_of_a_file_is_not_deleted_by_the_api(api: Api, shop: Shop):
    shop.has_order(number="7")
    assert (api("DELETE", "/7").status_code, api("GET", "/7").status_code) == (404, 200)


def test_a_request_that_is_repeated_gets_the_same_reply(api: Api):
    first = api("POST", body=[order()], Idempotency_Key="one")
    assert first.get_json()["stored"] == 1
    api("DELETE", "/A-1")
    again = api("POST", body=[order()], Idempotency_Key="one")
    assert (again.get_json(), api("GET", "/A-1").status_code) == (first.get_json(), 404)
    other = api("POST", body=[order("2")], Idempotency_Key="one")
    assert (other.status_code, other.get_json()["title"]) == (409, "This Idempotency-Key is in use")
    assert api("POST", body=[order()], role="admin", Idempotency_Key="one").get_json()["stored"] == 1


def test_without_redis_orders_are_taken_all_the_same(api: Api, stores: Stores, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stores.redis.connection_pool, "connection_kwargs", {"port": 1, "socket_timeout": 0.1})
    stores.redis.connection_pool.disconnect()
    assert api("POST", body=[order()], Idempotency_Key="one").get_json()["stored"] == 1


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("[", "send JSON in UTF-8: a list of orders"),
        (b"\xff", "send JSON in UTF-8: a list of orders"),
        ("[" * 50_000, "send JSON in UTF-8: a list of orders"),
        ("{}", "send a list of orders, with at least one"),
        ("[]", "send a list of orders, with at least one"),
        (json.dumps([1] * 1001), "send at most 1000 orders at once"),
    ],
)
def test_a_request_that_is_no_list_of_orders_is_refused(api: Api, body: str | bytes, detail: str):
    answer = api("POST", body=body, judged=False)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, detail)


def test_a_batch_of_a_thousand_large_orders_is_taken(api: Api):
    large = [order(str(number), items=["x" * 70] * 30) for number in range(1000)]
    assert api("POST", body=large, judged=False).get_json()["stored"] == 1000


@pytest.mark.parametrize("role", ["reader", "nobody"])
@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("GET", "/1"), ("DELETE", "/1")])
def test_only_admins_and_programs_that_send_orders_may(api: Api, role: str, method: str, path: str):
    answer = api(method, path, [order()] if method == "POST" else None, role=role, judged=False)
    assert answer.status_code == {"reader": 403, "nobody": 401}[role]


def test_a_program_that_sends_orders_sees_no_routing(app: Flask):
    headers = {"Authorization": f"Bearer {TOKENS['orders']}"}
    assert app.test_client().get("/api/v1/routing", headers=headers).status_code == 403


def test_too_many_requests_are_asked_to_wait(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(request_limits, "MOST", 2)
    answers = [api("GET", "/1", judged=False) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[-1].headers["Retry-After"]


def test_what_is_sent_reaches_no_log(api: Api, capsys: pytest.CaptureFixture[str]):
    api("POST", body=[order("SECRET-1", customer="Ada Example", email="ada@example.com")])
    api("DELETE", "/SECRET-1")
    logged = capsys.readouterr().out
    assert "orders received" in logged
    assert not [word for word in ("SECRET", "Ada", "ada@", "555", ALICE) if word in logged]
