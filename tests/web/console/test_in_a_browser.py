"""The console in Chromium: what people do there, and whether everybody can."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Keyboard, Page, expect

from ivr.adapters.records.draining import drain
from ivr.adapters.routings.store import Hand, RoutingStore
from ivr.adapters.users import Role, SqlUsers, User
from ivr.app.parts import Stores
from ivr.carrier import Phone
from routing.document import of_json, read, to_json
from tests.shop import Shop
from tests.web.console.browsing import CHROMIUM, chromium, enters, served
from tests.web.console.conftest import PASSWORD
from tests.web.console.test_routing_pages import DOCUMENT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

_LISTS = "queues rules hours vendors numbers brands switches ledger review versions yaml"
_FORMS = (
    "queues/new rules/of/English hours/of/weekdays queues/of/care-en switches/of/storm brands/of/outlet line/of/line"
)
PAGES: dict[Role, tuple[str, ...]] = {
    "admin": (
        *(f"routing/{page}" for page in f"{_LISTS} {_FORMS} try?language=en-US versions/1".split()),
        "phone",
        "prompts",
        "prompts/en-US/greeting",
        "prompts/en-US/goodbye?brand=outlet",
        "switches",
        "audit",
        "users",
        "codes",
        "nowhere",
    ),
    "supervisor": ("live", "board", "board?wall=1", "calls", "calls/LAST", "routing/rules", "routing/brands/of/outlet"),
    "auditor": ("audit", "routing/line/of/line", "prompts/en-US/goodbye", "users"),
    "vendor": ("calls",),
}
NO_PAGES = {"static", "home", "queues", "sign_in", "link", "scene", "stream", "board_part", "board_file", "yaml_file"}
NO_PAGES |= {"audit_file"}
"""Files, parts of pages, what only leads on, and the doors, which are looked at from outside."""


def sends(button: str, **typed: str) -> Callable[[Page], None]:
    """Something typed into fields, by their names, and the form sent."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"[name='{name}']").first.fill(text)
        page.get_by_role("button", name=button, exact=True).first.click()
        page.wait_for_load_state()

    return act


def opens(page: Page) -> None:
    """All that can be opened is open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


STATES: dict[Role, dict[str, Callable[[Page], None]]] = {
    "admin": {
        "routing/queues/of/care-en": sends("Put into the draft", capacity="some", languages="English"),
        "routing/hours/of/weekdays": sends("Put into the draft", **{"open.hours": "eight to five"}),
        "routing/yaml": sends("Put into the draft", text="brand: [Northwind"),
        "routing/review": sends("Publish", note="now", at="2020-01-01T10:00"),
        "routing/try": sends("Try", order_value="much"),
        "prompts/en-US/greeting": sends("Put into the draft", words="Hello {nobody}."),
        "phone": sends("Call"),
        "switches": sends("Turn on", minutes="forever"),
        "users": opens,
        "audit": opens,
        "codes": sends("Ask for codes from now on", code="000000"),
    },
    "supervisor": {"board": opens, "calls/LAST": opens},
}
"""Pages as they are when something was wrong, or open."""


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
    outlet = {"name": "Northwind Outlet", "prompts": {"en-US": {"goodbye": "Happy hunting."}}}
    first = of_json(to_json(read(DOCUMENT)) | {"brands": {"outlet": outlet}})
    store = RoutingStore(stores.engine, clock=shop.now, first=first)
    store.publish(first, hand=Hand("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def enter(site: str, browser: Browser, users: SqlUsers) -> Iterator[Callable[..., Page]]:
    """A page of somebody with a role; whatever the browser complains of fails the test."""
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


@pytest.fixture
def a_draft(some_calls: str, store: RoutingStore) -> str:
    """Calls on record, and a draft that would send theirs to nobody; the last call's SID."""
    document = to_json(store.current().routing)
    document["hours"]["never"] = {"time_zone": "America/New_York", "open": {"sun": "08:00-08:01"}}
    for queue in document["queues"].values():
        queue["hours"] = "never"
    store.save_draft(of_json(document), hand=Hand("ada", "console"), revision=0)
    return some_calls


@pytest.fixture
def some_calls(phone: Phone, shop: Shop, store: RoutingStore, stores: Stores) -> str:
    phone.dials().presses("0").hangs_up()
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    return phone.call_sid


def test_no_page_of_the_console_is_left_out(app: Flask):
    routes = app.url_map.bind("localhost")
    visited = {routes.match(f"/console/{path.split('?')[0]}")[0] for paths in PAGES.values() for path in paths}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console") and "GET" in (rule.methods or ())
    }
    assert pages - visited == {f"console.{name}" for name in NO_PAGES}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", list(PAGES))
