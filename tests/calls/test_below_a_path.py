"""PUBLIC_URL with a path, behind a proxy that strips the path, and behind one that keeps it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from werkzeug.test import Client

from ivr.accounts import User
from ivr.adapters.sql.users import SqlUsers
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.emulator.signing import signature
from ivr.settings import Settings
from tests.calls.conftest import ACCOUNT, ALICE, LINE, TOKEN
from tests.calls.test_the_desk_line import ANNA, DESK, at_desk
from tests.calls.test_the_desk_line import agents as agents
from tests.console.conftest import PASSWORD, Forms
from tests.shop import Shop

SHOP = "https://shop.example/ivr"


@dataclass
class Proxy:
    """Forwards requests below /ivr to the line, and answers all others with 404 as the shop would."""

    line: Callable[..., Iterable[bytes]]
    takes_off: bool

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/ivr/"):
            start_response("404 Not Found", [])
            return [b"the shop knows no such page"]
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        passed = path.removeprefix("/ivr") if self.takes_off else path
        return self.line({**environ, "PATH_INFO": passed, "RAW_URI": passed + query}, start_response)


@pytest.fixture
def app(settings: Settings, stores: Stores, shop: Shop) -> Flask:
    return create_app(settings.model_copy(update={"public_url": SHOP}), clock=shop.now, stores=stores)


@pytest.fixture(params=[True, False], ids=["taken off", "left on"])
def proxy(app: Flask, request: pytest.FixtureRequest) -> Proxy:
    return Proxy(app, request.param)


@pytest.fixture
def switchboard(proxy: Proxy, clock: VirtualClock) -> Switchboard:
    switchboard = Switchboard(wire=in_process(proxy), clock=clock, account_sid=ACCOUNT, auth_token=TOKEN)
    paths = {"fallback_url": f"{SHOP}/voice/fallback", "status_callback": f"{SHOP}/voice/status"}
    switchboard.add_number(LINE, f"{SHOP}/voice#rc=2&rp=all", **paths)
    switchboard.add_number(DESK, f"{SHOP}/voice/agent")
    return switchboard


@pytest.fixture
def visitor(proxy: Proxy) -> Client:
    return Client(proxy)


def test_a_whole_call_with_its_wait_and_an_agent(phone: Phone, switchboard: Switchboard, agents: object, shop: Shop):
    shop.has_order(phone=ALICE, number="1001", status="in_transit")
    phone.dials().hears("on its way").presses("0").is_in_queue("care-en").waits(30)
    at_desk(lambda number: Phone(switchboard, number=number, to=DESK).dials(), ANNA).hears("Northwind call")
    phone.is_connected_to(ANNA).hangs_up()
    assert phone.alerts == []
    assert {urlsplit(each.url).path.split("/")[1] for each in switchboard.webhooks.attempts} == {"ivr"}


def test_every_address_that_is_given_has_its_parameters_sorted(phone: Phone, switchboard: Switchboard, agents: object):
    phone.dials().presses("0").waits(60)
    at_desk(lambda number: Phone(switchboard, number=number, to=DESK).dials(), ANNA)
    queries = [parse_qsl(urlsplit(each.url).query) for each in switchboard.webhooks.attempts]
    assert any(len(query) > 1 for query in queries)
    assert all(query == sorted(query) for query in queries)


def test_a_recorded_address_is_signed_as_it_came_and_no_other(visitor: Client):
    form = {"CallSid": "CA" + "1" * 32, "From": ALICE, "To": LINE, "CallStatus": "ringing"}
    for signed, status in ((f"{SHOP}/voice", 200), ("https://shop.example/voice", 403)):
        headers = {"X-Twilio-Signature": signature(TOKEN, signed, form)}
        assert visitor.post("/ivr/voice", data=form, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/v1/openapi.json", "/voice/music"])
def test_what_else_is_asked_there_is_answered(visitor: Client, path: str):
    with visitor.get(f"/ivr{path}") as answer:
        assert answer.status_code == 200


def test_somebody_signs_in_to_the_console_and_every_link_leads_somewhere(visitor: Client, stores: Stores, shop: Shop):
    users = SqlUsers(stores.engine, clock=shop.now, key=b"a-secret-for-tests")
    users.add(User("ada", "admin"))
    site, path = "https://shop.example", f"/ivr/console/link/{users.link('ada')}"
    [(_, fields)] = Forms(visitor.get(path, base_url=site).text).forms
    form = {**fields, "password": PASSWORD, "again": PASSWORD}
    came = visitor.post(path, data=form, headers={"Referer": f"{site}{path}"}, base_url=site)
    assert came.location.startswith("/ivr/console/")
    assert "; Path=/ivr/console" in came.headers["Set-Cookie"]
    page = visitor.get("/ivr/console/", base_url=site, follow_redirects=True)
    assert "ada, admin" in re.sub(r"<[^>]+>|\s+", " ", page.text).replace("  ", " ")
    links = {
        each for each in re.findall(r'(?:href|src|action|data-\w+)="(/[^"]*)"', page.text) if "sign-out" not in each
    }
    assert len(links) > 10
    assert {visitor.get(each, base_url=site, follow_redirects=True, buffered=True).status_code for each in links} <= {
        200,
        405,
    }


def test_who_has_to_sign_in_comes_to_the_page_that_was_asked_for(visitor: Client):
    asked = visitor.get("/ivr/console/routing?x=1", base_url="https://shop.example")
    assert asked.location == "/ivr/console/sign-in?next=/ivr/console/routing?x%3D1"
