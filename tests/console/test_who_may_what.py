"""Every route of the console for every role. Pages declare their roles; the rules for all of them are checked here."""

import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from flask import Flask
from werkzeug.routing import Rule

from ivr.accounts import BY_QUEUE, ROLES, Role
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.users import SqlUsers
from ivr.console.desk.acts import DeskActs
from ivr.console.desk.pages import DeskPages
from ivr.console.desk.supervising import SupervisingActs
from ivr.console.page import page_groups
from ivr.console.roles import BOARD_READERS, WATCHERS, WORKERS
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import PASSWORD, Browser, Forms
from tests.test_docs import text_of

CHANGED_BY = {
    "sign_in": (), "link": (), "sign_out": ROLES, "change_codes": ROLES,
    "flip": ("admin", "supervisor"), "try_caller": ("admin", "supervisor", "auditor"),
    "act_on_agent": ("admin", "supervisor", "vendor"),
    "change_alert": ("admin", "supervisor"), "add_agents": ("admin", "vendor"), "change_agent": ("admin", "vendor"),
    "find_orders": ("admin", "supervisor"), "move_request": ("admin", "supervisor"),
    **{each.name: WATCHERS for each in SupervisingActs.pages},
    **{each.name: WORKERS for group in (DeskPages, DeskActs) for each in group.pages if "POST" in each.methods},
    "move_work": ("admin", "supervisor", "agent", "vendor"),
    "call_back": ("admin", "supervisor", "agent", "vendor"),
    "make_report": BOARD_READERS, "remove_report": BOARD_READERS, "raise_dispute": BOARD_READERS,
    "make_wall": WATCHERS, "revoke_wall": WATCHERS,
    "announce_reason": WATCHERS,
    "find_calls": ROLES, "keep_search": ROLES, "forget_search": ROLES,
}  # fmt: skip
"""Pages that are sent forms by others than admins; a try and a search change nothing, kept searches are
one's own."""
FOR_VENDORS = {"home", "unknown", "sign_out", "codes", "change_codes", "switched", "calls", "call",
    "board", "board_part", "board_stream", "board_file",
    "shares", "agents", "agents_file", "agent_at_work", "act_on_agent", "agent", "add_agents", "change_agent",
    "search", "find_calls", "search_file", "keep_search", "forget_search",
    "survey_results", "survey_file", "scorecards", "scorecard_days",
    "scorecard_half_hours", "scorecard_disputes", "scorecard_pdf", "raise_dispute",
    "reports", "make_report", "remove_report", "history", "history_file", "history_parquet", "history_day",
    "work", "work_file", "work_item", "move_work", "call_back", "message",
    "staffing", "staffing_months", "staffing_file",
}  # fmt: skip
FOR_ADMINS_ALONE = {
    "components",
    "users",
    "user",
    "users_file",
    "phone",
    "ask_undo",
    "new_entry",
    "upload",
    "api_tokens",
    "alert_teams",
    "webhooks",
    "webhook",
    "file",
    "import_report",
    "import_record",
    "platforms",
    "connect_source",
    "what_if",
}
"""Pages to be read; all others may be read by somebody else as well."""
FILLED = {
    "part": "queues",
    "name": "care-en",
    "number": "1",
    "sid": "CA" + "0" * 32,
    "token": "none",
    "unknown": "x",
    "locale": "en-US",
    "prompt": "goodbye",
    "agent": "new",
    "day": "2026-11-24",
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
    return set(console.extensions["console"].roles(rule.endpoint))


def test_every_route_belongs_to_a_page_that_declares_its_roles(console: Flask):
    declared = {page.name: page.roles for group in page_groups() for page in group.pages}
    found = {name_of(rule): console.extensions["console"].roles(rule.endpoint) for rule in rules(console)}
    assert found == {"static": (), **declared}


def test_only_admins_change_anything_but_switches_and_what_is_their_own(console: Flask):
    changed_by = {name_of(rule): may(console, rule) for rule in rules(console) if (rule.methods or set()) & UNSAFE}
    assert changed_by == {name: set(CHANGED_BY.get(name, ("admin",))) for name in changed_by}
    assert set(CHANGED_BY) <= set(changed_by)


def test_vendors_are_let_in_to_calls_and_to_what_is_their_own(console: Flask):
    assert {name_of(rule) for rule in rules(console) if "vendor" in may(console, rule)} == FOR_VENDORS


def test_users_and_the_phone_are_for_admins_alone(console: Flask):
    read = [rule for rule in rules(console) if "GET" in (rule.methods or set())]
    assert {name_of(rule) for rule in read if may(console, rule) == {"admin"}} == FOR_ADMINS_ALONE


def test_the_document_of_rights_tells_the_roles_that_pages_declare():
    declared = {nav.label: ", ".join(page.roles) for group in page_groups() for page in group.pages for nav in page.nav}
    section = text_of("docs/rights.md").split("| page | roles |", 1)[1].split("## ", 1)[0]
    told = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.M))
    assert len(told) > 25
    assert told == {label: roles for label, roles in declared.items() if label in told}


def asked(browser: Browser, rule: Rule, method: str, proof: str = "") -> int:
    """The outcome of a request; `proof` is the token of a genuine form."""
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


@pytest.mark.parametrize("role", BY_QUEUE)
def test_nobody_bound_to_queues_opens_a_page_of_a_call_of_others(console, signed_in, phone, stores, role: Role):
    bound = {"vendor": "acme"} if role == "vendor" else {"queues": ("acme-es",)}
    sue = signed_in(role, **bound)
    phone.dials().presses("0").hangs_up()
    house = phone.call_sid
    phone.dials().presses("9").presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    found = [rule for rule in rules(console) if "<sid>" in rule.rule and role in may(console, rule)]
    for rule in found:
        if "GET" in (rule.methods or set()):
            told = [sue.client.get(rule.rule.replace("<sid>", sid), base_url=PUBLIC_URL).status_code
                    for sid in (phone.call_sid, house)]  # fmt: skip
            assert told == [200, 404], rule.rule
    assert found


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
