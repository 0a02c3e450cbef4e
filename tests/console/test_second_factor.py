"""Codes at the sign-in cannot be skipped, each works once, and recovery codes replace a lost authenticator."""

import base64
import re
import zlib
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import text

from ivr.accounts import User
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.emulator import VirtualClock
from tests.console.conftest import PASSWORD, Browser

CODE = re.compile(r"<code>(\w{4}-\w{4}-\w{4})</code>")
KEY = re.compile(r'class="key">(\w+)<')


def now(key: str, clock: VirtualClock) -> str:
    return pyotp.TOTP(key).at(clock.now())


def signs_in(browser, code: str, name: str = "ada") -> Browser:
    return browser().opens("/sign-in").sends("/sign-in", name=name, password=PASSWORD, code=code)


@pytest.fixture
def ada(store, signed_in, clock: VirtualClock) -> tuple[Browser, str, list[str]]:
    """An admin with codes set up: browser, key and recovery codes."""
    ada = signed_in("admin", name="ada").opens("/codes")
    key = KEY.findall(ada.page)[0]
    ada.sends("/codes", code=now(key, clock))
    return ada, key, CODE.findall(ada.page)


def test_the_code_that_set_up_does_not_sign_in_as_well(ada, browser, clock: VirtualClock):
    _, key, _ = ada
    assert signs_in(browser, now(key, clock)).status == 401
    clock.advance(seconds=30)
    signs_in(browser, now(key, clock)).shows("ada, admin")


def test_the_key_is_in_no_cookie(store, signed_in):
    ada = signed_in("admin", name="ada").opens("/codes")
    key = KEY.findall(ada.page)[0]
    for cookie in ada.client._cookies.values():
        data = cookie.value.lstrip(".").split(".")[0]
        packed = base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
        plain = zlib.decompress(packed) if cookie.value.startswith(".") else packed
        assert key.encode() not in plain


def test_a_link_does_not_pass_by_the_code(ada, browser, users: SqlUsers):
    path = f"/link/{users.link('ada')}"
    other = "another long enough phrase"
    visitor = browser().opens(path).sends(path, password=other, again=other)
    visitor.shows("Sign in with it and with a code.").opens("/users").shows("Password")
    assert browser().opens("/sign-in").sends("/sign-in", name="ada", password=other).status == 401


def test_a_link_sets_one_password_however_many_follow_it_at_once(stores: Stores, users: SqlUsers):
    users.add(User("ada", "admin"))
    token, given = users.link("ada"), [f"a long enough phrase {n}" for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        took = list(threads.map(lambda password: users.redeem(token, password), given))
    assert sum(user is not None for user in took) == 1
    works = [password for password in given if users.proven("ada", password, "")]
    assert works == [password for password, user in zip(given, took, strict=True) if user]


@pytest.mark.parametrize("act", ["stop", "renew"])
def test_codes_are_not_turned_off_without_password_and_code(ada, users: SqlUsers, clock: VirtualClock, act: str):
    browser, key, recovery = ada
    clock.advance(seconds=30)
    for password, code in (("", ""), (PASSWORD, ""), (PASSWORD, "000000"), ("not the password", now(key, clock))):
        assert browser.opens("/codes").sends("/codes", act=act, password=password, code=code).status == 422
    assert (users.find("ada").has_codes, users.codes.left("ada")) == (True, len(recovery))
    browser.sends("/codes", act=act, password=PASSWORD, code=now(key, clock))
    assert users.find("ada").has_codes == (act == "renew")


def test_each_recovery_code_signs_in_once(ada, browser):
    _, _, recovery = ada
    assert len(set(recovery)) == 10
    signs_in(browser, recovery[0]).shows("ada, admin", "you have 9 more")
    assert signs_in(browser, recovery[0]).status == 401
    signs_in(browser, recovery[1].upper().replace("-", " ")).shows("you have 8 more")


def test_a_new_set_takes_the_place_of_the_old(ada, browser):
    ada, _, recovery = ada
    ada.opens("/codes").shows("You have 10 recovery codes")
    fresh = CODE.findall(ada.sends("/codes", act="renew", password=PASSWORD, code=recovery[0]).page)
    assert len(set(fresh) - set(recovery)) == 10
    assert signs_in(browser, recovery[1]).status == 401
    signs_in(browser, fresh[0]).shows("ada, admin")
    assert not CODE.findall(ada.opens("/codes").page)


def test_neither_key_nor_recovery_codes_can_be_read_in_sql(ada, stores: Stores):
    _, key, recovery = ada
    with stores.engine.connect() as connection:
        kept = str([connection.execute(text(f"SELECT * FROM {table}")).all()
                    for table in ("console_users", "console_recovery_codes")])  # fmt: skip
    assert not [each for each in (key, *recovery, *(code.replace("-", "") for code in recovery)) if each in kept]


def test_all_of_it_is_in_the_audit(ada, browser):
    ada, _, recovery = ada
    signs_in(browser, recovery[0])
    ada.opens("/codes").sends("/codes", act="renew", password=PASSWORD, code=recovery[1])
    fresh = CODE.findall(ada.page)
    ada.opens("/codes").sends("/codes", act="stop", password=PASSWORD, code=fresh[0])
    ada.opens("/audit").shows("codes asked for", "a recovery code; 9 left", "new recovery codes", "no codes asked for")


def test_a_code_of_the_key_before_sets_up_nothing(store, signed_in, clock: VirtualClock):
    ada = signed_in("admin", name="ada").opens("/codes")
    before = KEY.findall(ada.page)[0]
    ada.opens("/codes")
    assert ada.sends("/codes", code=now(before, clock)).status == 422


def test_tries_at_the_code_are_counted_while_signed_in_too(ada, clock: VirtualClock):
    browser, key, _ = ada
    clock.advance(seconds=30)
    for _ in range(8):
        browser.opens("/codes").sends("/codes", act="stop", password=PASSWORD, code="000000")
    assert browser.sends("/codes", act="stop", password=PASSWORD, code=now(key, clock)).status == 429
