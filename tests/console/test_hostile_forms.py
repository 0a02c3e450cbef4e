"""Every request to a page of the console is answered, and none with a server error."""

import re
from collections.abc import Callable
from random import Random
from urllib.parse import quote

import pytest
from flask import Flask

from ivr.adapters.sql.routing.store import RoutingStore
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser, Forms
from tests.console.test_who_may_what import FILLED, WITHOUT_A_SOCKET, may, name_of, rules
from tests.web.hostile import TEXTS

ROUNDS = 120
"""Requests of one seed; six seeds."""
NAMES = [
    "act",
    "why",
    "note",
    "at",
    "minutes",
    "turn",
    "number",
    "page",
    "q",
    "before",
    "who",
    "since",
    "until",
    "words",
    "part",
    "brand",
    "form",
    "seen",
    "did",
    "key",
    "dialled",
    "place",
    "to",
    "name",
    "entry",
    "revision",
    "order_value",
    "country",
    "tier",
    "text",
    "role",
    "vendor",
    "next",
    "ask",
    "split.queue",
    "split.share",
    "service_level.seconds",
    "capacity",
    "priority",
]
UNTOUCHED = {"sign_out", "static", "unknown", "change_person", "add_person", "change_codes", "desk_stream"}
"""What would end the session that asks, and a stream that needs a socket once there is a desk."""


def filled(path: str, chance: Random) -> str:
    def put(found: re.Match[str]) -> str:
        usual = FILLED.get(found[1], "1")
        return usual if chance.random() < 0.6 else quote(chance.choice(TEXTS)[:200].replace("/", "|"))

    return re.sub(r"<(?:[^:>]+:)?(\w+)>", put, path)


@pytest.mark.parametrize("seed", range(6))
def test_no_form_is_answered_with_a_fault(
    console: Flask, store: RoutingStore, signed_in: Callable[..., Browser], seed: int
):
    chance, ada = Random(seed), signed_in("admin", name="ada")
    proof = Forms(ada.opens("/codes").page).forms[0][1]["csrf_token"][0]
    routes = [
        (rule, method)
        for rule in rules(console)
        for method in (rule.methods or set()) & {"GET", "POST"}
        if name_of(rule) not in UNTOUCHED and rule.rule not in WITHOUT_A_SOCKET and may(console, rule)
    ]
    wrong = []
    for _ in range(ROUNDS):
        rule, method = chance.choice(routes)
        given = {name: chance.choice(TEXTS) for name in chance.sample(NAMES, 8)}
        path, form = filled(rule.rule, chance), {**given, "csrf_token": proof}
        query, data = (form, None) if method == "GET" else ({}, form)
        answer = ada.client.open(
            path,
            method=method,
            query_string=query,
            data=data,
            base_url=PUBLIC_URL,
            headers={"Referer": f"{PUBLIC_URL}/console/"},
        )
        answer.close()
        if answer.status_code >= 500:
            wrong.append((method, path, answer.status_code, given))
    assert not wrong


@pytest.mark.parametrize("path", ["/sign-in?next=%00", "/routing/queues/of/%00", "/audit?words=a%00", "/link/%00"])
def test_what_no_database_keeps_is_refused_at_the_door(
    signed_in: Callable[..., Browser], store: RoutingStore, path: str
):
    assert signed_in("admin").opens(path).shows("This cannot be read").status == 400
