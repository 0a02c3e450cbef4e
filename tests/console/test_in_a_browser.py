"""The console in Chromium: the users' work."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Keyboard, Page, expect

from ivr.accounts import Role, User
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.reporting.audit import Actor
from routing.document import of_json, read, to_json
from routing.model import Routing
from tests.console.browsing import CHROMIUM, chromium, enters, served
from tests.console.conftest import PASSWORD
from tests.console.drafting import DOCUMENT
from tests.shop import Shop

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture
def site(app: Flask, console: Flask) -> Iterator[str]:
    console.config["SESSION_COOKIE_SECURE"] = False  # the browser comes without TLS
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def document() -> Routing:
    outlet = {"name": "Northwind Outlet", "prompts": {"en-US": {"goodbye": "Happy hunting."}}}
    return of_json(to_json(read(DOCUMENT)) | {"brands": {"outlet": outlet}})


@pytest.fixture
def enter(site: str, browser: Browser, users: SqlUsers) -> Iterator[Callable[..., Page]]:
    """A page of a user with a role; any error that the browser reports fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def enter(role: Role, **how: object) -> Page:
        users.add(User(f"{role}{len(opened)}", role, "acme" if role == "vendor" else ""))
        page = enters(browser, f"{site}/console/link/{users.link(f'{role}{len(opened)}')}", PASSWORD, **how)  # type: ignore[arg-type]
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(page)
        return page

    yield enter
    for page in opened:
        page.close()
    assert [each for each in complaints if "status of 4" not in each] == []


def test_an_admin_changes_a_split_and_the_next_call_follows_it(
    enter, site: str, store: RoutingStore, phone: Phone, shop: Shop
):
    page = enter("admin")
    signs_in_again(page)
    shares_out(page, "90")
    expect(page.get_by_text("1 error")).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.get_by_role("link", name="English, Shares").click()
    expect(page.get_by_text("the shares make 90; they must make 100").last).to_be_visible()
    shares_out(page, "100")
    page.get_by_role("link", name="Try a caller").click()
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Goes to Acme")).to_be_visible()
    expect(page.get_by_text("Goes to English care")).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    expect(page.get_by_text("Rule English: split")).to_be_visible()
    page.get_by_label("Note").fill("Acme takes all")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is live")).to_be_visible()
    phone.dials().presses("0").is_connected_to("+12025550143")
    page.get_by_role("link", name="Go back to version 1").click()
    page.get_by_label("Why").fill("Back to version 1")
    page.locator("form.narrow button").click()
    expect(page.get_by_text("Version 3 is live")).to_be_visible()
    phone.dials().presses("0").is_in_queue("care-en")
    page.get_by_text("Set up", exact=True).click()
    page.get_by_role("link", name="Audit").click()
    for told in ("Acme takes all", "Back to version 1", "published version 2", "split acme-en"):
        expect(page.get_by_text(told).first).to_be_visible()


def signs_in_again(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("admin0")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("admin0, admin")).to_be_visible()


def shares_out(page: Page, share: str) -> None:
    """All of the English rule's calls that are shared out go to Acme."""
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("link", name="English", exact=True).click()
    page.get_by_label("Queue, queue 1").select_option("acme-en")
    page.get_by_label("Percent, queue 1").fill(share)
    page.get_by_role("button", name="Save draft").click()


def test_a_rule_is_moved_and_a_queue_changed_by_keys_alone(enter, store: RoutingStore):
    page = enter("admin")
    tabs_to(page, "Rules").press("Enter")
    page.wait_for_url("**/routing/rules")
    tabs_to(page, "Move English up").press("Enter")
    expect(page.get_by_label("Place of English")).to_be_focused()
    for place in ("2", "1"):
        page.keyboard.press("Control+A")
        page.keyboard.type(place)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Place of English")).to_have_value(place)
        expect(page.get_by_label("Place of English")).to_be_focused()
    tabs_to(page, "Gold").press("Enter")
    page.wait_for_url("**/rules/of/Gold")
    tabs_to(page, "Priority")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gold is in the draft")).to_be_visible()
    rules = store.draft().routing.rules
    assert [(rule.name, rule.priority) for rule in rules] == [("English", 0), ("Gold", 8)]


def tabs_to(page: Page, name: str) -> Keyboard:
    """Tab until something of that name has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        told = "e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim()"
        if page.evaluate(f"({told})(document.activeElement)") == name:
            return page.keyboard
    raise AssertionError(f"no Tab leads to {name}")


def test_the_line_is_called_on_the_draft(enter, site: str, store: RoutingStore, shop: Shop):
    draft = to_json(read(DOCUMENT))
    draft["rules"][1]["split"] = {"acme-en": 100}
    store.save_draft(of_json(draft), actor=Actor("ada", "console"), revision=0)
    page = enter("admin")
    page.goto(f"{site}/console/phone")
    page.get_by_label("The line").select_option("draft")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_text("This call goes by the draft.")).to_be_visible()
    page.keyboard.type("I do not know")  # the words have the focus
    page.keyboard.press("Enter")
    expect(page.locator(".talk .caller", has_text="I do not know")).to_be_visible()
    page.get_by_role("button", name="0", exact=True).click()
    expect(page.get_by_text("+12025550143")).to_be_visible()


def test_a_rule_is_dragged_to_its_place(enter, store: RoutingStore):
    page = enter("admin")
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("row", name="2 English").drag_to(page.get_by_role("row", name="1 Gold"))
    expect(page.get_by_text("English is moved")).to_be_visible()
    assert [rule.name for rule in store.draft().routing.rules] == ["English", "Gold"]


def test_a_call_is_seen_to_move_and_its_page_says_why(
    enter, site: str, store: RoutingStore, stores: Stores, phone: Phone, shop: Shop
):
    page = enter("supervisor")
    page.goto(f"{site}/console/live#main_line")
    expect(page.get_by_text("0 calls in progress.").first).to_be_visible()
    phone.dials()
    expect(page.locator("#steps")).to_contain_text("Main line: main menu")
    expect(page.locator(".map:not([hidden]) g.node.busy title")).to_have_text("main_line.main_menu")
    expect(page.locator("g.edge.walked").first).to_be_attached()
    page.get_by_role("button", name="To a person").click()
    phone.presses("0")
    expect(page.locator(".map:not([hidden]) g.node.busy title")).to_have_text("hand_off.connect")
    page.get_by_role("button", name="To a person: connect").click()
    drain(stores.redis, stores.engine)
    page.get_by_role("link", name=f"…{phone.call_sid[-6:]}").click()
    expect(page.get_by_text("rule Spanish: no")).to_be_visible()
    phone.hangs_up()
    drain(stores.redis, stores.engine)
    expect(page.locator(".badge.bad")).to_have_text("abandoned")


def test_a_telephone_has_a_menu_and_keeps_how_dense_rows_are(enter, site: str):
    page = enter("supervisor", size=(390, 844))
    page.goto(f"{site}/console/board")
    expect(page.get_by_role("link", name="Live")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Compact or comfortable rows").click()
    page.get_by_role("link", name="Live").click()
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-rows", "comfortable")
