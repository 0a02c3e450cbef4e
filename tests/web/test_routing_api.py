"""Routing by the JSON API: rights, refusals with reasons, and the effect on calls."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.settings import Settings
from ivr.web.api.routing import RoutingApi, routing_api
from ivr.web.api.tokens import Holder, TokenBook
from routing.allocation import Ledger
from routing.check import RoutingProblem
from routing.document import DEFAULT, read_file, to_json
from routing.model import Routing
from tests.calls.conftest import app, clock, phone, redis_url, shop, stores, switchboard
from tests.calls.conftest import settings as settings_of_a_shop
from tests.shop import Shop

__all__ = ["app", "clock", "phone", "redis_url", "settings_of_a_shop", "shop", "stores", "switchboard"]

ADMIN, READER = "a-token-of-an-admin", "a-token-of-a-reader"


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@pytest.fixture
def settings(settings_of_a_shop: Settings) -> Settings:
    tokens = (f"ops:admin:{hashed(ADMIN)}", f"board:reader:{hashed(READER)}")
    return settings_of_a_shop.model_copy(update={"api_tokens": tokens})


class Api:
    """The API, asked with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any) -> tuple[int, Any]:
        sent = {"json": body} if method != "GET" else {}
        answer = self._client.open(
            f"/api/v1{path}", method=method, headers={**self._headers, **(headers or {})}, **sent
        )
        return answer.status_code, answer.get_json()


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app.test_client(), ADMIN)


@pytest.fixture
def document() -> dict[str, Any]:
    return to_json(read_file(DEFAULT))


@pytest.mark.parametrize("token", ["", "a-guess", f"{ADMIN} "[:-2]])
def test_without_a_token_nothing_is_told(app: Flask, token: str):
    status, told = Api(app.test_client(), token)("GET", "/routing")
    assert (status, told["title"]) == (401, "No token")


def test_a_reader_reads_and_changes_nothing(app: Flask, document):
    reader = Api(app.test_client(), READER)
    assert reader("GET", "/routing")[0] == 200
    assert reader("POST", "/routing/publish", document=document)[0] == 403
    assert reader("POST", "/routing/switches/closed-today", on=True)[0] == 403


def test_what_is_published_is_in_force_and_the_next_call_follows(api: Api, document, phone: Phone, shop: Shop):
    document["queues"]["care-en"]["hand_off"] = {"desk": "front"}
    status, told = api("POST", "/routing/publish", document=document, note="A new desk", based_on=0)
    assert (status, told["number"], told["author"], told["note"]) == (200, 1, "ops", "A new desk")
    phone.dials().presses("0").is_in_queue("front")


def test_a_broken_document_is_refused_with_paths(api: Api, document):
    document["default"] = "moon"
    status, told = api("POST", "/routing/publish", document=document)
    assert (status, told["problems"]) == (422, ["default: there is no queue 'moon'; name one of care-en, acme-es"])
    assert api("GET", "/routing")[1]["number"] == 0


def test_two_admins_at_once_the_second_is_told_who_changed_what(api: Api, document):
    other = {**document, "brand": "Southwind"}
    assert api("POST", "/routing/publish", document=other, based_on=0)[0] == 200
    status, told = api("POST", "/routing/publish", document=document, based_on=0)
    assert (status, told["detail"]) == (409, "ops published version 1 meanwhile: Brand: Northwind is now Southwind")


def test_the_draft_is_kept_by_revision(api: Api, document):
    first = api("PUT", "/routing/draft", {"If-Match": "0"}, document=document)
    assert (first[0], first[1]["revision"]) == (200, 1)
    status, told = api("PUT", "/routing/draft", {"If-Match": "0"}, document={**document, "brand": "Other"})
    assert status == 409
    assert "ops saved the draft meanwhile" in told["detail"]
    assert api("PUT", "/routing/draft", document=document)[0] == 400


def test_a_version_is_brought_back(api: Api, document):
    api("POST", "/routing/publish", document={**document, "brand": "Southwind"})
    assert api("POST", "/routing/rollback", number=0, note="Back")[1]["document"]["brand"] == "Northwind"
    assert [row["number"] for row in api("GET", "/routing/versions")[1]] == [2, 1]
    assert api("POST", "/routing/rollback", number=99, note="Back")[0] == 404


