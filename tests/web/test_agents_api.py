"""Agents by the JSON API: added, changed and removed; each answer judged by the API's own description."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from ivr.accounts import User
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from tests.calls.conftest import app, clock, redis_url, shop, stores
from tests.calls.conftest import settings as settings_of_a_shop
from tests.web.test_api_answers import Judged
from tests.web.test_orders_api import TOKENS, settings

__all__ = ["app", "clock", "redis_url", "settings", "settings_of_a_shop", "shop", "stores"]

NUMBER, OTHER = "+12125550142", "+12125550143"
RUTH: Mapping[str, Any] = {"name": "Ruth", "telephone": NUMBER, "pin": "4711", "queues": ["care-en"]}


@pytest.fixture
def api(app: Flask) -> Judged:
    return Judged(app)


@pytest.fixture
def agents(app: Flask, stores: Stores) -> SqlAgents:
    return SqlAgents(stores.engine, stores.reader, stores.redis, b"a-secret-for-tests")


@pytest.fixture
def ruth(api: Judged, agents: SqlAgents) -> str:
    """The id of an agent with a telephone, whom a program added."""
    return str(api("POST", "/agents", RUTH).get_json()["id"])


def test_an_agent_is_added_and_neither_number_nor_pin_is_told(api: Judged, agents: SqlAgents):
    answer = api("POST", "/agents", {**RUTH, "telephone": "+1 (212) 555-0142"})
    told = answer.get_json()
    assert (told["name"], told["has_number"], told["station"], told["state"]) == ("Ruth", True, "phone", "offline")
    assert NUMBER[-4:] not in answer.text
    assert "4711" not in answer.text
    assert agents.has_pin(NUMBER, "4711")
    assert api("GET", "/agents").get_json() == {"agents": [told]}


def test_a_change_leaves_what_it_does_not_name_and_reaches_the_agent_at_work(
    api: Judged, ruth: str, agents: SqlAgents, stores: Stores, clock
):
    presences = RedisPresences(stores.redis, clock.now)
    presences.change(ruth, lambda was: replace(was, name="Ruth", state="ready", queues=("care-en",)))
    told = api("PATCH", f"/agents/{ruth}", {"queues": ["acme-es"], "languages": ["es-MX"]}).get_json()
    assert (told["name"], told["queues"], told["serves"], told["state"]) == ("Ruth", ["acme-es"], ["acme-es"], "ready")
    assert agents.has_pin(NUMBER, "4711")
    assert api("DELETE", f"/agents/{ruth}").get_json() == {"removed": True}
    assert not [each for each in presences.all() if each.is_at_work]
    assert api("GET", f"/agents/{ruth}").status_code == 404


def test_an_agent_moves_from_the_telephone_to_the_browser_of_a_user(
    api: Judged, ruth: str, agents: SqlAgents, stores: Stores, clock
):
    users = SqlUsers(stores.engine, clock=clock.now, key=b"a-secret-for-tests")
    users.add(User("ruth", "agent"))
    told = api("PATCH", f"/agents/{ruth}", {"user": "ruth", "telephone": "", "station": "browser"}).get_json()
    assert (told["user"], told["has_number"], told["station"]) == ("ruth", False, "browser")
    assert users.find("ruth").queues == ("care-en",)
    assert api("POST", "/agents", {"name": "Ben", "user": "ruth", "queues": ["care-en"]}).status_code == 409


def test_every_change_is_in_the_audit_in_the_name_of_the_token(api: Judged, ruth: str):
    api("PATCH", f"/agents/{ruth}", {"name": "Ruth B."})
    api("DELETE", f"/agents/{ruth}")
    found = [each for each in api("GET", "/routing/audit").get_json() if each["action"] == "agent"]
    assert [(each["who"], each["via"]) for each in found] == [("admin", "api")] * 3
    assert NUMBER not in str(found)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "name: Give a name"),
        ({"user": "nobody"}, "user: There is no user nobody"),
        ({"telephone": "12"}, "telephone: Write the number with its country"),
        ({"telephone": "", "pin": ""}, "user: Choose the user"),
        ({"queues": ["nowhere"]}, "queues: There is no queue nowhere"),
        ({"queues": []}, "queues: Choose at least one queue"),
        ({"languages": ["fr-FR"]}, "languages: None of these queues speaks fr-FR"),
        ({"issues": ["weather"]}, "issues: There is no issue weather"),
        ({"station": "browser"}, "station: There is no user"),
        ({"pin": "12"}, "pin: a PIN is four to eight digits"),
        ({"pin": ""}, "pin: Give a PIN with the telephone"),
        ({"switches": ["all"]}, "switches"),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(
    api: Judged, agents: SqlAgents, wrong: Mapping[str, Any], told: str
):
    answer = api("POST", "/agents", {**RUTH, **wrong})
    assert (answer.status_code, agents.everybody()) == (400, [])
    assert any(each.startswith(told) for each in answer.get_json()["problems"])


def test_a_number_has_one_agent_and_a_new_number_a_new_pin(api: Judged, ruth: str, agents: SqlAgents):
    other = api("POST", "/agents", {**RUTH, "telephone": OTHER}).get_json()["id"]
    taken = api("POST", "/agents", RUTH)
    assert (taken.status_code, NUMBER in taken.text) == (409, False)
    assert api("PATCH", f"/agents/{other}", {"telephone": NUMBER, "pin": "4712"}).status_code == 409
    assert api("PATCH", f"/agents/{other}", {"telephone": "+12125550144"}).status_code == 400
    assert api("PATCH", f"/agents/{other}", {"telephone": "+12125550144", "pin": "4712"}).status_code == 200
    assert agents.has_pin("+12125550144", "4712")


@pytest.mark.parametrize("changed", [{"pin": "471122"}, {"telephone": OTHER, "pin": "471122"}])
def test_no_token_gets_to_the_switches_by_a_new_number_or_pin(
    api: Judged, agents: SqlAgents, changed: Mapping[str, str]
):
    agent = agents.add(NUMBER, name="Ruth", queues=["care-en"], pin="471100", switches=["all"])
    assert api("PATCH", f"/agents/{agent}", changed).status_code == 400
    assert agents.has_pin(NUMBER, "471100")
    assert api("PATCH", f"/agents/{agent}", {"name": "Ruth B."}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PATCH", "/{ruth}"), ("DELETE", "/{ruth}")])
def test_changes_need_the_scope_and_an_agent(api: Judged, ruth: str, method: str, path: str, agents: SqlAgents):
    body = None if method == "DELETE" else RUTH
    assert api(method, f"/agents{path.format(ruth=ruth)}", body, token=TOKENS["reader"]).status_code == 403
    assert api(method, f"/agents{path.format(ruth=ruth)}", body, token="nobody's").status_code == 401
    assert [each.name for each in agents.everybody()] == ["Ruth"]
    if path:
        assert api(method, "/agents/nobody", body).status_code == 404