def test_nothing_stands_in_anybodys_way(enter, site: str, a_draft: str, role: Role, scheme: str):
    page = enter(role, scheme=scheme, size=(360, 780) if scheme == "dark" else (1440, 900))
    found = {}
    for path, act in [*((path, None) for path in PAGES[role]), *STATES.get(role, {}).items()]:
        page.goto(f"{site}/console/{path.replace('LAST', a_draft)}")
        if act:
            act(page)
        found[path] = found.get(path, []) + looked_at(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_where_two_admins_wrote_the_same_field_nothing_stands_in_the_way(enter, site: str, store: RoutingStore):
    page, theirs = enter("admin", size=(360, 780)), to_json(store.current().routing)
    page.goto(f"{site}/console/routing/rules/of/Gold")
    theirs["rules"][0]["priority"] = 8
    store.save_draft(of_json(theirs), hand=Hand("bob", "console"), revision=0)
    sends("Put into the draft", priority="3")(page)
    expect(page.get_by_text("bob changed the same fields")).to_be_visible()
    found = looked_at(page)
    theirs["rules"][0]["priority"] = 9
    store.publish(of_json(theirs), hand=Hand("bob", "cli"), note="more")
    page.goto(f"{site}/console/routing/review")
    found += looked_at(page)
    page.get_by_role("button", name="Bring version 2 into the draft").click()
    expect(page.get_by_text("keep the draft’s")).to_be_visible()
    assert found + looked_at(page) == []


def looked_at(page: Page) -> list[str]:
    """What stands in somebody's way on a page."""
    wrong = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in Axe().run(page).response["violations"]]
    is_narrow = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return wrong if is_narrow else [*wrong, "wider than the screen"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_doors_too(site: str, browser: Browser, users: SqlUsers, scheme: str):
    users.add(User("ada", "admin"))
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}/console/")
    found = looked_at(page)
    sends("Sign in", name="nobody", password="no password")(page)
    found += looked_at(page)
    page.goto(f"{site}/console/link/{users.link('ada')}")
    found += looked_at(page)
    sends("Set it and sign in", password="ada", again="bob")(page)
    found += looked_at(page)
    page.close()
    assert found == []


def test_an_admin_changes_a_split_and_the_next_call_follows_it(
    enter, site: str, store: RoutingStore, phone: Phone, shop: Shop
):
    page = enter("admin")
    signs_in_again(page)
    shares_out(page, "90")
    expect(page.get_by_text("3 things to look at in the draft")).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.get_by_role("link", name="English, Split").click()
    expect(page.get_by_text("the shares make 90; they must make 100").last).to_be_visible()
    shares_out(page, "100")
    page.get_by_role("link", name="Try a caller").click()
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("Goes to acme-en")).to_be_visible()
    expect(page.get_by_text("Goes to care-en")).to_be_visible()
    page.get_by_role("link", name="Review and publish").click()
    expect(page.get_by_text("Rule English: split")).to_be_visible()
    page.get_by_label("Note").fill("Acme takes all")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is in force")).to_be_visible()
    phone.dials().presses("0").is_connected_to("+12025550143")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("Version 3 is in force")).to_be_visible()
    phone.dials().presses("0").is_in_queue("care-en")
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
    page.get_by_role("button", name="Put into the draft").click()


def test_a_rule_is_moved_and_a_queue_changed_by_keys_alone(enter, store: RoutingStore):
    page = enter("admin")
    tabs_to(page, "Rules").press("Enter")
    page.wait_for_url("**/routing/rules")
    tabs_to(page, "Move English up").press("Enter")
    expect(page.get_by_text("English is moved")).to_be_visible()
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
    for _ in range(60):
        page.keyboard.press("Tab")
        told = "e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim()"
        if page.evaluate(f"({told})(document.activeElement)") == name:
            return page.keyboard
    raise AssertionError(f"no Tab leads to {name}")


def test_the_line_is_called_on_the_draft(enter, site: str, store: RoutingStore, shop: Shop):
    draft = to_json(read(DOCUMENT))
    draft["rules"][1]["split"] = {"acme-en": 100}
    store.save_draft(of_json(draft), hand=Hand("ada", "console"), revision=0)
    page = enter("admin")
    page.goto(f"{site}/console/phone")
    page.get_by_label("The line").select_option("draft")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_text("This call goes by the draft.")).to_be_visible()
    page.get_by_role("button", name="0", exact=True).click()
    expect(page.get_by_text("+12025550143")).to_be_visible()


def test_a_rule_is_dragged_to_its_place(enter, store: RoutingStore):
    page = enter("admin")
    page.get_by_role("link", name="Rules").click()
    page.get_by_role("row", name="English").drag_to(page.get_by_role("row", name="Gold"))
    expect(page.get_by_text("English is moved")).to_be_visible()
    assert [rule.name for rule in store.draft().routing.rules] == ["English", "Gold"]


def test_a_call_is_seen_to_move_and_its_page_says_why(
    enter, site: str, store: RoutingStore, stores: Stores, phone: Phone, shop: Shop
):
    page = enter("supervisor")
    page.goto(f"{site}/console/live#main_line")
    expect(page.get_by_text("0 calls under way.").first).to_be_visible()
    phone.dials()
    expect(page.locator("#steps")).to_contain_text("main line: main menu")
    expect(page.locator(".map:not([hidden]) g.node.busy title")).to_have_text("main_line.main_menu")
    expect(page.locator("g.edge.walked").first).to_be_attached()
    page.get_by_role("button", name="Hand off").click()
    phone.presses("0")
    expect(page.locator(".map:not([hidden]) g.node.busy title")).to_have_text("hand_off.connect")
    page.get_by_role("button", name="hand off: connect").click()
    drain(stores.redis, stores.engine)
    page.get_by_role("link", name=f"…{phone.call_sid[-6:]}").click()
    expect(page.get_by_text("rule Spanish: no")).to_be_visible()
    phone.hangs_up()
    drain(stores.redis, stores.engine)
    expect(page.locator(".badge.bad")).to_have_text("abandoned")
