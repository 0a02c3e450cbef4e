"""Tokens of the API that admins make: shown once, bound to scopes and a time, revoked at once."""

import re
from datetime import timedelta

from ivr.adapters.redis.rate_limits import requests as request_limits
from tests.calls.conftest import PUBLIC_URL

TOKEN = re.compile(r"<code>(wismo_[\w-]{40,})</code>")


def status(ada, token: str, path: str = "/api/v1/requests") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return ada.client.get(path, headers=headers, base_url=PUBLIC_URL).status_code


def made(ada, *scopes: str, **typed: str) -> str:
    ada.opens("/api").sends("/api", scopes=list(scopes), **{"name": "help desk", **typed})
    return TOKEN.search(ada.page)[1]


def test_a_token_is_shown_once_and_opens_what_it_may_and_nothing_else(ada):
    token = made(ada, "requests")
    assert (status(ada, token), status(ada, token, "/api/v1/routing"), status(ada, "x")) == (200, 403, 401)
    assert token not in ada.opens("/api").shows("help desk", "requests").page
    assert "never" not in ada.page


def test_a_token_ends_with_its_time_or_when_it_is_revoked(ada, clock):
    token = made(ada, "requests", lasts="30")
    clock.advance(seconds=timedelta(days=29).total_seconds())
    assert status(ada, token) == 200
    clock.advance(seconds=timedelta(days=1).total_seconds())
    assert status(ada, token) == 401


def test_a_revoked_token_ends_at_once_and_the_audit_has_both(ada):
    token = made(ada, "requests", "orders")
    ada.opens("/api").sends("/api/revoke").shows("is revoked")
    assert status(ada, token) == 401
    ada.opens("/audit?action=token").shows("help desk", "orders requests")
    assert token not in ada.page


def test_a_token_needs_a_name_of_its_own_and_something_to_do(ada):
    ada.opens("/api").sends("/api", name="", scopes=[]).shows("Name the program", "Choose at least one thing")
    made(ada, "orders")
    ada.opens("/api").sends("/api", name="help desk", scopes=["orders"]).shows("There is a token")
    assert ada.status == 422


def test_a_token_that_asks_too_often_has_to_wait(ada, monkeypatch):
    token = made(ada, "requests")
    monkeypatch.setattr(request_limits, "MOST", 2)
    assert [status(ada, token) for _ in range(3)] == [200, 200, 429]
