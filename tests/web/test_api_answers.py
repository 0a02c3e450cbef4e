"""Every route of the API answers as its description says: with values of the schema, or with a problem document."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import EnvironBuilder, TestResponse

from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.event_webhooks.store import SqlEventWebhooks
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.reporting.audit import Actor
from routing.document import DEFAULT, read_file, to_json
from tests.calls.conftest import ALICE, app, clock, phone, redis_url, shop, stores, switchboard
from tests.calls.conftest import settings as settings_of_a_shop
from tests.requests_made import asked
from tests.shop import Shop
from tests.web.api_description import described
from tests.web.test_orders_api import TOKENS, settings
from tests.work_made import gave_up

__all__ = ["app", "clock", "phone", "redis_url", "settings", "settings_of_a_shop", "shop", "stores", "switchboard"]

DOCUMENT = to_json(read_file(DEFAULT))
WORK = "/work"
CALLER = {"language": "en-US"}
BODIES: Mapping[str, Any] = {
    "POST /routing/check": {"document": DOCUMENT},
    "POST /routing/diff": {"document": DOCUMENT},
    "POST /routing/try": {"document": DOCUMENT, "caller": CALLER},
    "PUT /routing/draft": {"document": DOCUMENT},
    "POST /routing/publish": {"document": DOCUMENT, "note": "Renamed", "based_on": 0},
    "POST /routing/rollback": {"number": 0, "note": "Back"},
    "POST /routing/switches/{name}": {"on": True, "minutes": 5, "why": "Snow"},
    "POST /orders": [{"number": "77", "placed_at": "2026-11-20T10:00:00Z", "phones": ["+14155550123"]}],
    "PATCH /requests/{name}": {"state": "taken", "revision": 0},
    f"PATCH {WORK}/{{name}}": {"act": "take", "revision": 0},
    "POST /webhooks": {"url": "https://example.com/other", "kinds": ["agent.state"]},
    "POST /agents": {"name": "Ruth", "telephone": "+12125550142", "pin": "4711", "queues": ["care-en"]},
    "PATCH /agents/{agent}": {
        "name": "Ada L.",
        "user": "",
        "telephone": "+12125550143",
        "pin": "4711",
        "station": "phone",
    },
    "POST /calls/search": {"phone": ALICE, "order": "1001"},
}
LAST = ("DELETE",)


class Judged:
    """The API, each answer judged by the description that it serves."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self.described = self._client.get("/api/v1/openapi.json").get_json()
        self._judge = described(self._client)

    def __call__(self, method: str, path: str, body: Any = None, *, token: str = TOKENS["admin"]) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", "If-Match": "0"}
        url, query = f"/api/v1{path}".partition("?")[::2]

        def build() -> EnvironBuilder:
            return EnvironBuilder(
                url, "https://line.example", method=method, json=body, headers=headers, query_string=query
            )

        answer = self._client.open(build())
        request = WerkzeugOpenAPIRequest(build().get_request())
        self._judge.validate_response(request, WerkzeugOpenAPIResponse(answer))
        if answer.status_code == 200:
            self._judge.validate_request(request)
        return answer


@pytest.fixture
def api(app: Flask) -> Judged:
    return Judged(app)


@pytest.fixture
def filled(stores: Stores, shop: Shop, phone: Phone) -> Mapping[str, str]:
    """A shop with a call, an order, a request and an agent; what to put into paths."""
    shop.has_order(phone=ALICE, number="1001", status="out_for_delivery")
    webhooks = SqlEventWebhooks(stores.engine, shop.now, b"a-secret-for-tests")
    webhook, _ = webhooks.make("https://example.com/hook", ["call.began"], actor=Actor("ada", "console"))
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    write_events(stores.engine, [asked(), *gave_up("CA8", key="k8")])
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, b"a-secret-for-tests")
    agent = agents.add("", name="Ada", queues=["care-en"], user="ada", station="browser")
    with stores.engine.connect() as connection:
        request = connection.exec_driver_sql("SELECT id FROM requests").scalar_one()
    named = {"/requests/": request, f"{WORK}/": "ms-CA8", "/routing/switches/": "closed-today"}
    told = {"webhook": webhook, "delivery": webhooks.deliveries(webhook)[0].id}
    return {**told, "sid": phone.call_sid, "agent": agent, "number": "0", "queue": "care-en", **named}


