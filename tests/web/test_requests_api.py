"""Requests by the JSON API: seen, taken and settled; judged by its own description."""

from typing import Any

import pytest
from flask import Flask
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import EnvironBuilder, TestResponse

from ivr.adapters.sql.records.event_writer import write_events
from ivr.app.parts import Stores
from ivr.settings import Settings
from tests.calls.conftest import app, clock, redis_url, shop, stores
from tests.calls.conftest import settings as settings_of_a_shop
from tests.requests_made import ALICE, asked
from tests.web.api_description import described
from tests.web.test_orders_api import TOKENS, settings

__all__ = ["app", "clock", "redis_url", "settings", "settings_of_a_shop", "shop", "stores"]
JSON = "application/json"


class Api:
    """The API; every request and answer is judged by the description that it serves."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._judge = described(self._client)

    def __call__(self, method: str, path: str = "", body: Any = None, *, role: str = "requests") -> TestResponse:
        sent = {"Authorization": f"Bearer {TOKENS[role]}"}
        url, query = f"/api/v1/requests{path}".partition("?")[::2]

        def build() -> EnvironBuilder:
            return EnvironBuilder(
                url, "https://line.example", method=method, json=body, headers=sent, query_string=query
            )

        answer = self._client.open(build())
        request = WerkzeugOpenAPIRequest(build().get_request())
        if answer.status_code != 400:
            self._judge.validate_request(request)
        self._judge.validate_response(request, WerkzeugOpenAPIResponse(answer))
        return answer


@pytest.fixture
def api(app: Flask, stores: Stores, settings: Settings) -> Api:
    """An API with two requests."""
    write_events(stores.engine, [asked(), asked("CA2", kind="claim")])
    return Api(app)


def found(api: Api, query: str = "") -> list[dict[str, Any]]:
    return api("GET", query).get_json()["requests"]


def test_requests_are_listed_and_looked_up(api: Api):
    (claim,) = found(api, "?kind=claim&state=unsettled")
    assert (claim["kind"], claim["caller"], claim["state"], claim["revision"]) == ("claim", ALICE, "open", 0)
    assert "caller_key" not in claim
    assert api("GET", f"/{claim['id']}").get_json() == claim
    assert (len(found(api)), found(api, "?state=done")) == (2, [])


def test_a_request_is_taken_and_settled_by_whoever_saw_it_last(api: Api):
    path = f"/{found(api, '?kind=claim')[0]['id']}"
    taken = api("PATCH", path, {"state": "taken", "revision": 0, "note": "rang her"}).get_json()
    assert (taken["state"], taken["taken_by"], taken["revision"]) == ("taken", "requests", 1)
    late = api("PATCH", path, {"state": "refused", "revision": 0})
    assert (late.status_code, late.get_json()["title"]) == (409, "Somebody else was quicker")
    assert api("PATCH", path, {"state": "done", "revision": 1}).get_json()["note"] == "rang her"
    assert api("PATCH", path, {"state": "open", "revision": 2}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [{}, {"state": "lost", "revision": 0}, {"state": "done"}, {"state": "done", "revision": 0, "more": 1}, [], None],
)
def test_what_is_no_change_is_refused(api: Api, body: Any):
    path = f"/{found(api)[0]['id']}"
    assert api("PATCH", path, body).status_code == 400
    assert api("GET", path).get_json()["revision"] == 0


def test_what_is_not_there_is_not_found(api: Api):
    assert api("GET", "/rq_0").status_code == 404
    assert api("PATCH", "/rq_0", {"state": "done", "revision": 0}).status_code == 404
    assert api("GET", "?state=lost").status_code == 400


@pytest.mark.parametrize(("role", "may"), [("admin", True), ("requests", True), ("reader", False), ("orders", False)])
def test_callers_numbers_are_for_those_who_settle_requests(api: Api, role: str, may: bool):
    assert api("GET", role=role).status_code == (200 if may else 403)
