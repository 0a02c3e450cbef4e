"""The work list by the JSON API: listed, taken and done; judged by its own description."""

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
from tests.work_made import gave_up, left_message

__all__ = ["app", "clock", "redis_url", "settings", "settings_of_a_shop", "shop", "stores"]


class Api:
    """The API; every request and answer is judged by the description that it serves."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._judge = described(self._client)

    def __call__(self, method: str, path: str = "", body: Any = None, *, role: str = "admin") -> TestResponse:
        url, query = f"/api/v1/work{path}".partition("?")[::2]
        sent = {"Authorization": f"Bearer {TOKENS[role]}"}

        def build() -> EnvironBuilder:
            return EnvironBuilder(
                url, "https://line.example", method=method, json=body, headers=sent, query_string=query
            )

        answer, request = self._client.open(build()), WerkzeugOpenAPIRequest(build().get_request())
        if answer.status_code != 400:
            self._judge.validate_request(request)
        self._judge.validate_response(request, WerkzeugOpenAPIResponse(answer))
        return answer


@pytest.fixture
def api(app: Flask, stores: Stores, settings: Settings) -> Api:
    """An API with a missed call, a message and a request."""
    write_events(stores.engine, [*gave_up(), *left_message(key="beef"), asked("CA4")])
    return Api(app)


def test_an_item_is_listed_taken_and_done(api: Api):
    listed = api("GET", "?kind=missed").get_json()
    (missed,) = listed["work"]
    assert (missed["id"], missed["number"], missed["state"], listed["next"]) == ("ms-CA1", ALICE, "open", None)
    assert "caller_key" not in missed
    taken = api("PATCH", "/ms-CA1", {"act": "take", "revision": 0, "note": "rings at two"}).get_json()
    assert (taken["state"], taken["taken_by"], taken["note"]) == ("taken", "admin", "rings at two")
    assert api("PATCH", "/ms-CA1", {"act": "done", "revision": 0, "outcome": "reached"}).status_code == 409
    assert api("PATCH", "/ms-CA1", {"act": "done", "revision": 1, "outcome": "reached"}).get_json()["state"] == "done"
    assert [each["kind"] for each in api("GET").get_json()["work"]] == ["voicemail", "request"]


def test_what_is_not_there_or_cannot_be_read_is_told(api: Api):
    assert api("GET", "/ms-CA9").status_code == 404
    assert api("GET", "?kind=lost").status_code == api("GET", "?after=yesterday").status_code == 400
    assert api("PATCH", "/ms-CA1", {"act": "lose", "revision": 0}).status_code == 400


@pytest.mark.parametrize("role", ["requests", "orders", "reader"])
def test_a_token_without_the_scope_sees_nothing(api: Api, role: str):
    assert api("GET", role=role).status_code == api("GET", "/ms-CA1", role=role).status_code == 403
