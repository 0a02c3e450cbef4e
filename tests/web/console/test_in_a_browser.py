"""The console in Chromium: what people do there, and whether everybody can."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from ivr.adapters.records.draining import drain
from ivr.adapters.routings.store import Hand, RoutingStore
from ivr.adapters.users import Role, SqlUsers, User
from ivr.app.parts import Stores
from ivr.carrier import Phone
from routing.document import read
from tests.shop import Shop
from tests.web.console.browsing import CHROMIUM, chromium, enters, served
from tests.web.console.conftest import PASSWORD
from tests.web.console.test_routing_pages import DOCUMENT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

_ROUTING = "queues queues/new rules rules/of/English hours hours/of/weekdays vendors numbers switches ledger"
_PUBLISHING = "try?language=en-US review versions versions/0 yaml"
PAGES: dict[Role, tuple[str, ...]] = {
    "admin": (
        *(f"routing/{page}" for page in f"{_ROUTING} {_PUBLISHING}".split()),
        "switches",
        "audit",
        "users",
        "codes",
        "nowhere",
    ),
    "supervisor": ("live", "board", "board?wall=1", "calls", "calls/LAST", "routing/rules"),
}


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    app.config["SESSION_COOKIE_SECURE"] = False  # the browser comes without TLS
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def store(stores: Stores, shop: Shop) -> RoutingStore:
    store = RoutingStore(stores.engine, clock=shop.now, first=read(DOCUMENT))
    store.publish(read(DOCUMENT), hand=Hand("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def enter(site: str, browser: Browser, users: SqlUsers) -> Iterator[Callable[..., Page]]:
    """A page of somebody with a role; whatever the browser complains of fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def enter(role: Role, **how: object) -> Page:
        users.add(User(f"{role}{len(opened)}", role))
        page = enters(browser, f"{site}/console/link/{users.link(f'{role}{len(opened)}')}", PASSWORD, **how)  # type: ignore[arg-type]
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(page)
        return page

    yield enter
    for page in opened:
        page.close()
    assert [each for each in complaints if "404" not in each] == []


@pytest.fixture
def some_calls(phone: Phone, shop: Shop, store: RoutingStore, stores: Stores) -> str:
    phone.dials().presses("0").hangs_up()
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    return phone.call_sid


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", list(PAGES))
def test_nothing_stands_in_anybodys_way(enter, site: str, some_calls: str, role: Role, scheme: str):
    page = enter(role, scheme=scheme, size=(360, 780) if scheme == "dark" else (1440, 900))
    found = {}
    for path in PAGES[role]:
        page.goto(f"{site}/console/{path.replace('LAST', some_calls)}")
        result = Axe().run(page)
        if result.violations_count:
            found[path] = [(each["id"], each["nodes"][0]["html"][:120]) for each in result.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than the screen"
    assert found == {}


def test_the_door_too(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/console/")
    assert Axe().run(page).violations_count == 0
    page.close()


def test_an_admin_changes_a_split_and_the_next_call_follows_it(enter, store: RoutingStore, phone: Phone, shop: Shop):
    page = enter("admin")
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("link", name="English").click()
    page.get_by_label("Split").fill("acme-en 90")
    page.get_by_role("button", name="Put into the draft").click()
    page.get_by_role("link", name="Review and publish").click()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("link", name="English").click()
    page.get_by_label("Split").fill("acme-en 100")
    page.get_by_role("button", name="Put into the draft").click()
    page.get_by_role("link", name="Try a caller").click()
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Goes to acme-en")).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    page.get_by_label("Note").fill("Acme takes all")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is in force")).to_be_visible()
    phone.dials().presses("0").is_connected_to("+12025550143")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("Version 3 is in force")).to_be_visible()
    phone.dials().presses("0").is_in_queue("care-en")
    page.get_by_role("link", name="Audit").click()
    expect(page.get_by_text("Acme takes all")).to_be_visible()


def test_a_rule_is_dragged_to_its_place(enter, store: RoutingStore):
    page = enter("admin")
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("row", name="English").drag_to(page.get_by_role("row", name="Gold"))
    expect(page.get_by_text("English is moved")).to_be_visible()
    assert [rule.name for rule in store.draft().routing.rules] == ["English", "Gold"]


def test_a_call_is_seen_to_move(enter, site: str, store: RoutingStore, phone: Phone, shop: Shop):
    page = enter("supervisor")
    page.goto(f"{site}/console/live")
    expect(page.get_by_text("0 calls under way.")).to_be_visible()
    phone.dials()
    expect(page.locator("#steps")).to_contain_text("main_line.main_menu")
    phone.presses("0")
    expect(page.locator("#steps")).to_contain_text("hand_off.connect")
    expect(page.locator("g.node.busy")).to_have_count(1)
    phone.hangs_up()
    expect(page.get_by_text("0 calls under way.")).to_be_visible()
