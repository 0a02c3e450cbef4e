"""Signing in and out: the questions, the messages, and the end of a session."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from ivr.accounts import User
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.tables import users as table
from ivr.app.parts import Stores
from ivr.emulator import VirtualClock
from tests.conftest import STRENGTH
from tests.console.conftest import PASSWORD, PUBLIC_URL, Browser
from tests.console.test_who_may_what import address, may, name_of, rules
from tests.shop import Shop


def test_nobody_gets_in_without_signing_in(browser: Callable[[], Browser]):
    browser().opens("/routing").shows("Sign in", "Password")


def test_a_link_sets_a_password_and_works_once(users: SqlUsers, browser: Callable[[], Browser]):
    users.add(User("ada", "admin"))
    path = f"/link/{users.link('ada')}"
    visitor = browser().opens(path).sends(path, password=PASSWORD, again=PASSWORD)
    visitor.shows("Queues", "ada, admin")
    browser().opens(path).shows("This link leads nowhere")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", "short", "at least 12"), ("ada ada ada ada", "ada ada ada ada", "name"), (PASSWORD, "other", "same")],
)
def test_a_weak_password_is_refused(users, browser, password, again, said):
    users.add(User("ada", "admin"))
    path = f"/link/{users.link('ada')}"
    assert browser().opens(path).sends(path, password=password, again=again).shows(said).status == 422


def test_password_and_name_must_both_be_right(signed_in, browser):
    signed_in("admin", name="ada")
    for name, password in (("ada", "not it, not it"), ("eve", PASSWORD)):
        refused = browser().opens("/sign-in").sends("/sign-in", name=name, password=password)
        assert refused.shows("That name, password or code is not right.").status == 401
    browser().opens("/sign-in").sends("/sign-in", name="ada", password=PASSWORD).shows("ada, admin")


def test_codes_are_asked_for_once_they_are_set_up(signed_in, browser, users: SqlUsers, clock: VirtualClock):
    signed_in("admin", name="ada")
    key = pyotp.random_base32()
    users.codes.set_key("ada", key)
    code = pyotp.TOTP(key).at(clock.now())
    browser().opens("/sign-in").sends("/sign-in", name="ada", password=PASSWORD).shows("is not right")
    browser().opens("/sign-in").sends("/sign-in", name="ada", password=PASSWORD, code=code).shows("ada, admin")


def test_too_many_tries_are_refused_even_with_the_right_password(signed_in, browser):
    signed_in("admin", name="ada")
    visitor = browser().opens("/sign-in")
    for _ in range(8):
        visitor.sends("/sign-in", name="ada", password="a wrong guess")
    assert visitor.sends("/sign-in", name="ada", password=PASSWORD).shows("Too many tries").status == 429


def test_a_session_ends_when_it_is_not_used(signed_in, clock: VirtualClock):
    ada = signed_in("admin", name="ada")
    clock.advance(seconds=29 * 60)
    ada.opens("/routing").shows("Queues")
    clock.advance(seconds=31 * 60)
    ada.opens("/routing").shows("Sign in")


def test_a_session_ends_after_half_a_day_whatever_happens(signed_in, clock: VirtualClock):
    ada = signed_in("admin", name="ada")
    for _ in range(40):
        clock.advance(seconds=20 * 60)
        ada.opens("/codes")
    ada.opens("/routing").shows("Sign in")


def test_an_admin_ends_somebodys_sessions(signed_in):
    ada, bob = signed_in("admin", name="ada"), signed_in("supervisor", name="bob")
    ada.opens("/users").sends("/users/bob", act="end").shows("bob: 1 sessions ended.")
    bob.opens("/switches").shows("Sign in")


def test_a_right_that_is_taken_away_is_gone_with_the_next_page(signed_in, users: SqlUsers):
    ada = signed_in("admin", name="ada")
    users.change("ada", role="auditor", vendor="", sees_numbers=False)
    assert ada.opens("/users").shows("This page is not for you").status == 403


def test_a_form_from_elsewhere_is_refused(signed_in, users: SqlUsers):
    ada = signed_in("admin", name="ada")
    ada.page = ""
    assert ada.sends("/users", name="eve", role="admin").shows("too old").status == 400
    assert [user.name for user in users.all()] == ["ada"]


def test_the_way_back_leads_nowhere_else(signed_in, browser):
    signed_in("admin", name="ada")
    for onward in ("https://evil.example/console/", "//evil.example", "/console/\\evil.example", "/voice"):
        visitor = browser().opens("/sign-in")
        visitor.sends(f"/sign-in?next={onward}", name="ada", password=PASSWORD).shows("Queues")


def test_nobody_locks_themselves_out(signed_in):
    ada = signed_in("admin", name="ada").opens("/users")
    ada.sends("/users/ada", act="remove").shows("You cannot remove yourself")
    ada.sends("/users/ada", act="save", role="auditor").shows("cannot take the admin")


def test_a_vendors_user_needs_a_vendor(signed_in):
    ada = signed_in("admin", name="ada").opens("/users")
    assert ada.sends("/users", name="vera", role="vendor", vendor="").shows("Choose the vendor").status == 422


def test_the_sign_in_says_that_a_session_ended_and_only_then(
    signed_in: Callable[..., Browser], browser, clock: VirtualClock
):
    ada = signed_in("admin", name="ada")
    clock.advance(seconds=31 * 60)
    ada.opens("/routing").shows("Your session has ended")
    assert "has ended" not in browser().opens("/routing").page


def test_every_form_of_a_page_leads_back_to_a_page(console: Flask, browser, store: RoutingStore):
    stranger, routes = browser(), console.url_map.bind("line.example")
    for rule in rules(console):
        if may(console, rule) and "POST" in (rule.methods or ()):
            answer = stranger.client.post(
                address(rule), base_url=PUBLIC_URL, headers={"Referer": f"{PUBLIC_URL}/console/"}
            )
            assert answer.status_code == 303, rule.rule
            page = re.sub(r"\?.*", "", answer.headers["Location"].split("next=")[1].split("&")[0].replace("%2F", "/"))
            endpoint, _ = routes.match(page, method="GET")
            assert endpoint not in ("console.unknown",), (name_of(rule), page)


def test_passwords_are_kept_as_rfc_9106_recommends(stores: Stores, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(SqlUsers, "strength", STRENGTH)
    users = SqlUsers(stores.engine, clock=shop.now, key=b"a-secret-for-tests")
    users.add(User("ada", "admin"))
    users.redeem(users.link("ada"), PASSWORD)
    with stores.engine.connect() as connection:
        kept = connection.scalar(select(table.c.password))
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
