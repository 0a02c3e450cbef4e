"""The API answers every request as its description says, and never with a server error."""

from random import Random
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ivr.web.api.openapi import PROBLEM
from routing.document import DEFAULT, read_file, to_json
from tests.web.hostile import RAW, TEXTS, VALUES, dumped, mutated
from tests.web.test_routing_api import (
    ADMIN,
    READER,
    app,
    clock,
    phone,
    redis_url,
    settings,
    settings_of_a_shop,
    shop,
    stores,
    switchboard,
)

__all__ = ["app", "clock", "phone", "redis_url", "settings", "settings_of_a_shop", "shop", "stores", "switchboard"]

DOCUMENT = to_json(read_file(DEFAULT))
GOOD: dict[str, Any] = {
    "/check": {"document": DOCUMENT},
    "/diff": {"document": DOCUMENT},
    "/try": {"document": DOCUMENT, "caller": {"language": "en-US", "tried": ["care-en"]}, "at": "2026-12-25T10:00"},
    "/draft": {"document": DOCUMENT},
    "/publish": {"document": DOCUMENT, "note": "Renamed", "based_on": 0},
    "/rollback": {"number": 0, "note": "Back"},
    "/switches/{name}": {"on": True, "minutes": 5, "why": "Snow"},
}
ROUNDS = 150
"""Requests of one seed; ten seeds."""


def sent(client: FlaskClient, chance: Random, method: str, path: str) -> TestResponse:
    """One request, wrong somewhere."""
    filled = path
    for name in ("number", "name", "queue"):
        usual = {"number": "0", "name": "closed-today", "queue": "care-en"}[name]
        filled = filled.replace(
            f"{{{name}}}", usual if chance.random() < 0.5 else quote(chance.choice(TEXTS)[:200].replace("/", "|"))
        )
    good = GOOD.get(path.removeprefix("/api/v1/routing"), {})
    body = chance.choice(RAW) if chance.random() < 0.1 else dumped(mutated(good, chance))
    headers = {
        "Authorization": f"Bearer {chance.choice((ADMIN, ADMIN, READER, 'x'))}",
        "Content-Type": "application/json",
    }
    revision = chance.choice((*TEXTS, "0", "0", '"1"', "9" * 30))
    headers |= {"If-Match": revision} if revision.isprintable() and revision.isascii() else {}
    return client.open(filled, method=method, data=body if method != "GET" else None, headers=headers)


def is_as_described(answer: TestResponse) -> bool:
    if answer.status_code == 200:
        return answer.mimetype in ("application/json", "text/event-stream")
    is_problem = answer.mimetype == "application/problem+json" and 400 <= answer.status_code < 500
    return is_problem and jsonschema.Draft202012Validator(PROBLEM).is_valid(answer.get_json())


@pytest.mark.parametrize("seed", range(10))
def test_no_request_is_answered_with_a_fault(app: Flask, seed: int):
    client, chance = app.test_client(), Random(seed)
    described = client.get("/api/v1/openapi.json").get_json()["paths"]
    routes = [(method, path) for path, ways in described.items() for method in ways]
    wrong = []
    for _ in range(ROUNDS):
        method, path = chance.choice([*routes, *[each for each in routes if each[0] != "get"] * 2])
        answer = sent(client, chance, method.upper(), path)
        if not is_as_described(answer):
            wrong.append((method, path, answer.status_code, answer.get_data()[:300]))
    assert not wrong


@pytest.mark.parametrize("field", ["language", "order_value", "order_state", "repeat", "tried", "at", "colour"])
def test_a_caller_of_another_shape_is_refused_with_the_field(app: Flask, field: str):
    client, headers = app.test_client(), {"Authorization": f"Bearer {READER}"}
    wrong = [value for value in VALUES if not isinstance(value, str)]
    for value in wrong:
        caller = {} if field == "at" else {field: value}
        more = {"at": value} if field == "at" else {}
        answer = client.post(
            "/api/v1/routing/try", data=dumped({"caller": caller, **more}),
            headers={**headers, "Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status_code in (200, 400), value
        if answer.status_code == 400 and "NaN" not in str(dumped(value)) and "Infinity" not in str(dumped(value)):
            assert field in str(answer.get_json()["problems"]), value


BODIES = [
    ("/rollback", {"number": 2**63, "note": "x"}),
    ("/rollback", {"number": 0}),
    ("/rollback", {"number": 0, "note": "  "}),
    ("/publish", {"document": DOCUMENT, "based_on": 10**30}),
    ("/publish", {"document": DOCUMENT, "based_on": "1"}),
    *(
        ("/switches/closed-today", {"on": True, "minutes": minutes})
        for minutes in (True, 0, 10**9, 10**15, 44_641, "5")
    ),
    ("/switches/closed-today", {"on": 1}),
    ("/switches/closed-today", {"on": False, "why": "a\0b"}),
    ("/rollback", {"number": 0, "note": "a\0b"}),
]


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_number_or_truth_of_another_kind_is_refused(app: Flask, path: str, body: dict[str, Any]):
    answer = app.test_client().post(f"/api/v1/routing{path}", json=body, headers={"Authorization": f"Bearer {ADMIN}"})
    assert answer.status_code == 400
    assert len(answer.get_json()["problems"]) == 1


def test_what_is_wrong_with_a_document_is_told_in_few_words(app: Flask):
    document = {**DOCUMENT, **{f"k{n}": 1 for n in range(40_000)}}
    headers = {"Authorization": f"Bearer {READER}"}
    answer = app.test_client().post("/api/v1/routing/check", json={"document": document}, headers=headers)
    assert (answer.status_code, len(answer.get_json()["problems"])) == (422, 101)
    assert len(answer.get_data()) < 50_000


def test_an_address_that_is_none_is_a_problem_too(app: Flask):
    for path in (f"versions/{'9' * 23}", "versions/-1", "nowhere", "versions/x"):
        answer = app.test_client().get(f"/api/v1/routing/{path}", headers={"Authorization": f"Bearer {READER}"})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