def filled_path(path: str, filled: Mapping[str, str]) -> str:
    """A path with its variables filled in."""
    named = next((value for start, value in filled.items() if path.startswith(start)), "")
    if path.startswith("/orders"):
        return path.replace("{number}", "77")
    return re.sub(r"\{(\w+)\}", lambda found: filled.get(found[1], named), path)


def test_every_route_answers_with_values_of_its_schema(api: Judged, filled: Mapping[str, str]) -> None:
    routes = [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, its in api.described["paths"].items()
        for method in its
        if path != "/api/v1/events"
    ]
    told = {}
    for method, path in sorted(routes, key=lambda each: (each[0] in LAST, each[0] != "POST", each)):
        body = BODIES.get(f"{method} {path}")
        told[f"{method} {path}"] = api(method, filled_path(path, filled), body).status_code
    assert {route: status for route, status in told.items() if status != 200} == {}
    assert len(told) > 25


def test_every_answer_has_a_schema(api: Judged) -> None:
    bare = [
        path
        for path, its in api.described["paths"].items()
        for each in its.values()
        for content in each["responses"]["200"].get("content", {"": {"schema": {}}}).values()
        if not content["schema"]
    ]
    assert bare == []


def test_nothing_is_told_without_the_right_scope(api: Judged, filled: Mapping[str, str]) -> None:
    for path in ("/calls", f"/calls/{filled['sid']}", "/live", "/queues", "/agents"):
        assert api("GET", path, token=TOKENS["orders"]).status_code == 403
        assert api("GET", path, token="nobody's").status_code == 401


def test_calls_are_found_as_in_the_console(api: Judged, filled: Mapping[str, str]) -> None:
    (call,) = api("POST", "/calls/search", {"order": "1001", "phone": "(415) 555-0100"}).get_json()["calls"]
    assert (call["sid"], call["caller_ends_in"], call["legs"][0]["queue"]) == (filled["sid"], ALICE[-2:], "care-en")
    assert api("GET", "/calls?queue=care-en&language=en-US&outcome=under way").get_json()["count"] == 1
    assert api("GET", "/calls?since=2026-11-25T00:00&limit=5").get_json()["calls"] == []
    assert ALICE not in api("GET", f"/calls/{filled['sid']}").get_data(as_text=True)


@pytest.mark.parametrize(
    "asked_for", ["/calls?limit=0", "/calls?limit=x", "/calls?cursor=x", "/calls?since=soon", "/calls?phone=1"]
)
def test_what_cannot_be_read_is_a_problem_and_no_fault(api: Judged, asked_for: str) -> None:
    assert api("GET", asked_for).status_code == 400


def test_a_cursor_leads_on(api: Judged, phone: Phone, stores: Stores) -> None:
    for _ in range(3):
        phone.dials().hangs_up()
    drain(stores.redis, stores.engine)
    first = api("GET", "/calls?limit=2").get_json()
    second = api("GET", f"/calls?limit=2&cursor={first['next']}").get_json()
    assert (first["count"], len(first["calls"]), len(second["calls"]), second["next"]) == (3, 2, 1, None)


def test_a_waiting_caller_is_seen_in_the_queue_and_in_progress(api: Judged, filled: Mapping[str, str]) -> None:
    (call,) = api("GET", "/live").get_json()["calls"]
    assert (call["sid"], call["queue"], call["state"]) == (filled["sid"], "care-en", "waiting")
    queues = {each["queue"]: each for each in api("GET", "/queues").get_json()["queues"]}
    assert (queues["care-en"]["waiting"], queues["care-en"]["is_open"]) == (1, True)
