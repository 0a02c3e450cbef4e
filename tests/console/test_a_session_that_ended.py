"""Form data sent after a session's end is restored after signing in, to the same user; the sign-in names the reason."""

import re

import pytest
from playwright.sync_api import Page, expect

from ivr.accounts import User
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from tests.console.browsing import CHROMIUM
from tests.console.conftest import PASSWORD
from tests.console.test_in_a_browser import browser, document, enter, site

__all__ = ["browser", "document", "enter", "site"]

HAND = Actor("bob", "cli")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

FORMS = {
    "routing/queues/of/care-en": "Save draft",
    "routing/queues/new": "Save draft",
    "routing/hours/of/weekdays": "Save draft",
    "routing/rules/of/English": "Save draft",
    "routing/switches/of/storm": "Save draft",
    "routing/line/of/line": "Save draft",
    "routing/yaml": "Save draft",
    "routing/review": "Publish",
    "routing/versions/1": "Go back to version 1",
    "routing/try": "Try",
    "prompts/en-US/greeting": "Save draft",
    "switches": "Turn on",
    "users": "Add and",
    "audit/2/undo": "Take it back",
}
"""Pages with a form in which something is typed, and how its button begins."""


ANEW = """async ([name, password]) => {
    const proof = (page) => page.querySelector("[name=csrf_token]").value;
    const post = (path, fields) => fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    await post("/console/sign-out", { csrf_token: proof(document) });
    const door = await (await fetch("/console/sign-in")).text();
    const csrf_token = proof(new DOMParser().parseFromString(door, "text/html"));
    await post("/console/sign-in", { csrf_token, name, password });
}"""
"""Out and in again, as in another tab."""


def signs_in(page: Page, name: str = "admin0") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def types(page: Page, button: str) -> dict[str, list[str]]:
    """Type in every text field of the button's form. Returns the values."""
    form = page.locator("form", has=page.get_by_role("button", name=re.compile(f"^{button}"))).first
    for field in form.locator("input:not([type]), input[type=text], textarea").all():
        if field.is_visible():
            field.fill(f"{field.input_value()} typed"[:60])
    return stands(page, button)


def stands(page: Page, button: str) -> dict[str, list[str]]:
    form = page.locator("form", has=page.get_by_role("button", name=re.compile(f"^{button}"))).first
    found = form.evaluate(
        "(form) => [...new FormData(form)].filter(([n, v]) => n !== 'csrf_token' && typeof v === 'string')"
    )
    return {name: [value for each, value in found if each == name] for name, _ in found}


@pytest.fixture
def admin(enter, store: RoutingStore, site: str) -> Page:
    page = enter("admin", size=(390, 844), scheme="dark")
    store.flip("storm", until=None, actor=HAND, why="no snow")
    document = to_json(store.current().routing)
    store.publish(of_json({**document, "brand": "Southwind"}), actor=HAND, note="Renamed")
    store.save_draft(of_json({**document, "brand": "Eastwind"}), actor=HAND, revision=0)
    return page


def test_what_was_typed_into_any_form_comes_back(admin: Page, users: SqlUsers, site: str):
    lost = {}
    for path, button in FORMS.items():
        admin.goto(f"{site}/console/{path}")
        admin.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        typed = types(admin, button)
        users.end_all("admin0")
        admin.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
        admin.get_by_role("button", name=re.compile(f"^{button}")).first.click()
        expect(admin.get_by_text("Your session has ended")).to_be_visible()
        signs_in(admin)
        if stands(admin, button) != typed or not admin.get_by_text("What you typed is here again").is_visible():
            lost[path] = (admin.url, typed, stands(admin, button))
    assert not lost


def test_rows_that_were_added_come_back_and_can_be_sent(admin: Page, users: SqlUsers, store: RoutingStore, site: str):
    admin.goto(f"{site}/console/routing/rules/of/English")
    admin.get_by_role("button", name=re.compile("^Add a ")).first.click()
    shares = admin.locator("[name='split.queue']")
    shares.nth(1).select_option("acme-en") if shares.nth(1).evaluate("e => e.tagName") == "SELECT" else shares.nth(
        1
    ).fill("acme-en")
    admin.locator("[name='split.share']").nth(0).fill("60")
    admin.locator("[name='split.share']").nth(1).fill("40")
    users.end_all("admin0")
    admin.get_by_role("button", name="Save draft").first.click()
    signs_in(admin)
    expect(admin.get_by_text("What you typed is here again")).to_be_visible()
    assert [share.input_value() for share in admin.locator("[name='split.share']").all()][:2] == ["60", "40"]
    admin.get_by_role("button", name="Save draft").first.click()
    admin.wait_for_load_state()
    assert store.draft().routing.rules[1].shares == {"care-en": 60, "acme-en": 40}
    admin.goto(f"{site}/console/routing/rules/of/English")
    expect(admin.get_by_text("What you typed is here again")).to_have_count(0)


def test_nobody_else_reads_what_was_typed_and_no_secret_is_kept(admin: Page, users: SqlUsers, site: str):
    users.add(User("bob", "admin"))
    users.redeem(users.link("bob"), PASSWORD)
    admin.goto(f"{site}/console/routing/review")
    admin.get_by_label("Note").fill("between us")
    users.end_all("admin0")
    admin.get_by_role("button", name="Publish").click()
    assert "between us" in admin.evaluate("sessionStorage.typed")
    signs_in(admin, "bob")
    expect(admin.get_by_label("Note")).to_have_value("")
    assert "between us" not in (admin.evaluate("sessionStorage.typed") or "")
    admin.goto(f"{site}/console/codes")
    admin.get_by_label("The code that it shows now").fill("123456")
    admin.get_by_role("button", name="Ask for codes").click()
    assert "123456" not in (admin.evaluate("sessionStorage.typed") or "")


def test_a_form_that_is_too_old_since_somebody_signed_in_anew_comes_back_too(admin: Page, site: str):
    admin.goto(f"{site}/console/routing/review")
    admin.get_by_label("Note").fill("half a page")
    admin.evaluate(ANEW, ["admin0", PASSWORD])
    admin.get_by_role("button", name="Publish").click()
    admin.get_by_role("link", name="Load the page again").click()
    expect(admin.get_by_label("Note")).to_have_value("half a page")