def test_a_switch_is_flipped_and_heard(api: Api, phone: Phone, shop: Shop):
    assert api("POST", "/routing/switches/closed-today", on=True, minutes=30, why="Snow")[0] == 200
    phone.dials().hears("We have had to close for today.")
    assert "closed-today" in api("GET", "/routing/switches")[1]
    assert api("POST", "/routing/switches/moon", on=True)[0] == 404


@pytest.mark.parametrize("why", [{}, {"why": ""}, {"why": "  "}])
def test_a_switch_that_closes_is_not_turned_on_without_a_reason(api: Api, why):
    status, told = api("POST", "/routing/switches/closed-today", on=True, **why)
    assert (status, told["title"]) == (422, "A reason is missing")
    assert api("GET", "/routing/switches")[1] == {}


def test_a_caller_is_tried_on_what_is_in_force_and_on_a_draft(api: Api, document):
    document["rules"] = []
    status, told = api("POST", "/routing/try", document=document, caller={"language": "es-MX"}, at="2026-12-25T10:00")
    assert (status, told["in_force"]["queue"], told["draft"]["queue"]) == (200, "acme-es", "care-en")
    assert api("POST", "/routing/try", caller={"colour": "red"})[0] == 400


def test_everything_is_audited(api: Api, document):
    api("POST", "/routing/publish", document={**document, "brand": "Southwind"}, note="Renamed")
    api("POST", "/routing/switches/closed-today", on=True, why="Snow")
    assert [
        (entry["who"], entry["via"], entry["action"], entry["why"]) for entry in api("GET", "/routing/audit")[1]
    ] == [
        ("ops", "api", "switch", "Snow"),
        ("ops", "api", "publish", "Renamed"),
    ]


@pytest.mark.parametrize(
    "path", ["/routing/ledger", "/routing/queues/care-en/hours", "/routing/draft", "/routing/versions/0"]
)
def test_the_rest_is_told_too(api: Api, path: str):
    assert api("GET", path)[0] == 200


def test_a_request_that_is_no_json_is_refused(app: Flask):
    headers = {"Authorization": f"Bearer {ADMIN}"}
    answer = app.test_client().post("/api/v1/routing/publish", data="<xml/>", headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_the_schema_and_the_description_are_open(app: Flask):
    openapi_spec_validator = pytest.importorskip("openapi_spec_validator")
    anybody = Api(app.test_client(), "")
    jsonschema.Draft202012Validator.check_schema(anybody("GET", "/routing/schema.json")[1])
    described = anybody("GET", "/openapi.json")[1]
    openapi_spec_validator.validate(described)
    assert "post" in described["paths"]["/api/v1/routing/publish"]


def test_one_document_is_looked_at_at_a_time(stores: Stores, shop: Shop, document):
    entered, done = Event(), Event()

    def slow(_routing: Routing) -> list[RoutingProblem]:
        entered.set()
        assert done.wait(30)
        return []

    store = RoutingStore(stores.engine, clock=shop.now, first=read_file(DEFAULT), check=slow)
    app, tokens = Flask("api"), TokenBook({hashed(READER): Holder.of_role("board", "reader")})
    plans = Plans(stores.engine, store, shop.now)
    app.register_blueprint(
        routing_api(RoutingApi(store, plans, lambda: None, lambda _at: Ledger(), shop.now, tokens, trials=None))
    )
    with ThreadPoolExecutor() as threads:
        first = threads.submit(Api(app.test_client(), READER), "POST", "/routing/check", document=document)
        assert entered.wait(30)
        headers = {"Authorization": f"Bearer {READER}"}
        second = app.test_client().post("/api/v1/routing/diff", json={"document": document}, headers=headers)
        done.set()
    assert (second.status_code, second.headers["Retry-After"], first.result()[0]) == (503, "1", 200)
    assert Api(app.test_client(), READER)("POST", "/routing/diff", document=document)[0] == 200
