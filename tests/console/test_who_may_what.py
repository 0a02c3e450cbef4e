"""Every route of the console for every role: the matrix is generated from the routes themselves."""

import re
from collections.abc import Callable, Collection, Iterator

import pyotp
import pytest
from flask import Flask
from werkzeug.routing import Rule

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.users import ROLES, Role, SqlUsers
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import PASSWORD, Browser, Forms

ALL, NOBODY = "admin supervisor vendor auditor", ""
READS, TURNS, WATCHES = "admin supervisor auditor", "admin supervisor", "admin supervisor"
SEES_CALLS = "admin supervisor vendor"
DECLARED = {
    "static": NOBODY, "sign_in": NOBODY, "link": NOBODY,
    "home": ALL, "unknown": ALL, "sign_out": ALL, "codes": ALL, "change_codes": ALL,
    "people": "admin", "add_person": "admin", "change_person": "admin", "phone": "admin", "ring": "admin",
    "queues": READS, "part": READS, "entry": READS, "try_caller": READS, "review": READS, "versions": READS,
    "version": READS, "yaml": READS, "yaml_file": READS, "ledger": READS, "switches": READS,
    "new_entry": "admin", "save_entry": "admin", "move_rule": "admin", "publish": "admin",
    "settle_plan": "admin", "take_plan": "admin",
    "cancel_plan": "admin", "discard": "admin", "roll_back": "admin", "save_yaml": "admin", "catch_up": "admin",
    "undo_change": "admin", "undo": "admin", "ask_undo": "admin",
    "flip": TURNS,
    "switched": ALL,
    "audit": "admin auditor", "audit_file": "admin auditor",
    "live": WATCHES, "scene": WATCHES, "stream": WATCHES, "board": WATCHES, "board_part": WATCHES,
    "board_stream": WATCHES, "board_file": WATCHES,
    "calls": SEES_CALLS, "call": SEES_CALLS, "prompts": READS, "prompt": READS, "save_prompt": "admin",
    "hear_prompt": "admin",
}  # fmt: skip
"""Who may do what; NOBODY is for those who are not signed in yet."""
FILLED = {
    "part": "queues",
    "name": "care-en",
    "number": "1",
    "sid": "CA" + "0" * 32,
    "token": "none",
    "unknown": "x",
    "locale": "en-US",
    "prompt": "goodbye",
}
WITHOUT_A_SOCKET = ("/console/live/stream", "/console/board/stream")
"""There is no seat for a browser that has none."""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def rules(console: Flask) -> Iterator[Rule]:
    """The console's routes."""
    return (rule for rule in console.url_map.iter_rules() if rule.rule.startswith("/console"))


def name_of(rule: Rule) -> str:
    return rule.endpoint.removeprefix("console.")


def address(rule: Rule) -> str:
    path = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: FILLED.get(found[1], "1"), rule.rule)
    return f"{path}x.css" if path.endswith("/static/") else path


def may(console: Flask, rule: Rule) -> set[str]:
    """The roles that the application lets in."""
    return set(console.extensions["console"].allowed[rule.endpoint])


def test_every_route_names_its_roles_as_they_are_declared_here(console: Flask):
    found = {name_of(rule): in_order(may(console, rule)) for rule in rules(console)}
    assert found == {name: in_order(roles.split()) for name, roles in DECLARED.items()}


def in_order(roles: Collection[str]) -> str:
    return " ".join(role for role in ROLES if role in roles)


def asked(browser: Browser, rule: Rule, method: str, proof: str = "") -> int:
    """What comes of a request; `proof` is that of a form of our own."""
    answer = browser.client.open(
        address(rule),
        method=method,
        data={"csrf_token": proof} if proof else None,
        headers={"Referer": f"{PUBLIC_URL}/console/"},
        base_url=PUBLIC_URL,
    )
    answer.close()
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_past_the_pages_of_their_role(console: Flask, signed_in: Callable[..., Browser], role: Role):
    browser = signed_in(role, vendor="acme" if role == "vendor" else "")
    proof = Forms(browser.opens("/codes").page).forms[0][1]["csrf_token"][0]
    told = {
        (rule.rule, method): (role in may(console, rule), asked(browser, rule, method, proof))
        for rule in rules(console)
        if may(console, rule) and name_of(rule) != "sign_out"
        for method in (rule.methods or set()) & {"GET", *UNSAFE}
    }
    assert len(told) > 40
    assert {route: status for route, (is_let_in, status) in told.items() if is_let_in == (status == 403)} == {}
    assert {route: status for route, (_, status) in told.items() if status >= 500 or status == 401} == {
        (path, "GET"): 503 for path in WITHOUT_A_SOCKET if told[path, "GET"][0]
    }


def test_nothing_unsafe_is_done_without_the_proof_of_a_form(console: Flask, signed_in: Callable[..., Browser]):
    browser = signed_in("admin")
    found = {
        rule.rule: asked(browser, rule, method)
        for rule in rules(console)
        for method in (rule.methods or set()) & UNSAFE
    }
    assert len(found) > 15
    assert set(found.values()) == {400}


def test_those_who_are_not_signed_in_are_led_to_the_door(console: Flask, browser: Callable[[], Browser]):
    visitor = browser()
    for rule in rules(console):
        if may(console, rule) and "GET" in (rule.methods or set()):
            assert asked(visitor, rule, "GET") == 302, rule.rule


def test_a_vendor_opens_no_page_of_anothers_call(console, signed_in, phone, shop, stores):
    vera = signed_in("vendor", vendor="acme")
    phone.dials().presses("0").hangs_up()
    house = phone.call_sid
    phone.dials().presses("9").presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    for rule in rules(console):
        if "<sid>" in rule.rule and "vendor" in may(console, rule) and "GET" in (rule.methods or set()):
            told = [vera.client.get(rule.rule.replace("<sid>", sid), base_url=PUBLIC_URL).status_code
                    for sid in (phone.call_sid, house)]  # fmt: skip
            assert told == [200, 404], rule.rule


def test_every_answer_carries_the_rules_for_browsers(console: Flask, browser: Callable[[], Browser]):
    headers = browser().client.get("/console/sign-in", base_url=PUBLIC_URL).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Cache-Control"] == "no-store"


def test_a_code_works_once(users: SqlUsers, signed_in, browser, clock):
    signed_in("admin", name="ada")
    key = pyotp.random_base32()
    users.codes.set_key("ada", key)
    code = pyotp.TOTP(key).at(clock.now())
    assert users.proven("ada", PASSWORD, code)
    assert users.proven("ada", PASSWORD, code) is None
