"""Sign-in with a company account: users admitted, with their roles, and users refused."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from werkzeug.test import TestResponse

from ivr.accounts import User
from ivr.adapters.sql.users import SqlUsers
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.settings import Settings
from tests.calls.conftest import PUBLIC_URL
from tests.console.browsing import served
from tests.console.issuer import CLIENT, SECRET, Issuer
from tests.shop import Shop

SUE = {"sub": "s-1", "email": "sue@shop.example", "email_verified": True, "groups": ["care-leads"]}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    with served(issuer.app()) as address:
        issuer.address = address
        yield issuer


@pytest.fixture
def client(settings: Settings, stores: Stores, shop: Shop, issuer: Issuer) -> Callable[[], FlaskClient]:
    company = {"oidc_issuer": issuer.address, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
    roles = ("care-leads=supervisor", "acme=vendor:acme")
    given = settings.model_copy(update={**company, "oidc_roles": roles})
    app = create_app(given, clock=shop.now, stores=stores)
    return app.test_client


def comes(client: FlaskClient, **changed: str) -> TestResponse:
    """Sign in at the company and return; `changed` are parameters altered on the way back."""
    out = client.get("/console/sign-in/company", base_url=PUBLIC_URL)
    back = httpx2.get(out.headers["Location"], follow_redirects=False).headers["Location"]
    query = dict(httpx2.URL(back).params, **changed)
    return client.get(urlsplit(back).path, query_string=query, base_url=PUBLIC_URL)


def test_somebody_comes_in_as_what_their_company_says_they_do(client, issuer: Issuer, users: SqlUsers):
    issuer.claims = SUE
    assert comes(client()).headers["Location"] == "/console/"
    assert (users.find("sue@shop.example").role, users.find("sue@shop.example").by_company) == ("supervisor", True)


def test_what_the_company_says_goes_on_counting(client, issuer: Issuer, users: SqlUsers):
    issuer.claims = SUE
    comes(client())
    issuer.claims = {**SUE, "groups": ["acme"]}
    comes(client())
    assert (users.find("sue@shop.example").role, users.find("sue@shop.example").vendor) == ("vendor", "acme")
    issuer.claims = {**SUE, "groups": []}
    assert comes(client()).status_code == 403


def test_nobody_becomes_an_admin_by_a_claim(client, issuer: Issuer, users: SqlUsers):
    issuer.claims = {**SUE, "groups": ["admin", "admins"], "role": "admin"}
    assert comes(client()).status_code == 403
    assert users.all() == []


def test_an_admin_who_was_let_in_by_name_stays_one(client, issuer: Issuer, users: SqlUsers):
    users.add(User("sue@shop.example", "admin", by_company=True))
    issuer.claims = SUE
    assert comes(client()).status_code == 303
    assert users.find("sue@shop.example").role == "admin"
    issuer.claims = {**SUE, "sub": "somebody-else"}
    assert comes(client()).status_code == 403


def test_a_name_of_somebody_with_a_password_is_not_taken_over(client, issuer: Issuer, users: SqlUsers):
    users.add(User("sue@shop.example", "admin"))
    issuer.claims = SUE
    assert comes(client()).status_code == 403


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "", "preferred_username": "a b"}, {"sub": ""}])
def test_a_name_that_is_not_proven_is_nobodys(client, issuer: Issuer, users: SqlUsers, claims):
    issuer.claims = {**SUE, **claims}
    assert comes(client()).status_code in (403, 502)
    assert users.all() == []


def test_a_token_by_another_key_is_refused(client, issuer: Issuer, users: SqlUsers):
    issuer.claims = SUE
    issuer.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    assert comes(client()).status_code == 502
    assert users.all() == []


@pytest.mark.parametrize("claims", [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"nonce": "old"}])
def test_a_token_for_another_time_or_place_is_refused(client, issuer: Issuer, users: SqlUsers, claims):
    issuer.claims = {**SUE, **claims}
    assert comes(client()).status_code == 502
    assert users.all() == []


def test_a_way_back_that_nobody_went_out_by_is_refused(client, issuer: Issuer, users: SqlUsers):
    issuer.claims = SUE
    assert comes(client(), state="of-somebody-else").status_code == 502


def test_an_issuer_that_is_away_is_told(client, issuer: Issuer):
    issuer.address = "http://127.0.0.1:9"
    answer = client().get("/console/sign-in/company/back?code=x&state=y", base_url=PUBLIC_URL)
    assert answer.status_code == 502
