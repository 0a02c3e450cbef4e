"""Guessing at the sign-in is limited by name and by address, without locking out regular users."""

from collections.abc import Callable
from ipaddress import ip_network

import pytest
from flask import Flask, Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.rate_limits.sign_ins import (
    AT_ONE_NAME,
    FROM_ONE_ADDRESS,
    FROM_ONE_PLACE,
    QUARTER,
    LocalRateCounter,
    SignInLimit,
)
from ivr.app.parts import Stores
from ivr.console.auth.client_address import browser_address
from ivr.settings import Settings
from tests.console.conftest import PASSWORD, PUBLIC_URL, Browser, Forms

KEY = b"a-secret-for-tests"
PROXY = "10.0.0.1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A line behind a proxy."""
    return settings.model_copy(update={"trusted_proxies": (ip_network("10.0.0.0/8"),)})


@pytest.fixture
def tries(stores: Stores) -> SignInLimit:
    return SignInLimit(stores.redis, KEY)


def guesses(app: Flask, address: str, name: str, password: str = "a wrong guess") -> int:
    """The status of one try, by the proxy."""
    client = app.test_client()
    page = client.get("/console/sign-in", base_url=PUBLIC_URL).get_data(as_text=True)
    form = {"csrf_token": Forms(page).forms[0][1]["csrf_token"][0], "name": name, "password": password}
    headers = {"Referer": f"{PUBLIC_URL}/console/", "X-Forwarded-For": address}
    return client.post(
        "/console/sign-in", data=form, headers=headers, base_url=PUBLIC_URL, environ_base={"REMOTE_ADDR": PROXY}
    ).status_code


def test_a_stranger_behind_the_same_proxy_does_not_lock_an_admin_out(app: Flask, signed_in: Callable[..., Browser]):
    signed_in("admin", name="ada")
    told = [guesses(app, f"203.0.113.{n % 2}, 198.51.100.7", "ada") for n in range(10)]
    assert told == [401] * FROM_ONE_PLACE + [429] * 2
    assert guesses(app, "198.51.100.8", "ada", PASSWORD) == 303


def test_thirty_names_from_one_address_are_refused(tries: SignInLimit):
    told = [tries.take(f"name-{n}", "198.51.100.7") for n in range(30)]
    assert told == [True] * FROM_ONE_ADDRESS + [False] * (30 - FROM_ONE_ADDRESS)
    assert tries.take("name-1", "198.51.100.8")


def test_right_ones_use_up_nothing(tries: SignInLimit):
    for _ in range(100):
        assert tries.take("ada", "198.51.100.7")
        tries.give_back("ada", "198.51.100.7")
    assert tries.take("ada", "198.51.100.7")


def test_strangers_everywhere_do_not_keep_an_admin_from_where_they_always_sign_in(tries: SignInLimit):
    tries.take("ada", "192.0.2.1")
    tries.give_back("ada", "192.0.2.1")
    told = [tries.take("ada", f"198.51.100.{n}") for n in range(AT_ONE_NAME + 5)]
    assert told.count(True) == AT_ONE_NAME
    assert tries.take("ada", "192.0.2.1")
    assert not tries.take("ada", "192.0.2.2")


def test_tries_are_counted_while_redis_is_away():
    seconds = [0.0]
    gone = connect("redis://127.0.0.1:1/0", deadline=0.1)
    tries = SignInLimit(gone, KEY, LocalRateCounter(clock=lambda: seconds[0]))
    assert [tries.take("ada", "198.51.100.7") for _ in range(FROM_ONE_PLACE + 2)] == [True] * FROM_ONE_PLACE + [
        False
    ] * 2
    seconds[0] = QUARTER + 1
    assert tries.take("ada", "198.51.100.7")
    tries.give_back("ada", "198.51.100.7")
    assert [tries.take("ada", "198.51.100.7") for _ in range(FROM_ONE_PLACE)] == [True] * FROM_ONE_PLACE


def address(peer: str, told: str, *trusted: str) -> str:
    builder = EnvironBuilder(environ_base={"REMOTE_ADDR": peer}, headers={"X-Forwarded-For": told} if told else {})
    return browser_address(Request(builder.get_environ()), [ip_network(each) for each in trusted])


@pytest.mark.parametrize(
    ("peer", "told", "trusted", "found"),
    [
        ("198.51.100.7", "1.2.3.4", [], "198.51.100.7"),
        ("198.51.100.7", "1.2.3.4", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7:4711", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "[2001:db8:1:2:3::4]:4711", ["10.0.0.0/8"], "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "unknown", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, unknown", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", ["10.0.0.0/8"], "10.0.0.2"),
        ("10.0.0.1", "", ["10.0.0.0/8"], "10.0.0.1"),
        ("", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("", "198.51.100.7", [], ""),
    ],
)
def test_a_browsers_address_is_the_last_that_a_trusted_proxy_tells(peer, told, trusted, found):
    assert address(peer, told, *trusted) == found


@given(st.text(st.sampled_from("0123456789.,: []abcf")), st.text(st.sampled_from("0123456789.,: []abcf")))
def test_what_a_browser_claims_before_the_proxies_counts_for_nothing(claimed, more):
    assert address(PROXY, f"{claimed},{more},198.51.100.7", "10.0.0.0/8") == "198.51.100.7"


@pytest.mark.parametrize(
    "onward", ["/console/%0a", "/console/x%0d%0aSet-Cookie:a", "/console/%e2%80%a8", "%0a/console/"]
)
def test_a_way_back_with_a_line_break_leads_home(app: Flask, signed_in, browser, onward: str):
    signed_in("admin", name="ada")
    browser().opens("/sign-in").sends(f"/sign-in?next={onward}", name="ada", password=PASSWORD).shows("ada, admin")


def test_a_way_back_that_no_address_has_is_refused(app: Flask, signed_in, browser):
    signed_in("admin", name="ada")
    refused = browser().opens("/sign-in").sends("/sign-in?next=/console/%00", name="ada", password=PASSWORD)
    assert refused.shows("This cannot be read").status == 400
